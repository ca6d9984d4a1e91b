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
 * Turns what a platform said into counts, or into a typed refusal. Never throws because of what was said.
 *
 * <p>The number of errors is rate times conversations. A rate that was rounded to {@link #rateDecimals()} leaves a range
 * of counts possible, and the range is kept; a rate that no whole number of errors explains is {@link
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

    /** To how many decimals the platform rounds error rates. Default 4; a range of 0 to 15. */
    @Value.Default
    public int rateDecimals() {
        return 4;
    }

    /** How long after its end a window may be read. Default 10 minutes. */
    @Value.Default
    public Duration maxAge() {
        return Duration.ofMinutes(10);
    }

    /** Whether error rates are needed. Default yes; means of ratings and latencies may always be absent. */
    @Value.Default
    public boolean errorRateNeeded() {
        return true;
    }

    /** Whether the platform offers a stable arm, so that its absence is a defect. Default yes. */
    @Value.Default
    public boolean stableNeeded() {
        return true;
    }

    /**
     * Whether rates and means do without a count of conversations, and a rate without a count of errors that makes it.
     * Default no. A judge that counts does not look at such windows.
     */
    @Value.Default
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public boolean ratesSuffice() {
        return false;
    }

    /** The lowest rating. Default 0. */
    @Value.Default
    public double satisfactionFrom() {
        return 0;
    }

    /** The highest rating. Default 5. */
    @Value.Default
    public double satisfactionTo() {
        return 5;
    }

    /** The longest mean latency that is believed, in milliseconds. Default ten minutes. */
    @Value.Default
    public double latencyTo() {
        return 600_000;
    }

    /** How far a clock may run ahead of ours. Default 5 seconds. */
    @Value.Default
    public Duration clockSkew() {
        return Duration.ofSeconds(5);
    }

    @Value.Check
    void check() {
        if (rateDecimals() < 0 || rateDecimals() > 15) {
            throw new IllegalArgumentException("rateDecimals is from 0 to 15, not " + rateDecimals());
        }
        if (!(satisfactionFrom() < satisfactionTo()) || !(latencyTo() > 0)) {
            throw new IllegalArgumentException("The scale of satisfaction rises, and latencyTo is above 0.");
        }
        if (maxAge().isNegative() || clockSkew().isNegative()) {
            throw new IllegalArgumentException("maxAge and clockSkew are not negative.");
        }
    }

    /** Reads as the defaults say. */
    public static WindowReader defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. */
    public static final class Builder extends ImmutableWindowReader.Builder {}

    /**
     * Reads one span.
     *
     * @param canary empty if the platform gave no such arm
     * @param stable empty if the platform gave no such arm
     * @param share the canary's share of the traffic in percent
     * @param canaryFrom since when all of the canary's present share is routed to it
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
            return window(canary, stable, share, canaryFrom, usedUntil, now);
        } catch (Unusable e) {
            return new Refused(now, e.defect, e.why);
        }
    }

    private Window window(
            Optional<MetricAnswer> canary,
            Optional<MetricAnswer> stable,
            double share,
            Instant canaryFrom,
            Instant usedUntil,
            Instant now)
            throws Unusable {
        MetricAnswer told = canary.orElseThrow(() -> new Unusable(Defect.ABSENT, "no metrics of the canary"));
        if (stable.isEmpty() && stableNeeded()) {
            throw new Unusable(Defect.ABSENT, "no metrics of stable");
        }
        if (!(share >= 0 && share <= 100)) {
            throw new Unusable(Defect.OUT_OF_RANGE, "a share of " + share + " percent");
        }
        span(told, canaryFrom, usedUntil, now);
        if (stable.isPresent()
                && !(stable.get().from().equals(told.from())
                        && stable.get().to().equals(told.to()))) {
            throw new Unusable(Defect.INCONSISTENT, "the arms tell of different spans of time");
        }
        return new Window(
                told.from(),
                told.to(),
                share,
                arm("canary", told),
                stable.isPresent() ? Optional.of(arm("stable", stable.get())) : Optional.empty());
    }

    private void span(MetricAnswer told, Instant canaryFrom, Instant usedUntil, Instant now) throws Unusable {
        if (!told.from().isBefore(told.to())) {
            throw new Unusable(Defect.OUT_OF_RANGE, "a span that does not end after it begins");
        }
        // Differences, not sums: an instant at the end of time must not overflow.
        if (told.to().isAfter(now) && Duration.between(now, told.to()).compareTo(clockSkew()) > 0) {
            throw new Unusable(Defect.OUT_OF_RANGE, "a span that ends in the future, " + told.to());
        }
        if (told.to().isBefore(now) && Duration.between(told.to(), now).compareTo(maxAge()) > 0) {
            throw new Unusable(Defect.STALE, "the span ended " + told.to() + ", more than " + maxAge() + " ago");
        }
        if (told.from().isBefore(canaryFrom)) {
            throw new Unusable(
                    Defect.BEFORE_CANARY, "the span begins " + told.from() + ", before the routing of " + canaryFrom);
        }
        if (told.from().isBefore(usedUntil)) {
            throw new Unusable(
                    Defect.OVERLAPPING, "the span begins " + told.from() + ", data until " + usedUntil + " are used");
        }
    }

    private Arm arm(String name, MetricAnswer told) throws Unusable {
        if (ratesSuffice() && told.conversations().isEmpty()) {
            return uncounted(name, told);
        }
        double count = told.conversations()
                .orElseThrow(() -> new Unusable(Defect.ABSENT, "no count of conversations of " + name));
        inRange(name + " conversations", count, 0, Arm.MAX_CONVERSATIONS);
        if (count != Math.rint(count)) {
            throw new Unusable(Defect.INCONSISTENT, count + " conversations of " + name);
        }
        long conversations = (long) count;
        if (conversations > 0 && told.errorRate().isEmpty() && errorRateNeeded()) {
            throw new Unusable(Defect.ABSENT, "no error rate of " + name);
        }
        Optional<Errors> errors = told.errorRate().isPresent()
                ? errors(name, told.errorRate().get(), conversations)
                : conversations == 0 ? Optional.of(new Errors(0, 0)) : Optional.empty();
        Optional<Double> satisfaction =
                mean(name + " satisfaction", told.satisfaction(), satisfactionFrom(), satisfactionTo());
        Optional<Double> latency = mean(name + " latency", told.latencyMillis(), 0, latencyTo());
        // A mean over nobody is no mean, and neither is one of nought milliseconds.
        return new Arm(
                conversations,
                errors,
                satisfaction.filter(each -> conversations > 0),
                latency.filter(each -> conversations > 0 && each > 0),
                told.errorRate().filter(each -> errors.isEmpty()));
    }

    private Arm uncounted(String name, MetricAnswer told) throws Unusable {
        Optional<Double> rate = told.errorRate();
        if (rate.isEmpty()
                && (errorRateNeeded()
                        || told.satisfaction().or(told::latencyMillis).isEmpty())) {
            throw new Unusable(Defect.ABSENT, "no error rate of " + name);
        }
        if (rate.isPresent()) {
            inRange(name + " error rate", rate.get(), 0, 1);
        }
        return new Arm(
                0,
                Optional.empty(),
                mean(name + " satisfaction", told.satisfaction(), satisfactionFrom(), satisfactionTo()),
                mean(name + " latency", told.latencyMillis(), 0, latencyTo()).filter(each -> each > 0),
                rate);
    }

    /** Empty if no count makes the rate, and the rate suffices. */
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

    private static Optional<Double> mean(String what, Optional<Double> told, double from, double to) throws Unusable {
        if (told.isPresent()) {
            inRange(what, told.get(), from, to);
        }
        return told;
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
