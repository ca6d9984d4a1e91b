package io.cognigydeploy.cli;

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

/** Rollback of an environment to an earlier version. */
@Command(
        name = "rollback",
        description = {
            "Returns an environment to an earlier version of a bot.",
            "Version and sessions checked, job, confirmation, a conversation with the bot, report; on failure the fallback version is deployed."
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
final class RollbackCommand implements Callable<Integer>, ReleaseCommand {

    private static final String BOT = "bot_12345";
    private static final String VERSION = "v_67890";
    private static final String NAME = "PRODUCTION";
    private static final String FALLBACK = "v_stable_fallback";
    private static final String MESSAGE = "I need help with my order";
    private static final String INTENT = "order_support";

    private static final List<String> SCOPES =
            List.of("bot:manage", "deployment:write", "session:read", "environment:read");

    /** Words of {@code --sessions}. */
    enum Sessions {
        BLOCK,
        DRAIN,
        GO_ON
    }

    /** Words of {@code --if-misunderstood}. */
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
            description = "The version to return to. Required; " + VERSION + " with --fake")
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
                "The same environment's id. Without it the live version cannot be read back, nor a lost request found.",
                "Default: none"
            })
    private Optional<String> environmentId = Optional.empty();

    @Option(
            names = "--fallback",
            paramLabel = "ID",
            description = "The version to deploy on failure. Default: none; " + FALLBACK + " with --fake")
    @Stored
    private Optional<String> fallback = Optional.empty();

    @Option(names = "--broken", description = "The live version is broken, so open sessions are ignored.")
    @Stored
    private boolean broken;

    @Option(
            names = "--sessions",
            paramLabel = "block|drain|go_on",
            description = {
                "If sessions are open: change nothing, wait for their end, or do not read them at all.",
                "Default: block; with --broken, go_on"
            })
    @Stored
    private Optional<Sessions> sessions = Optional.empty();

    @Option(
            names = "--max-sessions",
            paramLabel = "N",
            description = "The number of sessions that may stay open; not with go_on. Default: 0")
    @Stored
    private Optional<Integer> maxSessions = Optional.empty();

    @Option(
            names = "--drain-deadline",
            defaultValue = "5m",
            paramLabel = "DURATION",
            description = "The maximum wait of --sessions drain. Default: ${DEFAULT-VALUE}")
    @Stored
    private Duration deadline;

    @Option(
            names = "--say",
            paramLabel = "TEXT",
            description = "A message to the bot afterwards. Default: none; " + MESSAGE + " with --fake")
    @Stored
    private Optional<String> message = Optional.empty();

    @Option(
            names = "--intent",
            paramLabel = "NAME",
            description = "The intent that the bot must find in it. Default: none; " + INTENT + " with --fake")
    @Stored
    private Optional<String> intent = Optional.empty();

    @Option(
            names = "--entity",
            paramLabel = "NAME=VALUE",
            description = "An entity that the bot must find in it. Repeatable.")
    @Stored
    private Map<String, String> entities = new LinkedHashMap<>();

    @Option(
            names = "--min-confidence",
            paramLabel = "SHARE",
            description = "The minimum confidence of the bot. Default: 0.85. Needs --say")
    @Stored
    private Optional<Double> confidence = Optional.empty();

    @Option(
            names = "--max-latency",
            paramLabel = "DURATION",
            description = "The maximum time of its answer. Default: any time")
    @Stored
    private Optional<Duration> latency = Optional.empty();

    @Option(
            names = "--if-misunderstood",
            defaultValue = "UNDO",
            paramLabel = "undo|report|keep",
            description =
                    "If the bot misunderstands: fall back, leave it to a person, or keep the version and report it."
                            + " Default: undo")
    @Stored
    private IfMisunderstood ifMisunderstood;

    @Override
    public String kind() {
        return "version-rollback";
    }

    @Override
    public Integer call() throws InterruptedException {
        return run.perform(this);
    }

    @Override
    public int perform(Errand errand) throws InterruptedException {
        Optional<ConversationProbe> probe = probe();
        ActiveSessions policy = policy();
        return run.release(errand, where, subject(), SCOPES, platform -> {
            DeploymentPipeline.Builder<VersionRollback> builder = VersionRollback.pipeline(platform.client(), policy);
            where.orExample(fallback, FALLBACK)
                    .map(Rollbacker.toPreviousVersion()::fallback)
                    .ifPresent(builder::onFailure);
            probe.ifPresent(
                    talk -> builder.verify(talk.name(), talk.warmUp(run.lag(platform)), ifMisunderstood.policy));
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
