package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The settings of the sequential judge. None of them may depend on the canary's data: write them into a manifest before
 * the start. Any Jackson mapper that supports {@code Optional} writes and reads them as JSON.
 */
@Value.Immutable
@OptionStyle
@JsonSerialize(as = ImmutableJudgeOptions.class)
@JsonDeserialize(as = ImmutableJudgeOptions.class)
@JsonPropertyOrder(alphabetic = true)
public interface JudgeOptions {

    /** The maximum of metrics of one's own; with more, each has too little weight to be found. */
    int MAX_NAMED = 50;

    /** The comparisons of a canary's metrics. */
    enum Against {
        /** The stable version in the same windows. Immune to common incidents. */
        STABLE,
        /** Fixed limits, where a platform offers no stable arm. Cannot distinguish a bad canary from a bad hour. */
        LIMITS
    }

    /** Returns the maximum chance that a canary that is not worse is ever rolled back. Default 0.05. */
    default double alpha() {
        return 0.05;
    }

    /** Returns the maximum chance that a canary at the margin or beyond is ever promoted. Default 0.05. */
    default double beta() {
        return 0.05;
    }

    /**
     * Returns the metrics to judge. The judge rolls back on the average of their e-values, and promotes when each
     * allows it. Default errors only.
     */
    default List<Metric> metrics() {
        return List.of(Metric.ERROR_RATE);
    }

    /** Returns the comparison of the metrics. Default {@link Against#STABLE}. */
    default Against against() {
        return Against.STABLE;
    }

    /** Returns the odds ratio of errors, canary to stable, that is still no reason to roll back. Default 1. */
    default double toleratedRatio() {
        return 1;
    }

    /** Returns the odds ratios to detect, each above the tolerated one. Default 1.5, 2, 3, 5, 10. */
    default List<Double> ratios() {
        return List.of(1.5, 2.0, 3.0, 5.0, 10.0);
    }

    /** Returns the parts of alpha that are spent on each of the ratios, as many as ratios. Default equal. */
    default List<Double> weights() {
        return ratios().stream().map(ratio -> 1.0).toList();
    }

    /**
     * Returns the odds ratio of errors that must be refuted before a promotion. Default 2; a smaller one takes longer.
     */
    default double margin() {
        return 2;
    }

    /** Returns the fewest conversations of the canary for a promotion. Default 50. */
    default long minConversations() {
        return 50;
    }

    /**
     * Returns the fewest conversations of the canary for a rollback. Default 0: alpha holds for any number, and with
     * the default ratios a single error never suffices.
     */
    default long minConversationsToRollBack() {
        return 0;
    }

    /**
     * Returns the limits for {@link Against#LIMITS}: the maximum of errors and latency (in ms), the minimum of
     * satisfaction. Default 0.05, 1500 and 3.5.
     */
    default Map<Metric, Double> limits() {
        return Map.of(Metric.ERROR_RATE, 0.05, Metric.SATISFACTION, 3.5, Metric.LATENCY, 1500.0);
    }

    /** Returns the number of the canary's conversations at which the test against a limit is sharpest. Default 500. */
    default double expectedConversations() {
        return 500;
    }

    /** Returns the lowest rating. Default 0. */
    default double satisfactionFrom() {
        return 0;
    }

    /** Returns the highest rating. Default 5. */
    default double satisfactionTo() {
        return 5;
    }

    /**
     * Returns the share of conversations that are rated. It is needed if satisfaction is judged: counting each
     * conversation as a rating would overstate the evidence.
     */
    Optional<Double> ratingsPerConversation();

    /** Returns the smallest loss of satisfaction that matters, in standard deviations of one rating. Default 0.5. */
    default double satisfactionShift() {
        return 0.5;
    }

    /** Returns the loss of mean satisfaction, in points, that must be refuted before a promotion. Default 0.5. */
    default double satisfactionMargin() {
        return 0.5;
    }

    /**
     * Returns whether satisfaction is compared by the bound of Hoeffding and not by the t-test. The bound is exact for
     * any ratings but needs several times the data; the t-test takes window means as normal. Default no.
     */
    default boolean satisfactionGuaranteed() {
        return false;
    }

    /**
     * Returns the smallest rise of latency that matters, in standard deviations of one conversation's logarithm.
     * Default 0.2.
     */
    default double latencyShift() {
        return 0.2;
    }

    /** Returns the ratio of mean latencies that must be refuted before a promotion. Default 1.25. */
    default double latencyMargin() {
        return 1.25;
    }

    /**
     * Returns the conversations of the canary up to which latencies are pooled over windows of one share. The logarithm
     * of a mean over few is low on average. Default 20.
     */
    default long pooledConversations() {
        return 20;
    }

    /** Returns the fewest pairs of means on which a t-test decides. Default 5. */
    default int minPairs() {
        return 5;
    }

    /**
     * Returns the least ratio of the variance of counts to that of chance alone. Every e-value is raised to 1/this, which only
     * makes it smaller where it matters. That of errors is estimated during the watch as well, and the greater one is used.
     * Default 1.
     */
    default double designEffect() {
        return 1;
    }

    /** Returns the ratio for errors that was estimated before the start, if it was. Its cautious value is used at least. */
    Optional<Dispersion> history();

    /**
     * Returns the ratio for errors that is assumed at the start of a watch without a history. Windows of the watch replace it.
     * Default 1; a {@link io.cognigydeploy.core.canary.CanaryValidator} sets 2 where a platform has no history.
     */
    Optional<Double> assumedDesignEffect();

    /**
     * Returns the error rate that is harmless where there are too few errors to compare. With at most two on both arms
     * together, the canary is promoted once both are shown to be under this rate. Default 0.01.
     */
    Optional<Double> toleratedRate();

    /**
     * Returns the metrics of one's own that are judged as well. Counts are tested at the odds ratios 1.5, 2, 3, 5 and 10, whatever
     * {@link #ratios()} are. All metrics roll back on the average of their e-values, those of {@link #metrics()} included. Default
     * none.
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    default List<NamedMetric> named() {
        return List.of();
    }

    /**
     * Returns the segments of one's own metrics that are judged as well, such as {@code de-DE}; at most {@value
     * io.cognigydeploy.core.metric.MetricReading.Measured#MAX_SEGMENTS}. Half of a metric's weight is on all cases, the segments
     * share the rest. They roll back and never promote. They are fixed before the start, so that any number of them leaves alpha as
     * it is. Default none.
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    default List<String> segments() {
        return List.of();
    }

    /**
     * Returns the errors of the stable version before the start, for {@link Against#LIMITS}; default none. With them, a canary is
     * rolled back above the limit or above the rate that stable exceeds in its hours with a chance of half of alpha, and promoted
     * below the limit and below 1.5 times {@link #margin} to stable's odds then.
     */
    Optional<StableReference> reference();

    /**
     * Returns the time from the first window on after which nothing more is decided, declared before the start. Absent means that
     * evidence holds at any look for any length of time, which is the default.
     *
     * <p>With it, alpha and beta are spent over this time ({@code t^0.7} of them in a part {@code t}), exactly given the totals of
     * errors. Smaller differences are found in the same time, and nothing is found afterwards. Only errors, and only with a stable
     * arm. In {@link WatchOptions} it must be their {@link WatchOptions#window()}.
     */
    Optional<Duration> horizon();

    @Value.Check
    default void check() {
        Checks.that(alpha() > 0 && alpha() < 0.5, "alpha", "between 0 and 0.5", alpha());
        Checks.that(beta() > 0 && beta() < 0.5, "beta", "between 0 and 0.5", beta());
        Checks.that(
                !metrics().isEmpty()
                        && metrics().stream().distinct().count() == metrics().size(),
                "metrics",
                "at least one, each once",
                metrics());
        Checks.above("toleratedRatio", toleratedRatio(), 0);
        Checks.that(!ratios().isEmpty() && ratios().size() <= 50, "ratios", "1 to 50 numbers", ratios());
        ratios().forEach(ratio -> Checks.above("each of ratios", ratio, toleratedRatio()));
        Checks.that(weights().size() == ratios().size(), "weights", "as many as ratios", weights());
        weights().forEach(weight -> Checks.above("each of weights", weight, 0));
        Checks.above("margin", margin(), 1);
        Checks.atLeast("minConversations", minConversations(), 1);
        Checks.atLeast("minConversationsToRollBack", minConversationsToRollBack(), 0);
        Checks.above("expectedConversations", expectedConversations(), 0);
        Checks.above("satisfactionTo", satisfactionTo(), satisfactionFrom());
        Checks.above("satisfactionShift", satisfactionShift(), 0);
        Checks.above("satisfactionMargin", satisfactionMargin(), 0);
        Checks.above("latencyShift", latencyShift(), 0);
        Checks.above("latencyMargin", latencyMargin(), 1);
        Checks.atLeast("pooledConversations", pooledConversations(), 1);
        Checks.atLeast("minPairs", minPairs(), 2);
        Checks.that(
                designEffect() >= 1 && designEffect() < 1000,
                "designEffect",
                "at least 1 and below 1000",
                designEffect());
        assumedDesignEffect()
                .ifPresent(effect -> Checks.that(
                        effect >= 1 && effect < 1000, "assumedDesignEffect", "at least 1 and below 1000", effect));
        List<String> names = named().stream().map(NamedMetric::name).toList();
        Checks.that(
                names.size() <= MAX_NAMED && isEachOnce(names), "named", "at most " + MAX_NAMED + ", each once", names);
        Checks.that(
                segments().size() <= Measured.MAX_SEGMENTS
                        && isEachOnce(segments())
                        && segments().stream().noneMatch(String::isBlank),
                "segments",
                "at most " + Measured.MAX_SEGMENTS + ", each once and none blank",
                segments());
        Checks.that(
                segments().isEmpty() || !named().isEmpty(),
                "segments",
                "empty where no metric of one's own is judged",
                segments());
        toleratedRate().ifPresent(rate -> Checks.chance("toleratedRate", rate));
        horizon().ifPresent(time -> {
            Checks.that(time.toMillis() > 0, "horizon", "at least a millisecond", time);
            Checks.that(
                    metrics().equals(List.of(Metric.ERROR_RATE)), "metrics", "errors alone with a horizon", metrics());
            Checks.that(against() == Against.STABLE, "against", "STABLE with a horizon", against());
            Checks.that(named().isEmpty(), "named", "empty with a horizon", names);
        });
        if (metrics().contains(Metric.SATISFACTION)) {
            Checks.chance(
                    "ratingsPerConversation",
                    ratingsPerConversation()
                                    .orElseThrow(() -> new IllegalArgumentException(
                                            "ratingsPerConversation must be given to judge satisfaction."))
                            * (1 - 1e-12));
        }
        if (against() == Against.LIMITS) {
            for (Metric metric : metrics()) {
                double limit = Optional.ofNullable(limits().get(metric))
                        .orElseThrow(
                                () -> new IllegalArgumentException("limits must have a limit for " + metric + "."));
                switch (metric) {
                    case ERROR_RATE -> Checks.chance("the limit of errors", limit);
                    case SATISFACTION ->
                        Checks.that(
                                limit > satisfactionFrom() && limit < satisfactionTo(),
                                "the limit of satisfaction",
                                "inside its scale",
                                limit);
                    case LATENCY -> Checks.above("the limit of latency", limit, 0);
                }
            }
        }
    }

    private static boolean isEachOnce(List<String> texts) {
        return texts.stream().distinct().count() == texts.size();
    }

    /** Returns the defaults. */
    static JudgeOptions defaults() {
        return builder().build();
    }

    /** Returns a builder that has the defaults. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    @Value.NonAttribute
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** A builder of options. Not safe for use by many threads. */
    final class Builder extends ImmutableJudgeOptions.Builder {}
}
