package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The settings that steer a canary from its first share to its end. They are fixed before the start, like the judge.
 */
@Value.Immutable
@OptionStyle
@JsonSerialize(as = ImmutableWatchOptions.class)
@JsonDeserialize(as = ImmutableWatchOptions.class)
@JsonPropertyOrder(alphabetic = true)
public interface WatchOptions {

    /** The harm of the defaults, in percent of all conversations. */
    double MAX_HARM = 6;

    /** The conversations a minute from which on the defaults fit. */
    double USUAL_PER_MINUTE = 50;

    /** Returns the judge that decides. Default {@link Judge#sequential()}. */
    default Judge judge() {
        return Judge.sequential();
    }

    /** Returns the judges that are asked as well, and not obeyed. Default none. */
    default List<Judge> shadows() {
        return List.of();
    }

    /** Returns the shares of the canary. Default 5, 25, 50 percent, and never more than 50. */
    default Ramp ramp() {
        return Ramp.percent(5, 25, 50).cap(50);
    }

    /** Returns the shortest time on each share, the last one included. Default 10 minutes. */
    default Duration stepTime() {
        return Duration.ofMinutes(10);
    }

    /**
     * Returns the fewest conversations of the canary on each share before the next, unless {@link #maxHarm()} allows fewer.
     * Default 50.
     */
    default long stepConversations() {
        return 50;
    }

    /**
     * Returns the harm, in percent of all conversations, below which the canary may leave a share by time. It leaves after
     * {@link #stepTime()} then, with fewer conversations than {@link #stepConversations()}. The harm is the next share times the
     * upper bound of how much more often a conversation fails with the canary than with stable. It is the bound of 95 % by the
     * scores of Wilson (Newcombe, Interval Estimation for the Difference between Independent Proportions, Statistics in Medicine
     * 17, 1998, method 10), from the counts at the present share. While the evidence speaks against the canary, or an arm has no
     * counts, its conversations alone count. A promotion never depends on it. {@link #builder()} sets 6; absent means that it is
     * not used.
     */
    Optional<Double> maxHarm();

    /** Returns the e-value against the canary from which the canary does not advance. Default 3. */
    default double holdAt() {
        return 3;
    }

    /** Returns the e-value against the canary from which it goes back to the share before. Default 10. */
    default double goBackAt() {
        return 10;
    }

    /** Returns whether evidence promotes from any share at once, and not only from the last. Default no. */
    default boolean earlyPromotion() {
        return false;
    }

    /** Returns the time for the decision. Default 60 minutes. */
    default Duration window() {
        return Duration.ofMinutes(60);
    }

    /** Returns the reaction when the time is over without a decision. Default {@link Policy#HOLD}. */
    default Policy atEnd() {
        return Policy.HOLD;
    }

    /** Returns the time that {@link Policy#EXTEND} adds. Default 30 minutes. */
    default Duration extension() {
        return Duration.ofMinutes(30);
    }

    /** Returns how often {@link Policy#EXTEND} extends the time. Default 1. */
    default int extensions() {
        return 1;
    }

    /** Returns how long there may be no usable data in a row. Default 10 minutes. */
    default Duration outageBudget() {
        return Duration.ofMinutes(10);
    }

    /**
     * Returns the reaction when the outage budget is over. Default {@link Policy#HOLD}: wait for data, until {@link
     * #atEnd()} applies.
     */
    default Policy afterOutage() {
        return Policy.HOLD;
    }

    /**
     * Returns the rules by which observations become a verdict; {@link #builder()} sets those of now. Absent in options that
     * were stored before there were others than {@link Rules#V1}.
     */
    Optional<Rules> rules();

    @Value.Check
    default void check() {
        Checks.that(!stepTime().isNegative(), "stepTime", "zero or positive", stepTime());
        Checks.atLeast("stepConversations", stepConversations(), 1);
        maxHarm()
                .ifPresent(most ->
                        Checks.that(most > 0 && most <= 100, "maxHarm", "above 0 and at most 100 percent", most));
        Checks.above("holdAt", holdAt(), 1);
        Checks.above("goBackAt", goBackAt(), holdAt());
        Checks.that(window().compareTo(Duration.ZERO) > 0, "window", "positive", window());
        Checks.that(extension().compareTo(Duration.ZERO) > 0, "extension", "positive", extension());
        Checks.that(outageBudget().compareTo(Duration.ZERO) > 0, "outageBudget", "positive", outageBudget());
        Checks.atLeast("extensions", extensions(), 0);
        judge().horizon().ifPresent(horizon -> {
            Checks.that(window().equals(horizon), "window", horizon + ", the horizon of the judge", window());
            Checks.that(atEnd() != Policy.EXTEND, "atEnd", "another policy where the judge has a horizon", atEnd());
        });
        Checks.that(
                stepTime().multipliedBy(ramp().shares().size()).compareTo(window()) <= 0,
                "window",
                "long enough for " + ramp().shares().size() + " shares of " + stepTime(),
                window());
    }

    /** Returns the defaults. */
    static WatchOptions defaults() {
        return builder().build();
    }

    /**
     * Returns the options that {@link Planner} rates best for so many conversations a minute. From 50 on, they are the defaults.
     * For fewer they are 25 and 50 percent, in the whole hours that 3,600 conversations take, a day at most. In this time it
     * promotes a healthy canary with 3 percent errors in four of five cases, from 3 a minute on, and finds three times the errors.
     *
     * @param perMinute conversations, both arms together
     */
    static WatchOptions forTraffic(double perMinute) {
        Checks.above("perMinute", perMinute, 0);
        double hours = Math.min(24, Math.ceil(60 / perMinute));
        return perMinute >= USUAL_PER_MINUTE
                ? defaults()
                : builder()
                        .ramp(Ramp.percent(25, 50).cap(50))
                        .window(Duration.ofHours((long) hours))
                        .build();
    }

    /** Returns a builder that has the defaults. */
    static Builder builder() {
        return new Builder().rules(Rules.CURRENT).maxHarm(MAX_HARM);
    }

    /** Returns a builder with these values. */
    @Value.NonAttribute
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /**
     * Reads options that {@link #toJson(WatchOptions)} wrote. Throws {@link IllegalArgumentException} for any other
     * text.
     */
    static WatchOptions parse(String json) {
        return CanaryJson.read(json, WatchOptions.class);
    }

    /** Returns the options as one line of JSON for a manifest, with every setting and default. */
    static String toJson(WatchOptions options) {
        return CanaryJson.write(options);
    }

    /** A builder of options. Not safe for use by many threads. */
    final class Builder extends ImmutableWatchOptions.Builder {}
}
