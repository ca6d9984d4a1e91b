package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Duration;
import java.util.List;
import org.immutables.value.Value;

/** How a canary is led from its first share to its end. Fixed before the start, like the judge. */
@Value.Immutable
@OptionStyle
@JsonSerialize(as = ImmutableWatchOptions.class)
@JsonDeserialize(as = ImmutableWatchOptions.class)
@JsonPropertyOrder(alphabetic = true)
public interface WatchOptions {

    /** Who decides. Default {@link Judge#sequential()}. */
    @Value.Default
    default Judge judge() {
        return Judge.sequential();
    }

    /** Who is asked as well, and not obeyed. Default nobody. */
    @Value.Default
    default List<Judge> shadows() {
        return List.of();
    }

    /** Default 5, 25, 50 percent, and never more than 50. */
    @Value.Default
    default Ramp ramp() {
        return Ramp.percent(5, 25, 50).cap(50);
    }

    /** The shortest time on each share, the last one included. Default 10 minutes. */
    @Value.Default
    default Duration stepTime() {
        return Duration.ofMinutes(10);
    }

    /** The fewest conversations of the canary on each share before the next. Default 50. */
    @Value.Default
    default long stepConversations() {
        return 50;
    }

    /** Do not advance while the e-value against the canary is this or more. Default 3. */
    @Value.Default
    default double holdAt() {
        return 3;
    }

    /** Go back to the share before when the e-value against the canary is this or more. Default 10. */
    @Value.Default
    default double goBackAt() {
        return 10;
    }

    /** Whether evidence promotes from any share at once, and not only from the last. Default no. */
    @Value.Default
    default boolean earlyPromotion() {
        return false;
    }

    /** The time within which it shall be decided. Default 60 minutes. */
    @Value.Default
    default Duration window() {
        return Duration.ofMinutes(60);
    }

    /** What to do if it is not. Default {@link Policy#HOLD}. */
    @Value.Default
    default Policy atEnd() {
        return Policy.HOLD;
    }

    /** How much time {@link Policy#EXTEND} adds. Default 30 minutes. */
    @Value.Default
    default Duration extension() {
        return Duration.ofMinutes(30);
    }

    /** How often it does. Default 1. */
    @Value.Default
    default int extensions() {
        return 1;
    }

    /** How long there may be no usable data in a row. Default 10 minutes. */
    @Value.Default
    default Duration outageBudget() {
        return Duration.ofMinutes(10);
    }

    /** What to do when that is over. Default {@link Policy#HOLD}: wait for data, until {@link #atEnd()} says otherwise. */
    @Value.Default
    default Policy afterOutage() {
        return Policy.HOLD;
    }

    @Value.Check
    default void check() {
        Checks.that(
                !stepTime().isNegative() && stepConversations() >= 1,
                "stepTime is not negative, stepConversations at least 1");
        Checks.above("holdAt", holdAt(), 1);
        Checks.above("goBackAt", goBackAt(), holdAt());
        Checks.that(
                window().compareTo(Duration.ZERO) > 0 && extension().compareTo(Duration.ZERO) > 0,
                "window and extension are above 0");
        Checks.that(
                outageBudget().compareTo(Duration.ZERO) > 0 && extensions() >= 0,
                "outageBudget is above 0, extensions at least 0");
        Checks.that(
                stepTime().multipliedBy(ramp().shares().size()).compareTo(window()) <= 0,
                "the steps of the ramp fit into the window: " + ramp().shares().size() + " of " + stepTime() + " into "
                        + window());
    }

    /** The defaults. */
    static WatchOptions defaults() {
        return builder().build();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Reads what {@link #toJson(WatchOptions)} wrote; {@link IllegalArgumentException} if it is anything else. */
    static WatchOptions parse(String json) {
        return CanaryJson.read(json, WatchOptions.class);
    }

    /** One line of JSON for a manifest, with every setting and default. */
    static String toJson(WatchOptions options) {
        return CanaryJson.write(options);
    }

    /** Not safe for use by many threads. */
    final class Builder extends ImmutableWatchOptions.Builder {}
}
