package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Dispersion;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Planner;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.judge.Rules;
import io.cognigydeploy.core.judge.Scenario;
import io.cognigydeploy.core.judge.StableReference;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.judge.WindowReader;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A check that watches a canary and decides whether it is worse than the live version. By default it reads metrics
 * every minute for up to an hour. It compares the canary's errors with those of the stable version in the same minutes
 * ({@link Judge#sequential()}). The share rises from 5 to 25 to 50 percent of the conversations ({@link WatchOptions}).
 *
 * <p>Missing, stale or impossible metrics are neither good nor bad. On a platform that measures the canary alone, a
 * comparing judge uses fixed limits instead, and its verdict lists the risks that it cannot exclude then. On a platform
 * that does not count conversations only {@link #limits} can judge.
 *
 * <p>Every {@link CanaryDeployment} has a validator. Without a pipeline, {@link #watch} judges an existing canary at
 * its present share. As a {@code Check<Applied>}, the validator does so after any change that leaves a canary.
 * Immutable and safe for use by many threads.
 *
 * @param options the judge, the shares and the time limit
 * @param reader the rules for reading metrics
 * @param interval the pause between reads
 * @param history the quarters of an hour of the live version that are read before the start, each by a request
 * @param fitsTraffic whether a deployment takes shares and time from {@link WatchOptions#forTraffic} where there are fewer than 50
 *     conversations a minute
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CanaryValidator(
        WatchOptions options,
        WindowReader reader,
        Duration interval,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int history,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean fitsTraffic)
        implements Check<Applied> {

    /**
     * The platform's mean rating as a guard rail, which needs no source: less is worse. For means of {@link
     * io.cognigydeploy.core.judge.JudgeOptions#named()}.
     */
    public static final NamedMetric SATISFACTION = NamedMetric.means(
                    "platform-satisfaction", NamedMetric.Worse.LESS, 0.5)
            .asGuardRail();

    /** The platform's mean latency in milliseconds as a guard rail, which needs no source: more is worse. */
    public static final NamedMetric LATENCY =
            NamedMetric.means("platform-latency", NamedMetric.Worse.MORE, 250).asGuardRail();

    /** Six hours. */
    private static final int HISTORY = 24;

    private static final int LONGEST_HISTORY = 96;

    private static final int ROLLING_WINDOWS = 15;
    private static final long FEWEST_CONVERSATIONS = 50;
    private static final int FORESEEN = 100;
    private static final int LOOKS_FORESEEN = 60;
    private static final Duration LONGEST_FORESEEN = Duration.ofDays(1);

    /**
     * Checks the interval and the shares.
     *
     * @throws IllegalArgumentException if the interval is not positive, a share is 100 percent, or the ramp's cap is
     *     below 1 percent, the platform's minimum
     */
    public CanaryValidator {
        Argument.positive("interval", interval);
        if (history < 0 || history > LONGEST_HISTORY) {
            throw Argument.refused("history", "0 to " + LONGEST_HISTORY + " quarters of an hour", history);
        }
        if (options.ramp().cap() < 1) {
            throw Argument.refused(
                    "cap", "at least 1 %", TrafficShare.ofPercent(options.ramp().cap()));
        }
        if (options.ramp().shares().contains(100.0)) {
            throw new IllegalArgumentException("shares must be below 100 percent, but were "
                    + options.ramp().shares()
                    + ". Leave out 100: the promotion gives the version all conversations.");
        }
    }

    /**
     * Returns a validator with {@link WatchOptions#defaults()} that reads metrics every minute. In a {@link CanaryDeployment} it
     * {@linkplain #fittingTraffic() fits its traffic}, until other options, another judge or another ramp are set.
     */
    public static CanaryValidator defaults() {
        return of(WatchOptions.defaults()).fittingTraffic();
    }

    /** Returns a validator with these options that reads metrics every minute. */
    public static CanaryValidator of(WatchOptions options) {
        Argument.given("options", options);
        return new CanaryValidator(options, WindowReader.defaults(), Duration.ofMinutes(1), HISTORY, false);
    }

    /**
     * Returns a validator that compares recent metrics with fixed limits. It rolls back as soon as the last 15
     * observations, with at least 50 conversations together, are beyond a limit. Otherwise it promotes at the end of
     * the time. Simple, and often wrong: {@link Judge} states how often.
     *
     * @param limits maxima for errors (0 to 1) and latency (ms), the minimum for satisfaction (0 to 5)
     */
    public static CanaryValidator limits(Map<Metric, Double> limits) {
        Argument.given("limits", limits);
        return defaults().judgedBy(Judge.threshold(limits, ROLLING_WINDOWS, FEWEST_CONVERSATIONS));
    }

    /** Returns this validator with another judge. */
    public CanaryValidator judgedBy(Judge judge) {
        Argument.given("judge", judge);
        return with(new WatchOptions.Builder().from(options).judge(judge).build());
    }

    /** Returns this validator with other shares. */
    public CanaryValidator along(Ramp ramp) {
        Argument.given("ramp", ramp);
        return with(new WatchOptions.Builder().from(options).ramp(ramp).build());
    }

    /** Returns this validator with another pause between reads. */
    public CanaryValidator every(Duration pause) {
        Argument.positive("pause", pause);
        return new CanaryValidator(options, reader, pause, history, fitsTraffic);
    }

    /** Returns this validator with other options. */
    public CanaryValidator with(WatchOptions others) {
        Argument.given("others", others);
        return new CanaryValidator(others, reader, interval, history, false);
    }

    /** Returns this validator with other rules for reading metrics. */
    public CanaryValidator reading(WindowReader other) {
        Argument.given("other", other);
        return new CanaryValidator(options, other, interval, history, fitsTraffic);
    }

    /**
     * Returns this validator with another history of the live version, from which the variance of its errors is estimated.
     * Default 24 quarters of an hour, six hours, which takes 24 requests before the start; 0 reads none, and at most 96.
     *
     * <p>On a platform that measures the canary alone, any number but 0 reads a {@link StableReference} instead: the hours of the
     * watch on ten earlier days of the last four weeks, or six spans of its length just before the start, in at most 33 requests.
     */
    public CanaryValidator withHistory(int quarters) {
        return new CanaryValidator(options, reader, interval, quarters, fitsTraffic);
    }

    /**
     * Returns this validator with shares and time by the traffic of a {@link CanaryDeployment}, which the gates of its plan state.
     * With fewer than 50 conversations a minute they are those of {@link WatchOptions#forTraffic}, and otherwise those of the options.
     */
    public CanaryValidator fittingTraffic() {
        return new CanaryValidator(options, reader, interval, history, true);
    }

    /** Returns this validator with the shares and the time for so many conversations a minute; empty if they are unknown. */
    CanaryValidator fitted(Optional<Double> perMinute) {
        if (!fitsTraffic || perMinute.isEmpty() || perMinute.get() >= WatchOptions.USUAL_PER_MINUTE) {
            return this;
        }
        WatchOptions fewer = WatchOptions.forTraffic(perMinute.get());
        return with(new WatchOptions.Builder()
                .from(options)
                .ramp(fewer.ramp())
                .window(fewer.window())
                .judge(options.judge().within(fewer.window()))
                .build());
    }

    /**
     * Returns this validator for a platform that measures these arms: it uses limits if it cannot compare.
     *
     * @param variance how much the errors of the live version vary; empty if that is not measured
     * @param reference the errors of the live version before the start; empty if it is measured beside the canary, or not at all
     */
    CanaryValidator on(Arms arms, Optional<Dispersion> variance, Optional<StableReference> reference) {
        if (Rules.of(options) == Rules.V1 || (variance.isEmpty() && history == 0 && arms == Arms.BOTH)) {
            return on(arms);
        }
        Judge here = options.judge().withHistory(variance);
        return judgedBy(reference.map(here::withReference).orElse(here)).on(arms);
    }

    private CanaryValidator on(Arms arms) {
        boolean ratesSuffice = !options.judge().needsCounts();
        if (arms == Arms.BOTH && !ratesSuffice) {
            return this;
        }
        WindowReader here = reader.toBuilder()
                .stableNeeded(arms == Arms.BOTH && reader.stableNeeded())
                .ratesSuffice(ratesSuffice)
                .build();
        return (arms == Arms.BOTH ? this : judgedBy(options.judge().withoutStable())).reading(here);
    }

    @Override
    public String name() {
        return "canary";
    }

    /** Watches the canary that the last change left. */
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
     * Watches an existing canary at its present share, until the decision or the end of the time. Changes nothing.
     *
     * @return the decision with all its evidence; its verdict is {@link Call#UNDECIDED} if the time ended, or
     *     there were no usable metrics for longer than the outage budget
     */
    public DecisionRecord watch(CognigyClient cognigy, String botId, String deploymentId) throws InterruptedException {
        return watch(cognigy, botId, deploymentId, Optional.empty());
    }

    /**
     * Watches an existing canary like {@link #watch(CognigyClient, String, String)}.
     *
     * @param source the source of the judge's metrics of one's own
     */
    public DecisionRecord watch(CognigyClient cognigy, String botId, String deploymentId, MetricSource source)
            throws InterruptedException {
        return watch(cognigy, botId, deploymentId, Optional.of(Argument.given("source", source)));
    }

    private DecisionRecord watch(
            CognigyClient cognigy, String botId, String deploymentId, Optional<MetricSource> source)
            throws InterruptedException {
        Arms arms = CanaryMetrics.lately(cognigy, botId).arms();
        CanaryMetrics metrics = metrics(cognigy, botId, deploymentId, arms, source);
        double share = Reading.of(cognigy, () -> cognigy.deployments().get(deploymentId))
                .value()
                .flatMap(CanaryState::shownShare)
                .filter(percent -> percent >= 0 && percent <= 100)
                .orElse(0.0);
        CanaryValidator here = on(arms, variance(cognigy, botId, arms), Optional.empty());
        Judgement trial = here.options.judge().begin(Rules.of(here.options));
        Instant start = cognigy.time().now();
        Instant end = start.plus(options.window());
        ReadSoFar read = ReadSoFar.since(start);
        Instant lastLook = start;
        while (true) {
            cognigy.time()
                    .sleep(Duration.between(cognigy.time().now(), metrics.due(read.usedUntil(), lastLook, interval)));
            Observation seen = metrics.look(share, read, interval);
            lastLook = cognigy.time().now();
            read = read.with(seen, lastLook, interval);
            Call call = trial.add(seen);
            boolean over = !lastLook.isBefore(end)
                    || Duration.between(read.usedUntil(), lastLook).compareTo(options.outageBudget()) > 0;
            if (call == Call.ROLL_BACK || call == Call.PROMOTE || over) {
                return DecisionRecord.of(
                        Rules.of(here.options), here.options.judge(), options.shadows(), trial.observations(), over);
            }
        }
    }

    /**
     * Returns the prospects of a healthy canary and of one with three times the errors. They come from the simulation of
     * {@link Planner} on such traffic and under these options, with about a look a minute. Where it cannot simulate the judge,
     * or the time is more than a day, the traffic alone is returned.
     *
     * @param perMinute conversations, both arms together
     */
    Evidence[] prospects(double perMinute, double errorRate) {
        Evidence traffic = Evidence.of(
                "conversations a minute", String.format(Locale.ROOT, perMinute < 10 ? "%.1f" : "%.0f", perMinute));
        if (!Planner.isForeseeable(options.judge()) || options.window().compareTo(LONGEST_FORESEEN) > 0) {
            return new Evidence[] {traffic};
        }
        Planner planner = Planner.builder()
                .conversationsPerMinute(Math.min(perMinute, Scenario.MAX_PER_MINUTE))
                .baseErrorRate(errorRate)
                .watch(options)
                .interval(foreseenInterval())
                .runs(FORESEEN)
                .build();
        return new Evidence[] {
            traffic,
            Evidence.of(
                    "chance that a healthy canary is promoted",
                    planner.prospect(1).promoted().toString()),
            Evidence.of(
                    "chance that three times the errors are found",
                    planner.prospect(3).rolledBack().toString())
        };
    }

    /** Returns a minute, or less where the time for the decision is less than an hour. */
    private Duration foreseenInterval() {
        Duration least = options.window().dividedBy(LOOKS_FORESEEN);
        Duration often = interval.compareTo(least) > 0 ? interval : least;
        return often.compareTo(Duration.ofMinutes(1)) < 0 && options.window().compareTo(Duration.ofHours(1)) < 0
                ? often
                : Duration.ofMinutes(1);
    }

    /** Reads how much the errors of the live version vary; empty where that is not measured or not wanted. */
    Optional<Dispersion> variance(CognigyClient cognigy, String botId, Arms arms) {
        return arms == Arms.BOTH && options.judge().needsCounts()
                ? CanaryMetrics.history(cognigy, botId, reader, history)
                : Optional.empty();
    }

    /**
     * Reads the errors of the live version before a canary, for a platform that measures none beside it. Empty where that is not
     * measured or not wanted.
     */
    Optional<StableReference> reference(CognigyClient cognigy, String botId, Arms arms) {
        return arms != Arms.BOTH
                        && history > 0
                        && Rules.of(options) != Rules.V1
                        && options.judge().needsCounts()
                ? CanaryMetrics.reference(cognigy, botId, reader, options.window())
                : Optional.empty();
    }

    /**
     * Returns the reader of a canary's metrics with this validator's rules.
     *
     * @param source the source of metrics of one's own; absent where there is none
     */
    CanaryMetrics metrics(
            CognigyClient cognigy, String botId, String deploymentId, Arms arms, Optional<MetricSource> source) {
        CanaryValidator here = on(arms);
        return new CanaryMetrics(
                cognigy,
                botId,
                deploymentId,
                arms,
                here.reader(),
                new NamedReadings(
                        here.options.judge().named(), new PlatformSource(cognigy, botId, deploymentId, source)));
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
