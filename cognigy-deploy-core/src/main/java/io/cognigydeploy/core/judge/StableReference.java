package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Errors;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * The errors of the stable version in spans of time before a canary. They are for a platform that measures the canary alone. Stable's rate in the hours of the watch is taken for one more of the rates of these spans.
 *
 * <p>The logarithms of the odds are taken for normal. Their variance is that between the spans, and at least that of chance. From
 * it follow the interval of the mean by Student's t-distribution, and the bound of one more value (Hahn and Meeker, Statistical
 * Intervals, 1991). In simulations of log-normal and gamma rates with a coefficient of variation of up to 0.6, the bound of 2.5 %
 * was exceeded in at most 2.6 %. A trend, or a change of the traffic since then, is in none of the figures.
 *
 * @param spans at least three, the latest first
 */
public record StableReference(Basis basis, List<CountedSpan> spans) {

    /** The relations of the spans to the hours of the watch. */
    public enum Basis {
        /** The same hours of earlier days. */
        EARLIER_DAYS,
        /** The last hours before the start, where the platform keeps too few days. */
        LAST_HOURS
    }

    /**
     * The counts of one span.
     *
     * @param errors the number of failed conversations; a range where a rounded rate leaves a choice
     */
    public record CountedSpan(Instant from, Instant to, long conversations, Errors errors) {

        /** Checks the counts. */
        public CountedSpan {
            Checks.atLeast("conversations", conversations, 1);
            Checks.that(errors.most() <= conversations, "errors", "at most " + conversations, errors.most());
        }

        private double failed() {
            return Dispersion.middle(errors.least(), errors.most());
        }

        /** Returns the logarithm of the odds, corrected for small counts (Haldane, 1956). */
        private double logOdds() {
            return StrictMath.log((failed() + 0.5) / (conversations - failed() + 0.5));
        }

        private double variance() {
            return 1 / (failed() + 0.5) + 1 / (conversations - failed() + 0.5);
        }
    }

    private static final int FEWEST = 3;
    private static final long FEWEST_CONVERSATIONS = 50;
    private static final double CONFIDENCE = 0.95;
    private static final int BISECTIONS = 200;

    /** Checks that there are enough spans. */
    public StableReference {
        spans = List.copyOf(spans);
        Checks.atLeast("the number of spans", spans.size(), FEWEST);
    }

    /** Returns the reference from the spans of at least 50 conversations; empty if fewer than three have them. */
    public static Optional<StableReference> of(Basis basis, List<CountedSpan> read) {
        List<CountedSpan> usable = read.stream()
                .filter(span -> span.conversations() >= FEWEST_CONVERSATIONS)
                .toList();
        return usable.size() < FEWEST ? Optional.empty() : Optional.of(new StableReference(basis, usable));
    }

    /** Returns the typical error rate, the one of the mean logarithm of the odds, with its interval of 95 %. */
    public Interval rate() {
        double mean = mean();
        double width = t((1 - CONFIDENCE) / 2) * StrictMath.sqrt(variance() / spans.size());
        return new Interval(rate(mean), rate(mean - width), rate(mean + width), CONFIDENCE);
    }

    /**
     * Returns the error rate that stable exceeds in one more such span with this chance.
     *
     * @param chance between 0 and 0.5
     */
    public double exceededWith(double chance) {
        Checks.that(chance > 0 && chance < 0.5, "chance", "between 0 and 0.5", chance);
        return rate(mean() + t(chance) * StrictMath.sqrt(variance() * (1 + 1.0 / spans.size())));
    }

    /** Returns how much the rates of the spans vary: the standard deviation of the logarithms of their odds, chance included. */
    public double variation() {
        return StrictMath.sqrt(variance());
    }

    /** Returns the conversations of all spans together. */
    public long conversations() {
        return spans.stream().mapToLong(CountedSpan::conversations).sum();
    }

    /** Returns the reference in words, such as {@code 0.51 % (0.44 to 0.58) in the same hours of 10 earlier days}. */
    public String describe() {
        Interval rate = rate();
        return String.format(
                Locale.ROOT,
                "%.2g %% (%.2g to %.2g) in %s",
                100 * rate.estimate(),
                100 * rate.low().orElseThrow(),
                100 * rate.high().orElseThrow(),
                where());
    }

    /** Returns the spans in words. */
    String where() {
        return basis == Basis.EARLIER_DAYS
                ? "the same hours of " + spans.size() + " earlier days"
                : "the last " + spans.size() + " spans before the start";
    }

    private double mean() {
        return spans.stream().mapToDouble(CountedSpan::logOdds).sum() / spans.size();
    }

    private double variance() {
        double mean = mean();
        double squares = 0;
        double chance = 0;
        for (CountedSpan span : spans) {
            squares += (span.logOdds() - mean) * (span.logOdds() - mean);
            chance += span.variance();
        }
        return Math.max(squares / (spans.size() - 1), chance / spans.size());
    }

    /** Returns the quantile of Student's t-distribution that is exceeded with a chance. */
    private double t(double chance) {
        double degrees = spans.size() - 1.0;
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (RegularizedBeta.value(middle, degrees / 2, 0.5) < 2 * chance) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return StrictMath.sqrt(degrees * (1 - high) / high);
    }

    private static double rate(double logOdds) {
        return 1 / (1 + StrictMath.exp(-logOdds));
    }
}
