package io.cognigydeploy.examples;

import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.check.ActiveSessions;
import io.cognigydeploy.core.check.ConversationProbe;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.rollback.VersionRollback;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
            "CI_CD_WEBHOOK_URL. None of the first four with --fake.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, or a person is needed."
        })
final class RollbackCommand implements Callable<Integer> {

    private static final String BOT = "bot_12345";
    private static final String VERSION = "v_67890";
    private static final String NAME = "PRODUCTION";
    private static final String FALLBACK = "v_stable_fallback";
    private static final String MESSAGE = "I need help with my order";
    private static final String INTENT = "order_support";

    private static final List<String> SCOPES =
            List.of("bot:manage", "deployment:write", "session:read", "environment:read");

    /** What is done about open sessions. */
    enum Sessions {
        BLOCK,
        DRAIN,
        GO_ON
    }

    /** The words of {@code --if-misunderstood}. */
    enum IfMisunderstood {
        UNDO(OnFailedVerification.ROLL_BACK),
        REPORT(OnFailedVerification.ASK),
        KEEP(OnFailedVerification.ACCEPT);

        private final OnFailedVerification policy;

        IfMisunderstood(OnFailedVerification policy) {
            this.policy = policy;
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlatformOptions where;

    @Mixin
    private RunOptions run;

    @Option(names = "--bot", paramLabel = "ID", description = "The bot. Required; " + BOT + " with --fake")
    private Optional<String> bot = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "ID",
            description = "The version to go back to. Required; " + VERSION + " with --fake")
    private Optional<String> version = Optional.empty();

    @Option(
            names = {"--environment", "--env"},
            paramLabel = "NAME",
            description = "The environment, by its name. Required; " + NAME + " with --fake")
    private Optional<String> environment = Optional.empty();

    @Option(
            names = "--environment-id",
            paramLabel = "ID",
            description = {
                "The same environment's id. Without it what is live cannot be read back, nor a lost request found.",
                "Default: none"
            })
    private Optional<String> environmentId = Optional.empty();

    @Option(
            names = "--fallback",
            paramLabel = "ID",
            description = "The version that takes its place on failure. Default: none; " + FALLBACK + " with --fake")
    private Optional<String> fallback = Optional.empty();

    @Option(names = "--broken", description = "The live version is broken: nobody's session is worth waiting for.")
    private boolean broken;

    @Option(
            names = "--sessions",
            paramLabel = "block|drain|go_on",
            description = {
                "What is done about open sessions: nothing is changed, they are waited for, or they are not read at"
                        + " all.",
                "Default: block; with --broken, go_on"
            })
    private Optional<Sessions> sessions = Optional.empty();

    @Option(
            names = "--max-sessions",
            paramLabel = "N",
            description = "How many sessions may be open all the same; not with go_on. Default: 0")
    private Optional<Integer> maxSessions = Optional.empty();

    @Option(
            names = "--drain-deadline",
            defaultValue = "5m",
            paramLabel = "DURATION",
            description = "How long --sessions drain waits. Default: ${DEFAULT-VALUE}")
    private Duration deadline;

    @Option(
            names = "--say",
            paramLabel = "TEXT",
            description = "A message to the bot afterwards. Default: none; " + MESSAGE + " with --fake")
    private Optional<String> message = Optional.empty();

    @Option(
            names = "--intent",
            paramLabel = "NAME",
            description = "The intent that the bot must find in it. Default: none; " + INTENT + " with --fake")
    private Optional<String> intent = Optional.empty();

    @Option(names = "--entity", paramLabel = "NAME=VALUE", description = "What it has to find in it. Repeatable.")
    private Map<String, String> entities = new LinkedHashMap<>();

    @Option(
            names = "--min-confidence",
            paramLabel = "SHARE",
            description = "How sure the bot has to be. Default: 0.85. Needs --say")
    private Optional<Double> confidence = Optional.empty();

    @Option(
            names = "--max-latency",
            paramLabel = "DURATION",
            description = "How long its answer may take. Default: any time")
    private Optional<Duration> latency = Optional.empty();

    @Option(
            names = "--if-misunderstood",
            defaultValue = "UNDO",
            paramLabel = "undo|report|keep",
            description = "Fall back, leave it to a person, or keep it and report it. Default: undo")
    private IfMisunderstood ifMisunderstood;

    @Override
    public Integer call() throws InterruptedException {
        Optional<ConversationProbe> probe = probe();
        ActiveSessions policy = policy();
        return run.release(where, subject(), SCOPES, platform -> {
            DeploymentPipeline.Builder<VersionRollback> builder = VersionRollback.pipeline(platform.client(), policy);
            where.orExample(fallback, FALLBACK)
                    .map(Rollbacker.toPreviousVersion()::fallback)
                    .ifPresent(builder::onFailure);
            probe.ifPresent(talk -> builder.verify(talk.name(), talk.warmUp(run.lag(platform)), ifMisunderstood.policy));
            return builder;
        });
    }

    private RunOptions.Subject<VersionRollback> subject() {
        Optional<String> id = where.orExample(bot, BOT);
        Optional<String> to = where.orExample(version, VERSION);
        Optional<String> in = where.orExample(environment, NAME);
        return new RunOptions.Subject<>(
                Map.of("--bot", id, "--version", to, "--environment", in),
                () -> deployment(id.orElseThrow(), to.orElseThrow(), in.orElseThrow()));
    }

    private VersionRollback deployment(String id, String to, String in) {
        VersionRollback deployment = VersionRollback.of(id, to).in(in);
        VersionRollback placed =
                environmentId.map(deployment::withEnvironmentId).orElse(deployment);
        return broken ? placed.fromBroken() : placed;
    }

    private ActiveSessions policy() {
        Sessions what = sessions.orElse(broken ? Sessions.GO_ON : Sessions.BLOCK);
        if (what == Sessions.GO_ON && maxSessions.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--max-sessions must be given with --sessions block or drain, but was given with go_on.");
        }
        return switch (what) {
            case BLOCK -> ActiveSessions.atMost(maxSessions.orElse(0));
            case DRAIN -> ActiveSessions.atMost(maxSessions.orElse(0)).waiting(deadline);
            case GO_ON -> ActiveSessions.goOn();
        };
    }

    private Optional<ConversationProbe> probe() {
        Optional<String> said = where.orExample(message, MESSAGE);
        Optional<String> found = where.orExample(intent, INTENT);
        if (said.isPresent() != found.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--say and --intent must be given together. Give both, or neither.");
        }
        if (said.isEmpty()) {
            if (!entities.isEmpty() || confidence.isPresent() || latency.isPresent()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--entity, --min-confidence and --max-latency need a conversation. Give --say and --intent.");
            }
            return Optional.empty();
        }
        ConversationProbe probe = ConversationProbe.of(
                        new ConversationProbe.Turn(said.get(), found.orElseThrow(), entities))
                .minConfidence(confidence.orElse(0.85));
        return Optional.of(latency.map(probe::within).orElse(probe));
    }
}
