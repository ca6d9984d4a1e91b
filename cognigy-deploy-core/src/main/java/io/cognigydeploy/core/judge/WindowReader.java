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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.immutables.value.Value;

/**
 * A reader of a platform's answers, which returns counts or a typed refusal. It never throws because of an answer.
 *
 * <p>The number of errors is rate times conversations. A rounded rate leaves a range of counts possible, and the range is kept:
 * no rate is refused because of rounding, since that would depend on the outcome. The decimals are the most that a rate of the
 * platform had so far, unless they are set.
 */
@Value.Immutable
@OptionStyle
@JsonSerialize(as = ImmutableWindowReader.class)
@JsonDeserialize(as = ImmutableWindowReader.class)
@JsonPropertyOrder(alphabetic = true)
public abstract class WindowReader {

    // Products of doubles miss whole numbers by a few units in the last place.
    private static final double DUST = 1e-9;

    private static final int FINEST = 15;
    private static final int PERCENT = 100;

    WindowReader() {}

    /**
     * Returns the number of decimals to which the platform rounds error rates, on their scale, from 0 to 15. Default: the most
     * that a rate had so far.
     */
    public abstract Optional<Integer> rateDecimals();

    /** Returns the error rate that stands for all conversations: 100 where a platform states percentages. Default 1. */
    public abstract Optional<Integer> rateScale();

    /**
     * Returns how long after its end a span is complete. Default: learned from the first span that was empty and then is not. A
     * platform that measures from now back has no such delay.
     */
    public abstract Optional<Duration> metricsDelay();

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
        rateDecimals()
                .ifPresent(decimals ->
                        Checks.that(decimals >= 0 && decimals <= FINEST, "rateDecimals", "0 to " + FINEST, decimals));
        rateScale().ifPresent(scale -> Checks.that(scale == 1 || scale == PERCENT, "rateScale", "1 or 100", scale));
        metricsDelay()
                .ifPresent(delay -> Checks.that(
                        !delay.isNegative() && delay.compareTo(maxAge()) < 0,
                        "metricsDelay",
                        "zero or positive and below maxAge, " + maxAge(),
                        delay));
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

    /** Returns a builder with these values. */
    public Builder toBuilder() {
        return new Builder().from(this);
    }

    /** A builder of readers. Not safe for use by many threads. */
    public static final class Builder extends ImmutableWindowReader.Builder {}

    /**
     * The answers of a platform about one span of time.
     *
     * @param canary the canary's answer; empty if the platform gave no such arm
     * @param stable the stable version's answer; empty if the platform gave no such arm
     */
    public record Measurement(Optional<MetricAnswer> canary, Optional<MetricAnswer> stable) {}

    /** A platform that measures any span of time. */
    @FunctionalInterface
    public interface Measured {

        /** Returns the answers about a span. */
        Measurement over(Instant from, Instant to);
    }

    /**
     * Reads the next span of time, from the end of the last one until the metrics are complete. A span in which neither arm has
     * conversations is read again, and longer, at the next look. When it is no longer empty, its first interval is read alone. If
     * that has conversations too, the metrics were late, and later spans end as much before their reading.
     *
     * @param share the canary's share of the traffic in percent
     * @param interval the pause between readings
     */
    public Observation look(Measured platform, double share, ReadSoFar before, Duration interval, Instant now) {
        Instant from = before.from();
        Instant to = now.minus(metricsDelay().orElse(before.delay()));
        if (!from.isBefore(to)) {
            return new Refused(now, Defect.EMPTY, "no span since " + from + " is complete");
        }
        Observation seen = read(platform.over(from, to), share, before, now);
        Instant first = from.plus(interval);
        boolean wasEmpty =
                Duration.between(from, to).compareTo(interval.multipliedBy(3).dividedBy(2)) > 0;
        if (metricsDelay().isEmpty()
                && wasEmpty
                && seen instanceof Window
                && !now.minus(maxAge()).isAfter(first)) {
            Observation late = read(platform.over(from, first), share, before, now);
            return late instanceof Window ? late : seen;
        }
        return seen;
    }

    private Observation read(Measurement answers, double share, ReadSoFar before, Instant now) {
        return read(
                answers.canary(),
                answers.stable(),
                share,
                before.routedAt(),
                before.usedUntil(),
                now,
                before.rateDecimals());
    }

    /**
     * Reads one span of time, without anything before it.
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
        return read(canary, stable, share, canaryFrom, usedUntil, now, 0);
    }

    private Observation read(
            Optional<MetricAnswer> canary,
            Optional<MetricAnswer> stable,
            double share,
            Instant canaryFrom,
            Instant usedUntil,
            Instant now,
            int decimalsBefore) {
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
            int decimals = Math.max(
                    decimalsBefore,
                    Math.max(decimals(answer), stable.map(this::decimals).orElse(0)));
            Arm mine = arm("canary", answer, decimals);
            Optional<Arm> theirs =
                    stable.isPresent() ? Optional.of(arm("stable", stable.get(), decimals)) : Optional.empty();
            if (theirs.isPresent() && isEmpty(mine) && isEmpty(theirs.get())) {
                throw new Unusable(Defect.EMPTY, "no conversations on either arm since " + answer.from());
            }
            return new Window(
                    answer.from(),
                    answer.to(),
                    share,
                    mine,
                    theirs,
                    Optional.empty(),
                    Optional.of(decimals).filter(some -> some > 0));
        } catch (Unusable e) {
            return new Refused(now, e.defect, e.why);
        }
    }

    /**
     * Returns the conversations at the beginning of a span, by which it is longer than another that ends with it. A platform that
     * counts back from now shows earlier hours so.
     *
     * @param shorter the answer about the end of the span; without conversations if nothing is taken off
     * @param all answers of the platform, whose rates show its decimals
     * @return empty if there are none, an answer cannot be used, or rounding leaves more than half of the errors open
     */
    public Optional<StableReference.CountedSpan> before(
            MetricAnswer longer, MetricAnswer shorter, List<MetricAnswer> all) {
        try {
            int decimals = Stream.concat(all.stream(), Stream.of(longer, shorter))
                    .mapToInt(this::decimals)
                    .max()
                    .orElse(0);
            long whole = count(longer);
            long rest = count(shorter);
            Optional<Errors> ofWhole = total(longer, whole, decimals);
            Optional<Errors> ofRest = total(shorter, rest, decimals);
            if (ofWhole.isEmpty()
                    || ofRest.isEmpty()
                    || whole <= rest
                    || !longer.from().isBefore(shorter.from())) {
                return Optional.empty();
            }
            long least = Math.max(0, ofWhole.get().least() - ofRest.get().most());
            long most =
                    Math.min(whole - rest, ofWhole.get().most() - ofRest.get().least());
            double expected = (double) ofWhole.get().most() / whole * (whole - rest);
            return most < least || most - least > Math.max(1, expected / 2)
                    ? Optional.empty()
                    : Optional.of(new StableReference.CountedSpan(
                            longer.from(), shorter.from(), whole - rest, new Errors(least, most)));
        } catch (Unusable e) {
            return Optional.empty();
        }
    }

    private static long count(MetricAnswer answer) throws Unusable {
        double count = answer.conversations().orElse(0.0);
        inRange("conversations", count, 0, Integer.MAX_VALUE);
        if (count != Math.rint(count)) {
            throw new Unusable(Defect.INCONSISTENT, count + " conversations");
        }
        return (long) count;
    }

    private Optional<Errors> total(MetricAnswer answer, long conversations, int decimals) throws Unusable {
        return conversations == 0
                ? Optional.of(new Errors(0, 0))
                : answer.errorRate().isPresent()
                        ? errors("stable", answer.errorRate().get(), conversations, decimals)
                        : Optional.empty();
    }

    private static boolean isEmpty(Arm arm) {
        return arm.isCounted() && arm.conversations() == 0;
    }

    /** Returns the decimals of a rate; 0 of none and of all, which are so with any number of decimals. */
    private int decimals(MetricAnswer answer) {
        return answer.errorRate()
                .filter(rate -> rate > 0 && rate < rateScale().orElse(1))
                .map(rate -> Math.min(
                        FINEST,
                        Math.max(
                                0,
                                new BigDecimal(Double.toString(rate))
                                        .stripTrailingZeros()
                                        .scale())))
                .orElse(0);
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

    private Arm arm(String name, MetricAnswer answer, int decimals) throws Unusable {
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
                ? errors(name, answer.errorRate().get(), conversations, decimals)
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
                answer.errorRate().filter(each -> errors.isEmpty()).map(this::share));
    }

    private Arm uncounted(String name, MetricAnswer answer) throws Unusable {
        Optional<Double> rate = answer.errorRate();
        if (rate.isEmpty()
                && (errorRateNeeded()
                        || answer.satisfaction().or(answer::latencyMillis).isEmpty())) {
            throw new Unusable(Defect.ABSENT, "no error rate of " + name);
        }
        if (rate.isPresent()) {
            checkRate(name, rate.get());
        }
        return new Arm(
                0,
                Optional.empty(),
                mean(name + " satisfaction", answer.satisfaction(), satisfactionFrom(), satisfactionTo()),
                mean(name + " latency", answer.latencyMillis(), 0, latencyTo()).filter(each -> each > 0),
                rate.map(this::share));
    }

    private double share(double rate) {
        return rate / rateScale().orElse(1);
    }

    private void checkRate(String name, double rate) throws Unusable {
        int scale = rateScale().orElse(1);
        if (scale == 1 && rate > 1 && rate <= PERCENT) {
            throw new Unusable(
                    Defect.OTHER_SCALE,
                    "the error rate of " + name + " is " + rate
                            + ". If the platform states percentages, set rateScale to 100;"
                            + " those up to 1 were read as rates");
        }
        inRange(name + " error rate", rate, 0, scale);
    }

    /**
     * Returns the errors that make a rate; empty if no count does, and the rate suffices. Where no count makes it at this number
     * of decimals, the platform rounds otherwise, and the counts on both sides of it are possible.
     */
    private Optional<Errors> errors(String name, double rate, long conversations, int decimals) throws Unusable {
        checkRate(name, rate);
        double errors = share(rate) * conversations;
        int finest = rateDecimals().orElse(decimals == 0 ? FINEST : decimals);
        double step = StrictMath.pow(10, -finest) / rateScale().orElse(1);
        double slack = 0.5 * step * conversations + DUST * Math.max(1, errors);
        long least = Math.max(0, (long) Math.ceil(errors - slack));
        long most = Math.min(conversations, (long) Math.floor(errors + slack));
        if (least <= most) {
            return Optional.of(new Errors(least, most));
        }
        return ratesSuffice()
                ? Optional.empty()
                : Optional.of(new Errors(Math.max(0, (long) Math.floor(errors - slack)), Math.min(conversations, (long)
                        Math.ceil(errors + slack))));
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
