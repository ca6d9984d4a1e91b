package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Defect;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * A reader of a platform's answers, which returns counts or a typed refusal. It never throws because of an answer.
 *
 * <p>The number of errors is rate times conversations. A rate that was rounded to {@link #rateDecimals()} leaves a
 * range of counts possible, and the range is kept; a rate that no whole number of errors explains is {@link
 * Defect#INCONSISTENT}.
 */
@Value.Immutable
@OptionStyle
@JsonSerialize(as = ImmutableWindowReader.class)
@JsonDeserialize(as = ImmutableWindowReader.class)
@JsonPropertyOrder(alphabetic = true)
public abstract class WindowReader {

    // Products of doubles miss whole numbers by a few units in the last place.
    private static final double DUST = 1e-9;

    WindowReader() {}

    /** Returns the number of decimals to which the platform rounds error rates, from 0 to 15. Default 4. */
    @Value.Default
    public int rateDecimals() {
        return 4;
    }

    /** Returns how long after its end a window may be read. Default 10 minutes. */
    @Value.Default
    public Duration maxAge() {
        return Duration.ofMinutes(10);
    }

    /** Returns whether error rates are needed. Default yes; means of ratings and latencies may always be absent. */
    @Value.Default
    public boolean errorRateNeeded() {
        return true;
    }

    /** Returns whether the platform offers a stable arm, so that its absence is a defect. Default yes. */
    @Value.Default
    public boolean stableNeeded() {
        return true;
    }

    /**
     * Returns whether rates and means need no count of conversations, and rates no matching count of errors. Default
     * no. A judge that counts ignores such windows.
     */
    @Value.Default
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public boolean ratesSuffice() {
        return false;
    }

    /** Returns the lowest rating. Default 0. */
    @Value.Default
    public double satisfactionFrom() {
        return 0;
    }

    /** Returns the highest rating. Default 5. */
    @Value.Default
    public double satisfactionTo() {
        return 5;
    }

    /** Returns the longest mean latency that is accepted, in milliseconds. Default ten minutes. */
    @Value.Default
    public double latencyTo() {
        return 600_000;
    }

    /** Returns how far a clock may run ahead of ours. Default 5 seconds. */
    @Value.Default
    public Duration clockSkew() {
        return Duration.ofSeconds(5);
    }

    @Value.Check
    void check() {
        Checks.that(rateDecimals() >= 0 && rateDecimals() <= 15, "rateDecimals", "0 to 15", rateDecimals());
        Checks.that(
                satisfactionFrom() < satisfactionTo(),
                "satisfactionTo",
                "above " + satisfactionFrom(),
                satisfactionTo());
        Checks.that(latencyTo() > 0, "latencyTo", "above 0", latencyTo());
        Checks.that(!maxAge().isNegative(), "maxAge", "zero or positive", maxAge());
        Checks.that(!clockSkew().isNegative(), "clockSkew", "zero or positive", clockSkew());
    }

    /** Returns a reader with the defaults. */
    public static WindowReader defaults() {
        return builder().build();
    }

    /** Returns a builder of a reader whose limits differ from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of readers. Not safe for use by many threads. */
    public static final class Builder extends ImmutableWindowReader.Builder {}

    /**
     * Reads one span of time.
     *
     * @param canary the canary's answer; empty if the platform gave no such arm
     * @param stable the stable version's answer; empty if the platform gave no such arm
     * @param share the canary's share of the traffic in percent
     * @param canaryFrom the time from which all of the canary's present share is routed to it
     * @param usedUntil the end of the last window that was used; {@code canaryFrom} before the first
     */
    public Observation read(
            Optional<MetricAnswer> canary,
            Optional<MetricAnswer> stable,
            double share,
            Instant canaryFrom,
            Instant usedUntil,
            Instant now) {
        try {
            MetricAnswer answer = canary.orElseThrow(() -> new Unusable(Defect.ABSENT, "no metrics of the canary"));
            if (stable.isEmpty() && stableNeeded()) {
                throw new Unusable(Defect.ABSENT, "no metrics of stable");
            }
            if (!(share >= 0 && share <= 100)) {
                throw new Unusable(Defect.OUT_OF_RANGE, "a share of " + share + " percent");
            }
            span(answer, canaryFrom, usedUntil, now);
            if (stable.isPresent()
                    && !(stable.get().from().equals(answer.from())
                            && stable.get().to().equals(answer.to()))) {
                throw new Unusable(Defect.INCONSISTENT, "the arms are of different spans of time");
            }
            return new Window(
                    answer.from(),
                    answer.to(),
                    share,
                    arm("canary", answer),
                    stable.isPresent() ? Optional.of(arm("stable", stable.get())) : Optional.empty());
        } catch (Unusable e) {
            return new Refused(now, e.defect, e.why);
        }
    }

    private void span(MetricAnswer answer, Instant canaryFrom, Instant usedUntil, Instant now) throws Unusable {
        if (!answer.from().isBefore(answer.to())) {
            throw new Unusable(Defect.OUT_OF_RANGE, "a span that does not end after it begins");
        }
        // Differences, not sums: an instant at the end of time must not overflow.
        if (answer.to().isAfter(now) && Duration.between(now, answer.to()).compareTo(clockSkew()) > 0) {
            throw new Unusable(Defect.OUT_OF_RANGE, "a span that ends in the future, " + answer.to());
        }
        if (answer.to().isBefore(now) && Duration.between(answer.to(), now).compareTo(maxAge()) > 0) {
            throw new Unusable(Defect.STALE, "the span ended " + answer.to() + ", more than " + maxAge() + " ago");
        }
        if (answer.from().isBefore(canaryFrom)) {
            throw new Unusable(
                    Defect.BEFORE_CANARY, "the span begins " + answer.from() + ", before the routing of " + canaryFrom);
        }
        if (answer.from().isBefore(usedUntil)) {
            throw new Unusable(
                    Defect.OVERLAPPING, "the span begins " + answer.from() + ", data until " + usedUntil + " are used");
        }
    }

    private Arm arm(String name, MetricAnswer answer) throws Unusable {
        if (ratesSuffice() && answer.conversations().isEmpty()) {
            return uncounted(name, answer);
        }
        double count = answer.conversations()
                .orElseThrow(() -> new Unusable(Defect.ABSENT, "no count of conversations of " + name));
        inRange(name + " conversations", count, 0, Arm.MAX_CONVERSATIONS);
        if (count != Math.rint(count)) {
            throw new Unusable(Defect.INCONSISTENT, count + " conversations of " + name);
        }
        long conversations = (long) count;
        if (conversations > 0 && answer.errorRate().isEmpty() && errorRateNeeded()) {
            throw new Unusable(Defect.ABSENT, "no error rate of " + name);
        }
        Optional<Errors> errors = answer.errorRate().isPresent()
                ? errors(name, answer.errorRate().get(), conversations)
                : conversations == 0 ? Optional.of(new Errors(0, 0)) : Optional.empty();
        Optional<Double> satisfaction =
                mean(name + " satisfaction", answer.satisfaction(), satisfactionFrom(), satisfactionTo());
        Optional<Double> latency = mean(name + " latency", answer.latencyMillis(), 0, latencyTo());
        // A mean over no conversations is no mean, and neither is one of zero milliseconds.
        return new Arm(
                conversations,
                errors,
                satisfaction.filter(each -> conversations > 0),
                latency.filter(each -> conversations > 0 && each > 0),
                answer.errorRate().filter(each -> errors.isEmpty()));
    }

    private Arm uncounted(String name, MetricAnswer answer) throws Unusable {
        Optional<Double> rate = answer.errorRate();
        if (rate.isEmpty()
                && (errorRateNeeded()
                        || answer.satisfaction().or(answer::latencyMillis).isEmpty())) {
            throw new Unusable(Defect.ABSENT, "no error rate of " + name);
        }
        if (rate.isPresent()) {
            inRange(name + " error rate", rate.get(), 0, 1);
        }
        return new Arm(
                0,
                Optional.empty(),
                mean(name + " satisfaction", answer.satisfaction(), satisfactionFrom(), satisfactionTo()),
                mean(name + " latency", answer.latencyMillis(), 0, latencyTo()).filter(each -> each > 0),
                rate);
    }

    /** Returns the errors; empty if no count makes the rate, and the rate suffices. */
    private Optional<Errors> errors(String name, double rate, long conversations) throws Unusable {
        inRange(name + " error rate", rate, 0, 1);
        double errors = rate * conversations;
        double slack = 0.5 * StrictMath.pow(10, -rateDecimals()) * conversations + DUST * Math.max(1, errors);
        long least = Math.max(0, (long) Math.ceil(errors - slack));
        long most = Math.min(conversations, (long) Math.floor(errors + slack));
        if (least > most && ratesSuffice()) {
            return Optional.empty();
        }
        if (least > most) {
            throw new Unusable(
                    Defect.INCONSISTENT,
                    "no whole number of errors makes a rate of " + rate + " in " + conversations + " conversations of "
                            + name + " at " + rateDecimals() + " decimals");
        }
        return Optional.of(new Errors(least, most));
    }

    private static Optional<Double> mean(String what, Optional<Double> answer, double from, double to) throws Unusable {
        if (answer.isPresent()) {
            inRange(what, answer.get(), from, to);
        }
        return answer;
    }

    private static void inRange(String what, double value, double from, double to) throws Unusable {
        if (Double.isNaN(value)) {
            throw new Unusable(Defect.NOT_A_NUMBER, what + " is NaN");
        }
        if (value < from || value > to) {
            throw new Unusable(Defect.OUT_OF_RANGE, what + " is " + value);
        }
    }

    private static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        private final Defect defect;
        private final String why;

        Unusable(Defect defect, String why) {
            super(why, null, false, false);
            this.defect = defect;
            this.why = why;
        }
    }
}
