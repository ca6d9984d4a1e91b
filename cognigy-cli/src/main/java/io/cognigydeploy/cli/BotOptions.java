package io.cognigydeploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for the bot version, its target environment and its test suite. */
final class BotOptions {

    private static final String BOT = "bot_9f8e7d6c5b4a3210";
    private static final String VERSION = "v2.4.1-stable";
    private static final String ENVIRONMENT = "env_prod_us_east_1";
    private static final String SUITE = "suite_regression_v24";
    private static final List<String> DEPENDENCIES = List.of("sentiment-analysis-v2", "entity-recognition-core");
    private static final Map<String, String> OVERRIDES =
            Map.of("maxConcurrentSessions", "500", "nlpEngine", "cognigy-nlp-v2", "fallbackStrategy", "human_handoff");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--bot", paramLabel = "ID", description = "The bot. Required; " + BOT + " with --fake")
    private Optional<String> bot = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "The bot's version. Required; " + VERSION + " with --fake")
    private Optional<String> version = Optional.empty();

    @Option(
            names = {"--environment", "--env"},
            paramLabel = "ID",
            description = "The environment to deploy it into. Required; " + ENVIRONMENT + " with --fake")
    private Optional<String> environment = Optional.empty();

    @Option(
            names = "--override",
            paramLabel = "NAME=VALUE",
            description = {
                "A setting that replaces the version's own; the value is JSON, or else text. Repeatable.",
                "Default: none; maxConcurrentSessions=500, nlpEngine=cognigy-nlp-v2, fallbackStrategy=human_handoff",
                "with --fake"
            })
    private @Nullable Map<String, String> overrides;

    @Option(
            names = "--dependency",
            paramLabel = "NAME[@RANGE]",
            description = {
                "A package that the version needs in the environment. Repeatable. Default: none;",
                "sentiment-analysis-v2, entity-recognition-core with --fake"
            })
    private @Nullable List<String> dependencies;

    @Option(
            names = "--allow-incomparable-versions",
            description = "Deploy also where a version is not stated or cannot be compared.")
    private boolean allowIncomparableVersions;

    @Option(
            names = "--suite",
            paramLabel = "ID",
            description = {"The test suite of the quality gate. Default: no quality gate;", SUITE + " with --fake"})
    @Stored
    private Optional<String> suite = Optional.empty();

    @Option(
            names = "--pass-rate",
            paramLabel = "SHARE",
            description = "The share of the suite's tests that must pass. Default: 0.95. Needs --suite")
    @Stored
    private Optional<Double> passRate = Optional.empty();

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            description = "The maximum age of the suite's latest run. Default: any. Needs --suite")
    @Stored
    private Optional<Duration> maxAge = Optional.empty();

    /**
     * Returns the deployment and the options that it needs.
     *
     * @throws ParameterException if an option needs another that is absent
     */
    RunOptions.Subject<BotDeployment> subject(PlatformOptions where) {
        Optional<String> id = where.orExample(bot, BOT);
        Optional<String> label = where.orExample(version, VERSION);
        Optional<String> target = where.orExample(environment, ENVIRONMENT);
        return new RunOptions.Subject<>(
                Map.of("--bot", id, "--version", label, "--environment", target),
                () -> deployment(where, id.orElseThrow(), label.orElseThrow(), target.orElseThrow()),
                this::completed);
    }

    /** Returns the deployment with the secrets that no record keeps, each from its variable. */
    private BotDeployment completed(BotDeployment hidden) {
        BotDeployment complete = hidden;
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, Object> setting : hidden.configOverrides().entrySet()) {
            if (String.valueOf(setting.getValue()).contains(Secrets.HIDDEN)) {
                String variable = "COGNIGY_OVERRIDE_"
                        + setting.getKey().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
                Optional<String> given = Variables.of(spec).get(variable);
                if (given.isPresent()) {
                    complete = complete.override(setting.getKey(), value(given.get()));
                } else {
                    missing.add(variable + " (the value of --override " + setting.getKey() + ")");
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Missing: " + String.join(", ", missing)
                            + ", since no record keeps a secret. Set each variable to what it was.");
        }
        return complete;
    }

    private BotDeployment deployment(PlatformOptions where, String id, String label, String target) {
        BotDeployment deployment = BotDeployment.of(id, label)
                .to(target)
                .dependingOn(where.orExample(Optional.ofNullable(dependencies), DEPENDENCIES)
                        .orElse(List.of())
                        .toArray(String[]::new));
        Map<String, String> settings =
                where.orExample(Optional.ofNullable(overrides), OVERRIDES).orElse(Map.of());
        for (Map.Entry<String, String> entry : settings.entrySet()) {
            deployment = deployment.override(entry.getKey(), value(entry.getValue()));
        }
        return allowIncomparableVersions ? deployment.allowingIncomparableVersions() : deployment;
    }

    /**
     * Returns the quality gate, if a suite is named.
     *
     * @throws IllegalArgumentException if the pass rate is not between 0 and 1
     * @throws ParameterException if no suite is named and another option needs one
     */
    Optional<QualityGate> gate(PlatformOptions where) {
        Optional<String> named = where.orExample(suite, SUITE);
        if (named.isEmpty() && (passRate.isPresent() || maxAge.isPresent())) {
            throw new ParameterException(
                    spec.commandLine(), "--pass-rate and --max-age need a test suite. Name it with --suite.");
        }
        return named.map(QualityGate::suite)
                .map(gate -> gate.minPassRate(passRate.orElse(0.95)).requireApproval())
                .map(gate -> maxAge.map(gate::maxAge).orElse(gate));
    }

    private static Object value(String text) {
        try {
            Object value = new JsonMapper().readValue(text, Object.class);
            return value == null ? text : value;
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
