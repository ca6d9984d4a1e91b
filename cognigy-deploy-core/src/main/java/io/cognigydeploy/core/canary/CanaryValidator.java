package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.canary.CanaryMetrics.Arms;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.Scenario;
import io.cognigydeploy.core.judge.Simulation;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.judge.WindowReader;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Watches a canary and says whether it is worse than what is live. By default it looks every minute for up to an hour,
 * compares the canary's errors with those of the stable version in the same minutes ({@link Judge#sequential()}), and
 * leads it from 5 to 25 to 50 percent of the conversations ({@link WatchOptions}).
 *
 * <p>Missing, stale or impossible metrics are neither good nor bad. On a platform that measures the canary alone, the
 * judge that compares holds it against fixed limits instead, and its verdict says what it then cannot exclude. On one that
 * does not count conversations only {@link #limits} can judge.
 *
 * <p>A {@link CanaryDeployment} has one. Alone, {@link #watch} judges a canary that is there at the share that it has, and
 * as a {@code Check<Applied>} it does so after any change that leaves a canary. Immutable and safe for use by many
 * threads.
 *
 * @param options who decides, along which shares, within which time
 * @param reader how metrics are read
 * @param interval how often they are looked at
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CanaryValidator(WatchOptions options, WindowReader reader, Duration interval) implements Check<Applied> {

    private static final int ROLLING_WINDOWS = 15;
    private static final long FEWEST_CONVERSATIONS = 50;
    private static final int FORESEEN = 100;
    private static final int LONGEST_FORESEEN = 24 * 60;
    private static final double MAX_ERRORS = 0.99;
    private static final long SEED = 20_260_101;

    /**
     * A validator that makes sense.
     *
     * @throws IllegalArgumentException if the interval is not positive, a share is everything, or the ramp's cap is below 1
     *     percent, which is the least that the platform takes
     */
    public CanaryValidator {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("The interval must be positive, " + interval + " is not.");
        }
        if (options.ramp().cap() < 1) {
            throw new IllegalArgumentException("The platform takes no cap below 1 %, and "
                    + TrafficShare.ofPercent(options.ramp().cap()) + " is.");
        }
        if (options.ramp().shares().contains(100.0)) {
            throw new IllegalArgumentException(
                    "A canary has not all of the conversations before it is decided. Leave the share of 100 out.");
        }
    }

    /** {@link WatchOptions#defaults()}, a look every minute. */
    public static CanaryValidator defaults() {
        return of(WatchOptions.defaults());
    }

    /** By these options, a look every minute. */
    public static CanaryValidator of(WatchOptions options) {
        Argument.given("options", options);
        return new CanaryValidator(options, WindowReader.defaults(), Duration.ofMinutes(1));
    }

    /**
     * Rolls back as soon as the last 15 looks together, once they hold 50 conversations, are beyond a limit, and promotes
     * at the end of the time otherwise. Simple, and wrong often: see {@link Judge} for how often.
     *
     * @param limits at the most for errors (0 to 1) and latency (ms), at the least for satisfaction (0 to 5)
     */
    public static CanaryValidator limits(Map<Metric, Double> limits) {
        Argument.given("limits", limits);
        return defaults().judgedBy(Judge.threshold(limits, ROLLING_WINDOWS, FEWEST_CONVERSATIONS));
    }

    /** The same, with another judge. */
    public CanaryValidator judgedBy(Judge judge) {
        Argument.given("judge", judge);
        return with(WatchOptions.builder().from(options).judge(judge).build());
    }

    /** The same, along other shares. */
    public CanaryValidator along(Ramp ramp) {
        Argument.given("ramp", ramp);
        return with(WatchOptions.builder().from(options).ramp(ramp).build());
    }

    /** The same, looking this often. */
    public CanaryValidator every(Duration pause) {
        Argument.positive("pause", pause);
        return new CanaryValidator(options, reader, pause);
    }

    /** The same, by other options. */
    public CanaryValidator with(WatchOptions others) {
        Argument.given("others", others);
        return new CanaryValidator(others, reader, interval);
    }

    /** The same, reading metrics otherwise. */
    public CanaryValidator reading(WindowReader other) {
        Argument.given("other", other);
        return new CanaryValidator(options, other, interval);
    }

    /** The same where the platform measures only so much: what cannot be compared is held against limits. */
    CanaryValidator on(Arms arms) {
        boolean ratesSuffice = !options.judge().needsCounts();
        if (arms == Arms.BOTH && !ratesSuffice) {
            return this;
        }
        WindowReader here = WindowReader.builder()
                .from(reader)
                .stableNeeded(arms == Arms.BOTH && reader.stableNeeded())
                .ratesSuffice(ratesSuffice)
                .build();
        return (arms == Arms.BOTH ? this : judgedBy(options.judge().withoutStable())).reading(here);
    }

    @Override
    public String name() {
        return "canary";
    }

    /** Watches the canary that the last change has left. */
    @Override
    public Verdict judge(Applied applied) throws InterruptedException {
        Optional<Deployment.Bot> bot = applied.plan().deployment().bot();
        if (bot.isEmpty()) {
            return Verdict.inconclusive("the deployment is about no single bot that could be watched");
        }
        if (applied.operationIds().isEmpty()) {
            return Verdict.inconclusive("there is no deployment to watch");
        }
        String deploymentId = applied.operationIds().get(applied.operationIds().size() - 1);
        return verdict(
                watch(applied.plan().cognigy(), bot.get().id(), deploymentId).verdict());
    }

    /**
     * Watches a canary that is there, from now on and at the share that it has, until it is decided or the time is over.
     * Changes nothing.
     *
     * @return the decision with everything that it follows from; its verdict is {@link CanaryVerdict.Undecided} if the time
     *     was over, or there were no usable metrics for longer than the outage budget
     */
    public DecisionRecord watch(CognigyClient cognigy, String botId, String deploymentId) throws InterruptedException {
        CanaryMetrics metrics = metrics(cognigy, botId, deploymentId, CanaryMetrics.offered(cognigy, botId));
        double share = Reading.of(cognigy, () -> cognigy.deployments().get(deploymentId))
                .value()
                .flatMap(CanaryShare::shownShare)
                .filter(percent -> percent >= 0 && percent <= 100)
                .orElse(0.0);
        CanaryValidator here = on(metrics.arms());
        Judgement trial = here.options.judge().begin();
        Instant start = cognigy.time().now();
        Instant end = start.plus(options.window());
        Instant usedUntil = start;
        Instant lastLook = start;
        while (true) {
            cognigy.time().sleep(Duration.between(cognigy.time().now(), metrics.due(usedUntil, lastLook, interval)));
            Observation seen = metrics.look(share, start, usedUntil);
            lastLook = cognigy.time().now();
            if (seen instanceof Observation.Window window) {
                usedUntil = window.to();
            }
            Call call = trial.add(seen);
            boolean over = !lastLook.isBefore(end)
                    || Duration.between(usedUntil, lastLook).compareTo(options.outageBudget()) > 0;
            if (call == Call.ROLL_BACK || call == Call.PROMOTE || over) {
                return DecisionRecord.of(here.options.judge(), options.shadows(), trial.observations(), over);
            }
        }
    }

    /**
     * How a healthy canary and one with three times the errors would fare on such traffic, by simulation with a fixed seed.
     *
     * @param perMinute conversations, both arms together
     */
    Evidence[] prospects(double perMinute, double errorRate) {
        return new Evidence[] {
            Evidence.of(
                    "conversations a minute", String.format(Locale.ROOT, perMinute < 10 ? "%.1f" : "%.0f", perMinute)),
            Evidence.of("chance that a healthy canary is promoted", chance(perMinute, errorRate, 1, true)),
            Evidence.of("chance that three times the errors are found", chance(perMinute, errorRate, 3, false))
        };
    }

    private String chance(double perMinute, double errorRate, double times, boolean promoted) {
        Scenario traffic = new Scenario(
                "prospects",
                Math.min(perMinute, Scenario.MAX_PER_MINUTE),
                (int) Math.max(1, Math.min(LONGEST_FORESEEN, options.window().toMinutes())),
                options.ramp().shares(),
                Scenario.Weather.FAIR,
                errorRate,
                Math.min(MAX_ERRORS, errorRate * times),
                Optional.empty(),
                Optional.empty());
        Simulation.Result result = Simulation.run(traffic, options.judge(), FORESEEN, SEED);
        return Math.round(100 * (promoted ? result.promotionRate() : result.rollBackRate())) + " %";
    }

    /** How metrics of a canary are read by this validator. */
    CanaryMetrics metrics(CognigyClient cognigy, String botId, String deploymentId, Arms arms) {
        return new CanaryMetrics(cognigy, botId, deploymentId, arms, on(arms).reader());
    }

    private static Verdict verdict(CanaryVerdict of) {
        Evidence[] evidence = {
            Evidence.of("conversations of the canary", of.grounds().canaryConversations()),
            Evidence.of("conversations of stable", of.grounds().stableConversations()),
            Evidence.of("windows", of.grounds().windows()),
            Evidence.of("cannot exclude", String.join("; ", of.grounds().cannotExclude()))
        };
        return switch (of.call()) {
            case PROMOTE -> Verdict.pass(of.reason(), evidence);
            case ROLL_BACK -> Verdict.fail(of.reason(), evidence);
            case CONTINUE, UNDECIDED -> Verdict.inconclusive(of.reason(), evidence);
        };
    }
}
