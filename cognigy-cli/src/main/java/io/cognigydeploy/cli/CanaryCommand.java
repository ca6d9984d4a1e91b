package io.cognigydeploy.cli;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.model.MetricWindow;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.Webhook;
import io.cognigydeploy.client.model.WebhookRequest;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.testing.Traffic;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Release of a bot version by a rising share of conversations; below it, commands that need no platform. */
@Command(
        name = "canary",
        description = {
            "Gives a bot version a rising share of the conversations.",
            "It is watched, and promoted or rolled back. Subcommands without a platform: judge a recorded canary again, simulate one, or check whether a plan can decide."
        },
        subcommands = {CanaryJudgeCommand.class, CanarySimulateCommand.class, CanaryPlanCommand.class},
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY,",
            "CI_CD_WEBHOOK_URL, COGNIGY_WEBHOOK_SECRET. None of the first four with --fake, whose platform is busy, so",
            "that the canary is decided within seconds.",
            "",
            "Exit status: 0 promoted and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, or a person is needed."
        })
final class CanaryCommand implements Callable<Integer>, ReleaseCommand {

    private static final List<String> SCOPES = List.of(
            "bot:deploy",
            "metrics:read",
            "webhook:manage",
            "audit:write",
            "bot:read",
            "deployment:write",
            "environment:read");

    private static final String BOT = "bot_abc123";
    private static final String VERSION = "2.1.0-canary";
    private static final String ENVIRONMENT = "env_prod_456";
    private static final Duration MIN_DEADLINE = Duration.ofMinutes(2);
    private static final Duration LATELY = Duration.ofMinutes(15);

    /** The options that set shares and time. */
    private static final List<String> STEERING = List.of("--ramp", "--cap", "--duration", "--step");

    /** Words of {@code --judge}. */
    enum Judges {
        SEQUENTIAL,
        LIMITS
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
            paramLabel = "VERSION",
            description = "The bot's version. Required; " + VERSION + " with --fake")
    private Optional<String> version = Optional.empty();

    @Option(
            names = {"--environment", "--env"},
            paramLabel = "ID",
            description = "The environment. Required; " + ENVIRONMENT + " with --fake")
    private Optional<String> environment = Optional.empty();

    @Option(
            names = "--allow-incomparable-versions",
            description = "Start also if a runtime version is not stated or cannot be compared.")
    private boolean allowIncomparableVersions;

    @Option(
            names = "--ramp",
            split = ",",
            paramLabel = "PERCENT",
            defaultValue = "5,25,50",
            description = {
                "The canary's shares, one after the other. Default: ${DEFAULT-VALUE}; without any of --ramp, --cap,",
                "--duration and --step, below 50 conversations a minute 25,50 in the hours that they take"
            })
    private double[] ramp;

    @Option(
            names = "--cap",
            paramLabel = "PERCENT",
            defaultValue = "50",
            description = "The maximum share before the promotion. Default: ${DEFAULT-VALUE}")
    private double cap;

    @Option(
            names = "--max-error-rate",
            paramLabel = "RATE",
            defaultValue = "0.05",
            description = "The platform itself ends the canary above this value. Default: ${DEFAULT-VALUE}")
    private double maxErrorRate;

    @Option(
            names = "--min-satisfaction",
            paramLabel = "SCORE",
            defaultValue = "3.5",
            description = "The platform itself ends the canary below this value. Default: ${DEFAULT-VALUE}")
    private double minSatisfaction;

    @Option(
            names = "--max-latency",
            paramLabel = "MS",
            defaultValue = "1500",
            description = "The platform itself ends the canary above this value. Default: ${DEFAULT-VALUE}")
    private double maxLatency;

    @Option(
            names = "--judge",
            paramLabel = "sequential|limits",
            description = {
                "sequential: compares the canary with the live version, with guaranteed error rates. limits: rolls"
                        + " back",
                "when one of the three values above is exceeded, otherwise promotes at the end. Default: sequential;",
                "limits on a platform that does not count conversations"
            })
    private Optional<Judges> judge = Optional.empty();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            description = "The time between two readings of metrics. Default: 30s; 500ms with the embedded fake")
    private Optional<Duration> interval = Optional.empty();

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            description = "The time to decide. Default: 60m; 60s with the embedded fake")
    private Optional<Duration> duration = Optional.empty();

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            description = "The minimum time on each share. Default: 10m, or less to fit the duration; 1s with the fake")
    private Optional<Duration> step = Optional.empty();

    @Option(
            names = "--at-end",
            paramLabel = "hold|extend|roll_back|ask",
            defaultValue = "hold",
            description = {
                "If there is no decision by then: keep the share and watch until --deadline (by default twice the",
                "duration, at least 2m), then roll back; the same, with more time to decide; roll back; or end the"
                        + " run",
                "and leave the canary to a person. Default: ${DEFAULT-VALUE}"
            })
    private Policy atEnd;

    @Option(
            names = "--outage-budget",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "The maximum time without usable metrics. Default: ${DEFAULT-VALUE}")
    private Duration outageBudget;

    @Option(
            names = "--after-outage",
            paramLabel = "hold|extend|roll_back|ask",
            defaultValue = "hold",
            description = "The action after that time. Default: ${DEFAULT-VALUE}")
    private Policy afterOutage;

    @Option(
            names = "--callback",
            paramLabel = "URL",
            description = {
                "The webhook that the platform calls at the end; signed with COGNIGY_WEBHOOK_SECRET.",
                "Default: CI_CD_WEBHOOK_URL, if it is set; the embedded fake itself"
            })
    @Stored
    private Optional<URI> callback = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "With --fake: the seed of the conversations; the same seed gives the same run. Default:"
                    + " ${DEFAULT-VALUE}")
    private int seed;

    @Override
    public String kind() {
        return "canary";
    }

    @Override
    public Integer call() throws InterruptedException {
        return run.perform(this);
    }

    @Override
    public int perform(Errand errand) throws InterruptedException {
        boolean hurry = where.isFake();
        Duration time = duration.orElse(hurry ? Duration.ofSeconds(60) : Duration.ofMinutes(60));
        String id = errand.recorded()
                .flatMap(release -> release.text("botId"))
                .or(() -> where.orExample(bot, BOT))
                .orElse("");
        return run.release(errand, where, subject(hurry, time), SCOPES, platform -> {
            platform.ifEmbedded(fake -> fake.seed(seed)
                    .traffic(id, "stable", Traffic.good().errorRate(0.03).perMinute(60_000))
                    .traffic(id, "canary", Traffic.good().errorRate(0.03).perMinute(60_000)));
            DeploymentPipeline.Builder<CanaryDeployment> builder = completion(platform, id)
                    .map(hook -> CanaryDeployment.pipeline(platform.client(), hook))
                    .orElseGet(() -> CanaryDeployment.pipeline(platform.client()));
            // A resumed run, perhaps of the day before, has a deadline only if one is given.
            return (errand.recorded().isPresent()
                            ? builder
                            : run.within(deadline(watched(platform, id, time)), builder))
                    .notify(PlatformAudit.log());
        });
    }

    /** Returns whether shares and time follow the traffic. Time alone promotes where limits judge. */
    private boolean fitsTraffic(Judges by) {
        return by == Judges.SEQUENTIAL
                && !where.isFake()
                && STEERING.stream().noneMatch(spec.commandLine().getParseResult()::hasMatchedOption);
    }

    /** Returns the time of the watch on the traffic of now. */
    private Duration watched(Platform platform, String id, Duration time) {
        if (!fitsTraffic(judge.orElse(Judges.SEQUENTIAL))) {
            return time;
        }
        try {
            return conversations(platform, id)
                    .filter(count -> count > 0)
                    .map(count -> WatchOptions.forTraffic((double) count / LATELY.toMinutes())
                            .window())
                    .orElse(time);
        } catch (CognigyException e) {
            // The gates report the failure.
            return time;
        }
    }

    private static Optional<Long> conversations(Platform platform, String id) {
        return platform.client()
                .metrics()
                .conversations(id, new MetricWindow(LATELY))
                .conversationCount();
    }

    /** Returns twice the watch, and at least two minutes, because some platforms measure whole minutes only. */
    static Duration deadline(Duration watch) {
        Duration twice = watch.multipliedBy(2);
        return twice.compareTo(MIN_DEADLINE) < 0 ? MIN_DEADLINE : twice;
    }

    private RunOptions.Subject<CanaryDeployment> subject(boolean hurry, Duration time) {
        Optional<String> id = where.orExample(bot, BOT);
        Optional<String> label = where.orExample(version, VERSION);
        Optional<String> target = where.orExample(environment, ENVIRONMENT);
        return new RunOptions.Subject<>(
                Map.of("--bot", id, "--version", label, "--environment", target),
                () -> deployment(
                        CanaryDeployment.of(id.orElseThrow(), label.orElseThrow())
                                .to(target.orElseThrow()),
                        hurry,
                        time));
    }

    private CanaryDeployment deployment(CanaryDeployment placed, boolean hurry, Duration time) {
        Duration usualStep = hurry ? Duration.ofSeconds(1) : Duration.ofMinutes(10);
        Duration fitting = time.dividedBy(ramp.length);
        Judges by = judge.orElseGet(() -> fitting(placed.botId()));
        WatchOptions options = WatchOptions.builder()
                .judge(judge(by))
                .ramp(Ramp.percent(ramp).cap(cap))
                .window(time)
                .stepTime(step.orElse(usualStep.compareTo(fitting) < 0 ? usualStep : fitting))
                .atEnd(atEnd)
                .outageBudget(outageBudget)
                .afterOutage(afterOutage)
                .build();
        CanaryValidator validator = CanaryValidator.of(options)
                .every(interval.orElse(hurry ? Duration.ofMillis(500) : Duration.ofSeconds(30)));
        CanaryDeployment deployment = placed.guardedBy(RollbackThresholds.builder()
                        .maxErrorRate(maxErrorRate)
                        .minSatisfactionScore(minSatisfaction)
                        .maxLatencyMs(maxLatency)
                        .build())
                .validatedBy(fitsTraffic(by) ? validator.fittingTraffic() : validator);
        return allowIncomparableVersions ? deployment.allowingIncomparableVersions() : deployment;
    }

    private Judge judge(Judges by) {
        return switch (by) {
            case SEQUENTIAL -> Judge.sequential();
            case LIMITS ->
                CanaryValidator.limits(Map.of(
                                Metric.ERROR_RATE, maxErrorRate,
                                Metric.SATISFACTION, minSatisfaction,
                                Metric.LATENCY, maxLatency))
                        .options()
                        .judge();
        };
    }

    /** Returns the judge that fits the platform; the embedded fake counts conversations, another platform is read. */
    private Judges fitting(String id) {
        if (where.isFake()) {
            return Judges.SEQUENTIAL;
        }
        try (Platform platform = where.open(SCOPES.toArray(String[]::new))) {
            return conversations(platform, id).isPresent() ? Judges.SEQUENTIAL : Judges.LIMITS;
        } catch (CognigyException e) {
            // The gates report the failure.
            return Judges.SEQUENTIAL;
        }
    }

    private Optional<WebhookRequest> completion(Platform platform, String id) {
        if (callback.isPresent()) {
            return callback.map(url -> hook(
                    id,
                    url,
                    Variables.of(spec)
                            .get("COGNIGY_WEBHOOK_SECRET")
                            .map(Secret::of)
                            .orElseThrow(() -> new ParameterException(
                                    spec.commandLine(),
                                    "--callback needs COGNIGY_WEBHOOK_SECRET, which signs its calls."
                                            + " Set it, or leave --callback out."))));
        }
        Optional<String> ownSecret = Variables.of(spec).get("COGNIGY_WEBHOOK_SECRET");
        return Variables.of(spec)
                .get("CI_CD_WEBHOOK_URL")
                .map(url -> hook(id, URI.create(url), Secret.of(ownSecret.orElseGet(CanaryCommand::randomSecret))))
                .or(() ->
                        platform.ownWebhook().map(url -> hook(id, URI.create(url), Secret.of("demo-webhook-secret"))));
    }

    /** Returns a random secret: the platform requires one, and without a configured one no receiver checks signatures. */
    private static String randomSecret() {
        return UUID.randomUUID().toString();
    }

    private WebhookRequest hook(String id, URI url, Secret secret) {
        return WebhookRequest.builder()
                .name("canary_completion_" + id)
                .url(url)
                .addEvents(Webhook.Event.CANARY_COMPLETED, Webhook.Event.CANARY_ROLLED_BACK)
                .secret(secret.reveal())
                .build();
    }
}
