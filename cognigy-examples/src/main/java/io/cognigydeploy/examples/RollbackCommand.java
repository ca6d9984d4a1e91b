package io.cognigydeploy.examples;

import io.cognigydeploy.core.ActiveSessions;
import io.cognigydeploy.core.ConversationProbe;
import io.cognigydeploy.core.DeploymentPipeline;
import io.cognigydeploy.core.IfNotPassed;
import io.cognigydeploy.core.Rollbacker;
import io.cognigydeploy.core.VersionRollback;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An environment back to a version. */
@Command(
        name = "rollback",
        description = {
            "Brings an environment back to a version of a bot: version and sessions checked, job, confirmation, a",
            "conversation with the bot, report; on failure the fallback version takes its place."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_API_KEY, or COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET,",
            "CI_CD_WEBHOOK_URL. Without COGNIGY_BASE_URL an embedded fake platform is started and used.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, or a person is needed."
        })
final class RollbackCommand implements Callable<Integer> {

    private static final String NAME = "PRODUCTION";
    private static final String ID = "env_prod_us_east_1";

    private static final List<String> SCOPES =
            List.of("bot:manage", "deployment:write", "session:read", "environment:read");

    /** What is done about open sessions. */
    enum Sessions {
        BLOCK,
        DRAIN,
        GO_ON
    }

    @Mixin
    private RunOptions run;

    @Option(
            names = "--bot",
            defaultValue = "bot_12345",
            paramLabel = "ID",
            description = "Which bot. Default: ${DEFAULT-VALUE}")
    private String bot;

    @Option(
            names = "--version",
            defaultValue = "v_67890",
            paramLabel = "ID",
            description = "Back to which version. Default: ${DEFAULT-VALUE}")
    private String version;

    @Option(
            names = {"--environment", "--env"},
            defaultValue = NAME,
            paramLabel = "NAME",
            description = "In which environment, by its name. Default: ${DEFAULT-VALUE}")
    private String environment;

    @Option(
            names = "--environment-id",
            paramLabel = "ID",
            description = {
                "The same environment's id; without it what is live cannot be read back, nor a lost request found.",
                "Default: " + ID + " for " + NAME + ", else none"
            })
    private Optional<String> environmentId = Optional.empty();

    @Option(
            names = "--fallback",
            defaultValue = "v_stable_fallback",
            paramLabel = "ID",
            description = "The version that takes its place on failure. Default: ${DEFAULT-VALUE}")
    private String fallback;

    @Option(names = "--broken", description = "The live version is broken: nobody's session is worth waiting for.")
    private boolean broken;

    @Option(
            names = "--sessions",
            paramLabel = "block|drain|go_on",
            description = "What is done about open sessions. Default: block; with --broken, go_on")
    private Optional<Sessions> sessions = Optional.empty();

    @Option(
            names = "--drain-deadline",
            defaultValue = "5m",
            paramLabel = "DURATION",
            description = "How long --sessions drain waits. Default: ${DEFAULT-VALUE}")
    private Duration deadline;

    @Option(
            names = "--say",
            defaultValue = "I need help with my order",
            paramLabel = "TEXT",
            description = "What is said to the bot afterwards. Default: ${DEFAULT-VALUE}")
    private String message;

    @Option(
            names = "--intent",
            defaultValue = "order_support",
            paramLabel = "NAME",
            description = "What it has to understand. Default: ${DEFAULT-VALUE}")
    private String intent;

    @Option(names = "--entity", paramLabel = "NAME=VALUE", description = "What it has to find in it. Repeatable.")
    private Map<String, String> entities = new LinkedHashMap<>();

    @Option(
            names = "--min-confidence",
            defaultValue = "0.85",
            paramLabel = "SHARE",
            description = "How sure it has to be. Default: ${DEFAULT-VALUE}")
    private double confidence;

    @Option(
            names = "--max-latency",
            paramLabel = "DURATION",
            description = "How long its answer may take. Default: any time")
    private Optional<Duration> latency = Optional.empty();

    @Option(
            names = "--if-misunderstood",
            defaultValue = "UNDO",
            paramLabel = "undo|report|keep",
            description = "Fall back, leave it to a person, or keep it and say so. Default: undo")
    private IfNotPassed then;

    @Override
    public Integer call() throws InterruptedException {
        VersionRollback wish = wish();
        ConversationProbe probe = probe();
        return run.release(
                wish,
                SCOPES,
                platform -> sessions.map(
                                what -> DeploymentPipeline.forVersionRollbacks(platform.client(), policy(what)))
                        .orElseGet(() -> DeploymentPipeline.forVersionRollbacks(platform.client()))
                        .onFailure(Rollbacker.toPreviousVersion().fallback(fallback))
                        .verify(probe.name(), probe.warmUp(run.lag(platform)), then));
    }

    private VersionRollback wish() {
        VersionRollback wish = VersionRollback.of(bot, version).in(environment);
        Optional<String> id =
                environmentId.or(() -> environment.equals(NAME) ? Optional.of(ID) : Optional.<String>empty());
        VersionRollback placed = id.map(wish::withEnvironmentId).orElse(wish);
        return broken ? placed.fromBroken() : placed;
    }

    private ActiveSessions policy(Sessions what) {
        return switch (what) {
            case BLOCK -> ActiveSessions.block();
            case DRAIN -> ActiveSessions.drain(deadline);
            case GO_ON -> ActiveSessions.goOn();
        };
    }

    private ConversationProbe probe() {
        ConversationProbe probe = ConversationProbe.of(new ConversationProbe.Turn(message, intent, entities))
                .minConfidence(confidence);
        return latency.map(probe::within).orElse(probe);
    }
}
