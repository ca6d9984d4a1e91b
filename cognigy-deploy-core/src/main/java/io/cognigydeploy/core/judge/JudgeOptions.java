package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * What the sequential judge is told before the start. None of it may depend on the canary's data: write it into a
 * manifest first. Made into JSON and back by any Jackson mapper that knows {@code Optional}.
 */
@Value.Immutable
@OptionStyle
@JsonSerialize(as = ImmutableJudgeOptions.class)
@JsonDeserialize(as = ImmutableJudgeOptions.class)
@JsonPropertyOrder(alphabetic = true)
public interface JudgeOptions {

    /** What a canary's metrics are held against. */
    enum Against {
        /** The stable version in the same windows. Immune to what befalls both. */
        STABLE,
        /** Fixed limits, where a platform offers no stable arm. Cannot tell a bad canary from a bad hour. */
        LIMITS
    }

    /** The chance, at the most, that a canary that is not worse is ever rolled back. Default 0.05. */
    @Value.Default
    default double alpha() {
        return 0.05;
    }

    /** The chance, at the most, that a canary at the margin or beyond is ever promoted. Default 0.05. */
    @Value.Default
    default double beta() {
        return 0.05;
    }

    /** What is judged. Rolls back on the average of their e-values, promotes when each allows it. Default errors only. */
    @Value.Default
    default List<Metric> metrics() {
        return List.of(Metric.ERROR_RATE);
    }

    /** Default {@link Against#STABLE}. */
    @Value.Default
    default Against against() {
        return Against.STABLE;
    }

    /** An odds ratio of errors, canary to stable, that is still no reason to roll back. Default 1. */
    @Value.Default
    default double toleratedRatio() {
        return 1;
    }

    /** The odds ratios that are looked for, each above the tolerated one. Default 1.5, 2, 3, 5, 10. */
    @Value.Default
    default List<Double> ratios() {
        return List.of(1.5, 2.0, 3.0, 5.0, 10.0);
    }

    /** How much of alpha is spent on each of the ratios; as many. Default equal. */
    @Value.Default
    default List<Double> weights() {
        return ratios().stream().map(ratio -> 1.0).toList();
    }

    /** The odds ratio of errors that must be refuted before a promotion. Default 2; a smaller one takes longer. */
    @Value.Default
    default double margin() {
        return 2;
    }

    /** Never promote on fewer conversations of the canary than this. Default 50. */
    @Value.Default
    default long minConversations() {
        return 50;
    }

    /**
     * Never roll back on fewer conversations of the canary than this. Default 0: alpha holds for any number, and with the
     * default ratios a single error never suffices.
     */
    @Value.Default
    default long minConversationsToRollBack() {
        return 0;
    }

    /**
     * Limits for {@link Against#LIMITS}: at the most for errors and latency (in ms), at the least for satisfaction.
     * Default 0.05, 1500 and 3.5.
     */
    @Value.Default
    default Map<Metric, Double> limits() {
        return Map.of(Metric.ERROR_RATE, 0.05, Metric.SATISFACTION, 3.5, Metric.LATENCY, 1500.0);
    }

    /** At how many conversations of the canary the test against a limit is sharpest. Default 500. */
    @Value.Default
    default double expectedConversations() {
        return 500;
    }

    /** The lowest rating. Default 0. */
    @Value.Default
    default double satisfactionFrom() {
        return 0;
    }

    /** The highest rating. Default 5. */
    @Value.Default
    default double satisfactionTo() {
        return 5;
    }

    /**
     * Which share of conversations is rated. Needed as soon as satisfaction is judged: taking each conversation for a
     * rating would overstate the evidence.
     */
    Optional<Double> ratingsPerConversation();

    /** The smallest loss of satisfaction that matters, in standard deviations of one rating. Default 0.5. */
    @Value.Default
    default double satisfactionShift() {
        return 0.5;
    }

    /** The loss of mean satisfaction, in points, that must be refuted before a promotion. Default 0.5. */
    @Value.Default
    default double satisfactionMargin() {
        return 0.5;
    }

    /**
     * Whether satisfaction is compared by the bound of Hoeffding, which is exact for any ratings but needs several times
     * the data, and not by the t-test, which takes window means for normal. Default no.
     */
    @Value.Default
    default boolean satisfactionGuaranteed() {
        return false;
    }

    /** The smallest rise of latency that matters, in standard deviations of one conversation's logarithm. Default 0.2. */
    @Value.Default
    default double latencyShift() {
        return 0.2;
    }

    /** The ratio of mean latencies that must be refuted before a promotion. Default 1.25. */
    @Value.Default
    default double latencyMargin() {
        return 1.25;
    }

    /**
     * Latencies are pooled over windows of one share until the canary has this many conversations: the logarithm of a mean
     * over few is low on average. Default 20.
     */
    @Value.Default
    default long pooledConversations() {
        return 20;
    }

    /** The fewest pairs of means on which a t-test decides. Default 5. */
    @Value.Default
    default int minPairs() {
        return 5;
    }

    /**
     * By how much counts vary more than chance alone would make them, as a ratio of variances, if that is known from
     * before. Every e-value is raised to 1/this, which only makes it smaller where it matters. Default 1.
     */
    @Value.Default
    default double designEffect() {
        return 1;
    }

    @Value.Check
    default void check() {
        Checks.that(alpha() > 0 && alpha() < 0.5 && beta() > 0 && beta() < 0.5, "alpha and beta lie between 0 and 0.5");
        Checks.that(
                !metrics().isEmpty()
                        && metrics().stream().distinct().count() == metrics().size(),
                "metrics are at least one, each once");
        Checks.above("toleratedRatio", toleratedRatio(), 0);
        Checks.that(!ratios().isEmpty() && ratios().size() <= 50, "ratios are from 1 to 50");
        ratios().forEach(ratio -> Checks.above("each of ratios", ratio, toleratedRatio()));
        Checks.that(weights().size() == ratios().size(), "weights are as many as ratios");
        weights().forEach(weight -> Checks.above("each of weights", weight, 0));
        Checks.above("margin", margin(), 1);
        Checks.that(
                minConversations() >= 1 && minConversationsToRollBack() >= 0,
                "minConversations is at least 1, minConversationsToRollBack at least 0");
        Checks.above("expectedConversations", expectedConversations(), 0);
        Checks.above("satisfactionTo", satisfactionTo(), satisfactionFrom());
        Checks.above("satisfactionShift", satisfactionShift(), 0);
        Checks.above("satisfactionMargin", satisfactionMargin(), 0);
        Checks.above("latencyShift", latencyShift(), 0);
        Checks.above("latencyMargin", latencyMargin(), 1);
        Checks.that(
                pooledConversations() >= 1 && minPairs() >= 2,
                "pooledConversations is at least 1, minPairs at least 2");
        Checks.that(designEffect() >= 1 && designEffect() < 1000, "designEffect is at least 1");
        if (metrics().contains(Metric.SATISFACTION)) {
            Checks.chance(
                    "ratingsPerConversation",
                    ratingsPerConversation()
                                    .orElseThrow(() -> new IllegalArgumentException(
                                            "ratingsPerConversation is needed to judge satisfaction"))
                            * (1 - 1e-12));
        }
        if (against() == Against.LIMITS) {
            for (Metric metric : metrics()) {
                double limit = Optional.ofNullable(limits().get(metric))
                        .orElseThrow(() -> new IllegalArgumentException("limits has none for " + metric));
                switch (metric) {
                    case ERROR_RATE -> Checks.chance("the limit of errors", limit);
                    case SATISFACTION ->
                        Checks.that(
                                limit > satisfactionFrom() && limit < satisfactionTo(),
                                "the limit of satisfaction lies inside its scale");
                    case LATENCY -> Checks.above("the limit of latency", limit, 0);
                }
            }
        }
    }

    /** The defaults. */
    static JudgeOptions defaults() {
        return builder().build();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. */
    final class Builder extends ImmutableJudgeOptions.Builder {}
}
