package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/**
 * How canaries are judged. A judge is nothing but its settings, so that it can be written down before the start and gives
 * the same verdict again from the same observations.
 *
 * <p>{@link #sequential(JudgeOptions)} is the one to use. The others are how other tools decide, for comparison and for
 * those who come from there; their error rates are nowhere near 5 % (see {@link Simulation}).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "judge")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SequentialJudge.class, name = "sequential"),
    @JsonSubTypes.Type(value = ThresholdJudge.class, name = "threshold"),
    @JsonSubTypes.Type(value = FailureLimitJudge.class, name = "failure_limit"),
    @JsonSubTypes.Type(value = RankJudge.class, name = "ranks")
})
public sealed interface Judge permits SequentialJudge, ThresholdJudge, FailureLimitJudge, RankJudge {

    /** What verdicts and reports call it. */
    String name();

    /** A trial that has seen nothing yet. */
    Judgement begin();

    /** A trial that has seen these. */
    default Judgement resume(Iterable<? extends Observation> observations) {
        Judgement trial = begin();
        observations.forEach(trial::add);
        return trial;
    }

    /** The judge to take where a platform does not measure what is live beside the canary. */
    default Judge withoutStable() {
        return this;
    }

    /** Whether it needs to know how many conversations there were and how many of them went wrong. */
    default boolean needsCounts() {
        return true;
    }

    /** {@link #sequential(JudgeOptions)} with its defaults: errors, against stable. */
    static Judge sequential() {
        return sequential(JudgeOptions.defaults());
    }

    /**
     * Rolls back when the evidence that the canary is worse than stable reaches 1/alpha, and promotes when the evidence
     * that it is not worse by the margin or more reaches 1/beta. Both hold at every look: it may be asked after every
     * window, for as long as wished.
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
     * Rolls back as soon as a rolling window breaches a limit. It needs rates and means alone: where a platform does not
     * count conversations, each window weighs the same.
     *
     * @param limits at the most for errors and latency, at the least for satisfaction
     * @param rollingWindows over how many windows means are taken
     * @param minConversations below which a rolling window is not judged; 0 judges every one
     */
    static Judge threshold(Map<Metric, Double> limits, int rollingWindows, long minConversations) {
        return new ThresholdJudge(limits, rollingWindows, minConversations);
    }

    /**
     * Measures the error rate of the canary every few windows and rolls back once more measurements breached the limit
     * than are tolerated.
     *
     * @param noDataFails whether a measurement without data, or refused data, counts as a breach
     */
    static Judge failureLimit(double errorLimit, int everyWindows, int tolerated, boolean noDataFails) {
        return new FailureLimitJudge(errorLimit, everyWindows, tolerated, noDataFails, false);
    }

    /** Like {@link #failureLimit}, but a measurement within the limit sets the counter back to 0. */
    static Judge consecutiveLimit(double errorLimit, int everyWindows, int tolerated, boolean noDataFails) {
        return new FailureLimitJudge(errorLimit, everyWindows, tolerated, noDataFails, true);
    }

    /**
     * Compares the error rates of windows by ranks (Mann and Whitney) in the manner of Kayenta's judge: every few windows
     * on all data so far, rolling back when the interval of the shift lies above a quarter of the estimated shift.
     *
     * @param confidence of the interval, such as 0.98
     * @param minWindows below which the end of the time does not promote
     */
    static Judge ranks(double confidence, int everyWindows, int minWindows) {
        return new RankJudge(confidence, everyWindows, minWindows);
    }
}
