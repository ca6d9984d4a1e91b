package io.cognigydeploy.core.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.immutables.value.Value;

/**
 * The rules by which the endpoints of a release are watched, one wave after another. A wave is the switch of one endpoint and
 * the time that its conversations are watched before the next one.
 *
 * <p>A conversation is bad if a person had to take over, or the user's last message was not answered. A wave is passed by
 * limits alone. The endpoints that are switched are also compared with those that are not switched yet, each by itself and
 * in the same minutes, and measured by how they compared before the release. This comparison can only roll back, because users
 * are not assigned to endpoints by chance.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param soak the time of each wave
 * @param interval the pause between looks
 * @param delay how long after its beginning a conversation is read, so that it has appeared
 * @param maxErrorRate the highest share of bad conversations, from 0 to 1
 * @param minSatisfaction the lowest mean rating, from -1 to 1; absent if ratings have no limit
 * @param minConversations the fewest conversations on the snapshot that pass a wave
 * @param comparison the settings of the comparison; its {@code alpha} is divided by the number of endpoints
 * @param atEnd the reaction when a wave's time is over with too few conversations
 * @param outageBudget how long there may be no readable conversations
 * @param afterOutage the reaction after that time
 * @param reads the most conversations that are read at a look
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Value.Builder
public record Waves(
        Duration soak,
        Duration interval,
        Duration delay,
        double maxErrorRate,
        Optional<Double> minSatisfaction,
        long minConversations,
        JudgeOptions comparison,
        Policy atEnd,
        Duration outageBudget,
        Policy afterOutage,
        int reads) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** The fewest conversations that say anything about a share. */
    public static final long LEAST_CONVERSATIONS = 50;

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if a time is not positive, the delay is negative, the share of bad conversations is not
     *     between 0 and 1, the rating is not from -1 to 1, fewer than 50 conversations or no read are enough, or the comparison
     *     is not one of errors against stable
     */
    public Waves {
        Argument.positive("soak", soak);
        for (Duration time : List.of(soak, interval, delay, outageBudget)) {
            if (time.compareTo(LONGEST) > 0) {
                throw Argument.refused("a time of waves", "at most 365 days", time);
            }
        }
        Argument.positive("interval", interval);
        Argument.positive("outageBudget", outageBudget);
        if (delay.isNegative()) {
            throw Argument.refused("delay", "zero or positive", delay);
        }
        if (!(maxErrorRate > 0 && maxErrorRate < 1)) {
            throw Argument.refused("maxErrorRate", "between 0 and 1", maxErrorRate);
        }
        if (minSatisfaction.filter(mean -> !(mean >= -1 && mean <= 1)).isPresent()) {
            throw Argument.refused("minSatisfaction", "from -1 to 1", minSatisfaction.get());
        }
        if (minConversations < LEAST_CONVERSATIONS) {
            throw Argument.refused("minConversations", "at least " + LEAST_CONVERSATIONS, minConversations);
        }
        if (comparison.against() != Against.STABLE || !comparison.metrics().equals(List.of(Metric.ERROR_RATE))) {
            throw Argument.refused("comparison", "of errors against stable", comparison);
        }
        if (!comparison.named().isEmpty()) {
            throw Argument.refused("named", "empty, because no source is read here", comparison.named());
        }
        if (reads < 1) {
            throw Argument.refused("reads", "positive", reads);
        }
    }

    /**
     * Returns rules with this limit and the default of each other rule. A wave takes 15 minutes, with a look each minute; a
     * conversation has 2 minutes to appear; 50 conversations pass a wave, and 100 are read at a look. With too few
     * conversations the wave is held; so it is after 10 minutes without readable ones. The comparison tolerates that the odds
     * of bad conversations, relative to the other endpoints, become twice those before.
     *
     * @param maxErrorRate the highest share of bad conversations, from 0 to 1
     * @throws IllegalArgumentException if the share is not between 0 and 1
     */
    public static Waves limitedTo(double maxErrorRate) {
        return new WavesBuilder()
                .soak(Duration.ofMinutes(15))
                .interval(Duration.ofMinutes(1))
                .delay(Duration.ofMinutes(2))
                .maxErrorRate(maxErrorRate)
                .minConversations(LEAST_CONVERSATIONS)
                .comparison(JudgeOptions.builder()
                        .toleratedRatio(2)
                        .ratios(List.of(3.0, 5.0, 10.0, 20.0))
                        .build())
                .atEnd(Policy.HOLD)
                .outageBudget(Duration.ofMinutes(10))
                .afterOutage(Policy.HOLD)
                .reads(100)
                .build();
    }

    /** Returns these rules with another time of each wave. */
    public Waves soaking(Duration time) {
        return but().soak(Argument.positive("time", time)).build();
    }

    /** Returns these rules with another pause between looks. */
    public Waves every(Duration pause) {
        return but().interval(Argument.positive("pause", pause)).build();
    }

    /** Returns these rules with another time for a conversation to appear, which also is how much of it is judged. */
    public Waves appearingWithin(Duration time) {
        return but().delay(Argument.given("time", time)).build();
    }

    /**
     * Returns these rules with a limit for ratings. A mean over few ratings says little, and one bad rating can roll back: use
     * it only where many users rate.
     *
     * @param mean from -1 to 1
     */
    public Waves requiringSatisfaction(double mean) {
        return but().minSatisfaction(mean).build();
    }

    /** Returns these rules with another number of conversations that a wave needs, at least 50. */
    public Waves requiring(long conversations) {
        return but().minConversations(conversations).build();
    }

    /** Returns these rules with another comparison. */
    public Waves comparedBy(JudgeOptions options) {
        return but().comparison(Argument.given("options", options)).build();
    }

    /** Returns these rules with another reaction to too few conversations at the end of a wave. */
    public Waves atEnd(Policy policy) {
        return but().atEnd(Argument.given("policy", policy)).build();
    }

    /** Returns these rules with another reaction to conversations that cannot be read for so long. */
    public Waves afterOutage(Duration budget, Policy policy) {
        return but().outageBudget(Argument.positive("budget", budget))
                .afterOutage(Argument.given("policy", policy))
                .build();
    }

    /** Returns these rules with another number of conversations that a look reads at the most. */
    public Waves reading(int conversations) {
        return but().reads(conversations).build();
    }

    private WavesBuilder but() {
        return new WavesBuilder().from(this);
    }

    /**
     * Returns the options of the watch of one of so many endpoints.
     *
     * @param before the greatest odds ratio of bad conversations, this endpoint to another, before the release; absent if it is
     *     not known, and the endpoint cannot be compared
     */
    WatchOptions options(int endpoints, Optional<Double> before) {
        Map<Metric, Double> limits = new TreeMap<>(Map.of(Metric.ERROR_RATE, maxErrorRate));
        minSatisfaction.ifPresent(mean -> limits.put(Metric.SATISFACTION, mean));
        Judge limited = Judge.threshold(limits, Integer.MAX_VALUE, minConversations);
        return WatchOptions.builder()
                .judge(before.map(ratio -> Judge.notRandomised(limited, compared(endpoints, Math.max(1, ratio))))
                        .orElse(limited))
                .ramp(Ramp.percent(100))
                .stepTime(Duration.ZERO)
                .stepConversations(1)
                .window(soak)
                .atEnd(atEnd)
                .extension(soak)
                .outageBudget(outageBudget)
                .afterOutage(afterOutage)
                .build();
    }

    /** Returns the comparison, measured by how much worse than the others the endpoint was before. */
    private Judge compared(int endpoints, double before) {
        return Judge.sequential(JudgeOptions.builder()
                .from(comparison)
                .alpha(comparison.alpha() / endpoints)
                .toleratedRatio(comparison.toleratedRatio() * before)
                .ratios(comparison.ratios().stream()
                        .map(ratio -> ratio * before)
                        .toList())
                .build());
    }
}
