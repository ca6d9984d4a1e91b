package io.cognigydeploy.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.core.BotDeployment;
import io.cognigydeploy.core.DeploymentPipeline;
import io.cognigydeploy.core.InProgress;
import io.cognigydeploy.core.QualityGate;
import io.cognigydeploy.core.Rollbacker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A gated deployment of a bot version into an environment. */
@Command(
        name = "deploy",
        description = {
            "Deploys a bot version into an environment: plan, gates, deployment, confirmation, report;",
            "on failure it is rolled back and the rollback is confirmed."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY,",
            "CI_CD_WEBHOOK_URL. Without COGNIGY_BASE_URL an embedded fake platform is started and used.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, or a person is needed."
        })
final class DeployCommand implements Callable<Integer> {

    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> SCOPES =
            List.of("bot:read", "bot:deploy", "deployment:write", "environment:read", "test:read");

    @Mixin
    private RunOptions run;

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

    @Option(
            names = "--fallback",
            paramLabel = "VERSION",
            description = "Deploy this version if a rollback does not work. Default: none")
    private Optional<String> fallback = Optional.empty();

    @Option(
            names = "--in-progress",
            defaultValue = "WAIT",
            paramLabel = "wait|fail|cancel",
            description = "What to do about somebody else's deployment in progress. Default: wait")
    private InProgress inProgress;

    @Override
    public Integer call() throws InterruptedException {
        BotDeployment wish = wish();
        QualityGate gate = QualityGate.suite(suite).minPassRate(passRate).requireApproval();
        return run.release(
                wish,
                SCOPES,
                platform -> DeploymentPipeline.forBots(platform.client())
                        .gate(maxAge.map(gate::maxAge).orElse(gate))
                        .onFailure(fallback.map(Rollbacker.toPreviousVersion()::fallback)
                                .orElseGet(Rollbacker::toPreviousVersion))
                        .whenInProgress(inProgress));
    }

    private BotDeployment wish() {
        BotDeployment wish =
                BotDeployment.of(bot, version).to(environment).dependingOn(dependencies.toArray(String[]::new));
        for (Map.Entry<String, String> entry : overrides.entrySet()) {
            wish = wish.override(entry.getKey(), value(entry.getValue()));
        }
        return wish;
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
