package io.cognigydeploy.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.core.BotDeployment;
import io.cognigydeploy.core.QualityGate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which bot version goes where, and which test suite speaks for it. */
final class BotOptions {

    private static final JsonMapper JSON = new JsonMapper();

    @Option(
            names = "--bot",
            defaultValue = "bot_9f8e7d6c5b4a3210",
            paramLabel = "ID",
            description = "Which bot. Default: ${DEFAULT-VALUE}")
    private String bot;

    @Option(
            names = "--version",
            defaultValue = "v2.4.1-stable",
            paramLabel = "VERSION",
            description = "Which version. Default: ${DEFAULT-VALUE}")
    private String version;

    @Option(
            names = {"--environment", "--env"},
            defaultValue = "env_prod_us_east_1",
            paramLabel = "ID",
            description = "Into which environment. Default: ${DEFAULT-VALUE}")
    private String environment;

    @Option(
            names = "--override",
            paramLabel = "NAME=VALUE",
            description = {
                "A setting that differs from the version's own; the value is JSON, or else text. Repeatable.",
                "Default: maxConcurrentSessions=500, nlpEngine=cognigy-nlp-v2, fallbackStrategy=human_handoff"
            })
    private Map<String, String> overrides = new LinkedHashMap<>(
            Map.of("maxConcurrentSessions", "500", "nlpEngine", "cognigy-nlp-v2", "fallbackStrategy", "human_handoff"));

    @Option(
            names = "--dependency",
            paramLabel = "NAME[@RANGE]",
            description = {
                "What the version needs in the environment. Repeatable.",
                "Default: sentiment-analysis-v2, entity-recognition-core"
            })
    private List<String> dependencies = List.of("sentiment-analysis-v2", "entity-recognition-core");

    @Option(
            names = "--allow-incomparable-versions",
            description = "Deploy also where a version is not stated or cannot be compared.")
    private boolean allowIncomparableVersions;

    @Option(
            names = "--suite",
            defaultValue = "suite_regression_v24",
            paramLabel = "ID",
            description = "The test suite of the quality gate. Default: ${DEFAULT-VALUE}")
    private String suite;

    @Option(
            names = "--pass-rate",
            defaultValue = "0.95",
            paramLabel = "SHARE",
            description = "The share of its tests that must have passed. Default: ${DEFAULT-VALUE}")
    private double passRate;

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            description = "How old its latest run may be. Default: any age")
    private Optional<Duration> maxAge = Optional.empty();

    /** @throws IllegalArgumentException if an id or the version is malformed */
    BotDeployment wish() {
        BotDeployment wish =
                BotDeployment.of(bot, version).to(environment).dependingOn(dependencies.toArray(String[]::new));
        for (Map.Entry<String, String> entry : overrides.entrySet()) {
            wish = wish.override(entry.getKey(), value(entry.getValue()));
        }
        return allowIncomparableVersions ? wish.allowingIncomparableVersions() : wish;
    }

    /** @throws IllegalArgumentException if the pass rate is no share */
    QualityGate gate() {
        QualityGate gate = QualityGate.suite(suite).minPassRate(passRate).requireApproval();
        return maxAge.map(gate::maxAge).orElse(gate);
    }

    private static Object value(String text) {
        try {
            Object value = JSON.readValue(text, Object.class);
            return value == null ? text : value;
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
