package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method of judging canaries. A judge consists of its settings alone, so it can be recorded before the start and
 * gives the same verdict again from the same observations.
 *
 * <p>Use {@link #sequential(JudgeOptions)}. The others decide like other tools, for comparison and for users of those
 * tools; their error rates are nowhere near 5 % (see {@link Simulation}).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "judge")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SequentialJudge.class, name = "sequential"),
    @JsonSubTypes.Type(value = ThresholdJudge.class, name = "threshold"),
    @JsonSubTypes.Type(value = FailureLimitJudge.class, name = "failure_limit"),
    @JsonSubTypes.Type(value = RankJudge.class, name = "ranks"),
    @JsonSubTypes.Type(value = NotRandomisedJudge.class, name = "not_randomised")
})
public sealed interface Judge
        permits SequentialJudge, ThresholdJudge, FailureLimitJudge, RankJudge, NotRandomisedJudge {

    /** Returns the name of the judge in verdicts and reports. */
    String name();

    /** Returns a judgement without observations, by the rules of now. */
    default Judgement begin() {
        return begin(Rules.CURRENT);
    }

    /** Returns a judgement without observations. */
    Judgement begin(Rules rules);

    /** Returns a judgement with these observations, by the rules of now. */
    default Judgement resume(Iterable<? extends Observation> observations) {
        return resume(Rules.CURRENT, observations);
    }

    /** Returns a judgement with these observations. */
    default Judgement resume(Rules rules, Iterable<? extends Observation> observations) {
        Judgement trial = begin(rules);
        observations.forEach(trial::add);
        return trial;
    }

    /** Returns the judge to use where a platform does not measure the live version beside the canary. */
    default Judge withoutStable() {
        return this;
    }

    /**
     * Returns the judge with an estimate of how much errors vary. Without one, twice the variance of chance is assumed at first.
     * A judge that has its own estimate or assumption is the same.
     *
     * @param history the estimate that was made before the start
     */
    default Judge withHistory(Optional<Dispersion> history) {
        return this;
    }

    /** Returns the metrics of one's own that are judged. Their figures are in the windows, by their names. Default none. */
    default List<NamedMetric> named() {
        return List.of();
    }

    /**
     * Returns the judge with the errors of the live version before the start. It uses them where it judges without a stable arm. A judge
     * that has its own reference is the same.
     */
    default Judge withReference(StableReference reference) {
        return this;
    }

    /** Returns the time after which nothing more is decided, if it was declared ({@link JudgeOptions#horizon()}). */
    default Optional<Duration> horizon() {
        return Optional.empty();
    }

    /** Returns the judge with another declared end, if it has one ({@link JudgeOptions#horizon()}). */
    default Judge within(Duration time) {
        return this;
    }

    /** Returns whether it needs the numbers of conversations and of failed ones. */
    default boolean needsCounts() {
        return true;
    }

    /** Returns {@link #sequential(JudgeOptions)} with its defaults: errors, against stable. */
    static Judge sequential() {
        return sequential(JudgeOptions.defaults());
    }

    /**
     * Returns a judge by evidence. It rolls back when the evidence that the canary is worse than stable reaches
     * 1/alpha, and promotes when the evidence that it is not worse by the margin or more reaches 1/beta. Both hold at
     * every look: it may be asked after every window, for any length of time.
     *
     * <p>Errors are compared exactly, window by window, given the total of errors (ter Schure, Pérez-Ortiz, Ly and
     * Grünwald, The Safe Logrank Test, 2020); against a limit by a beta-binomial mixture (Howard, Ramdas, McAuliffe and
     * Sekhon, Annals of Statistics 49(2), 2021); means by an anytime-valid t-test (Lindon, Ham, Tingley and Bojinov,
     * 2022). Several metrics roll back on the average of their e-values (Vovk and Wang, E-values: Calibration,
     * combination and applications, Annals of Statistics 49(3), 2021), and promote only when each allows it.
     */
    static Judge sequential(JudgeOptions options) {
        return new SequentialJudge(options);
    }

    /**
     * Returns a judge that rolls back as soon as a rolling window breaches a limit. It needs rates and means alone:
     * where a platform does not count conversations, each window has the same weight.
     *
     * @param limits the maximum of errors and latency, the minimum of satisfaction
     * @param rollingWindows the number of windows that means are taken over
     * @param minConversations the conversations that a rolling window needs to be judged; 0 judges every one. A promotion
     *     needs at least as many, and at least 50
     */
    static Judge threshold(Map<Metric, Double> limits, int rollingWindows, long minConversations) {
        return new ThresholdJudge(limits, rollingWindows, minConversations);
    }

    /**
     * Returns a judge that measures the error rate of the canary every few windows. It rolls back once more
     * measurements breached the limit than are tolerated.
     *
     * @param noDataFails whether a measurement without data, or refused data, counts as a breach
     */
    static Judge failureLimit(double errorLimit, int everyWindows, int tolerated, boolean noDataFails) {
        return new FailureLimitJudge(errorLimit, everyWindows, tolerated, noDataFails, false);
    }

    /** Returns a judge like {@link #failureLimit}, but a measurement within the limit sets the counter back to 0. */
    static Judge consecutiveLimit(double errorLimit, int everyWindows, int tolerated, boolean noDataFails) {
        return new FailureLimitJudge(errorLimit, everyWindows, tolerated, noDataFails, true);
    }

    /**
     * Returns a judge that compares the error rates of windows by ranks (Mann and Whitney) like Kayenta's judge. It
     * does so every few windows on all data so far. It rolls back when the interval of the shift lies above a quarter
     * of the estimated shift.
     *
     * @param confidence the confidence of the interval, such as 0.98
     * @param minWindows the windows that a promotion at the end of the time needs
     */
    static Judge ranks(double confidence, int everyWindows, int minWindows) {
        return new RankJudge(confidence, everyWindows, minWindows);
    }

    /**
     * Returns a judge for arms whose users were not assigned to them by chance, such as those of different endpoints. A
     * difference between them may come from the users, so the comparison can only roll back, and only the limits promote.
     * Its verdicts state that the arms were not randomised. Without a stable arm the limits decide alone.
     */
    static Judge notRandomised(Judge limits, Judge comparison) {
        return new NotRandomisedJudge(limits, comparison);
    }
}
