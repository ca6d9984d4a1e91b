package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultInWordsTest {

    private static Optional<Interval> interval(double estimate, double low, double high) {
        return Optional.of(new Interval(estimate, low, high, 0.95));
    }

    private static String words(
            Metric metric,
            Optional<Interval> canary,
            Optional<Interval> stable,
            Optional<Interval> difference,
            Optional<Double> limit) {
        return new ResultInWords(new MetricResult(metric, "test", 0, 0, canary, stable, difference, "unit"), limit)
                .measured();
    }

    private static String errors(Optional<Interval> canary, Optional<Interval> stable) {
        return words(Metric.ERROR_RATE, canary, stable, Optional.empty(), Optional.empty());
    }

    @Test
    void error_rates_have_two_decimals_below_one_percent_and_one_from_there() {
        assertThat(errors(interval(0.098, 0.0791, 0.1214), interval(0.031, 0.0262, 0.0374)))
                .isEqualTo("Errors: canary 9.8 % (7.9–12.1), stable 3.1 % (2.6–3.7): 3.2 times as many");
        assertThat(errors(interval(0.01, 0.00123, 0.02), interval(0.0099, 0.00456, 0.0201)))
                .isEqualTo("Errors: canary 1.0 % (0.1–2.0), stable 0.99 % (0.46–2.01): 1.01 times as many");
    }

    @Test
    void from_twice_as_many_on_one_decimal_is_enough() {
        assertThat(errors(interval(0.0398, 0, 1), interval(0.02, 0, 1))).endsWith(": 1.99 times as many");
        assertThat(errors(interval(0.0390, 0, 1), interval(0.02, 0, 1))).endsWith(": 1.95 times as many");
        assertThat(errors(interval(0.0404, 0, 1), interval(0.02, 0, 1))).endsWith(": 2 times as many");
        assertThat(errors(interval(0.0456, 0, 1), interval(0.02, 0, 1))).endsWith(": 2.3 times as many");
    }

    @Test
    void a_rate_of_nothing_is_no_divisor() {
        assertThat(errors(interval(0.05, 0.01, 0.2), interval(0, 0, 0.01)))
                .isEqualTo("Errors: canary 5.0 % (1.0–20.0), stable 0.00 % (0.00–1.00): stable has none");
        assertThat(errors(interval(0, 0, 0.2), interval(0, 0, 0.01))).endsWith(": neither has any");
        assertThat(errors(Optional.empty(), Optional.empty()))
                .isEqualTo("Errors: canary unknown, stable unknown: neither has any");
        assertThat(errors(
                        Optional.of(new Interval(0.5, Optional.empty(), Optional.empty(), 0.95)),
                        interval(0.25, 0.1, 0.3)))
                .isEqualTo("Errors: canary 50.0 % (0.0–100.0), stable 25.0 % (10.0–30.0): 2 times as many");
    }

    @Test
    void limits_stand_in_the_unit_of_the_metric() {
        Optional<Interval> none = Optional.empty();
        assertThat(words(Metric.ERROR_RATE, interval(0.098, 0.07, 0.12), none, none, Optional.of(0.055)))
                .isEqualTo("Errors: canary 9.8 % (7.0–12.0), limit 5.5 %");
        assertThat(words(Metric.SATISFACTION, interval(3.216, 3.004, 3.4), none, none, Optional.of(3.5)))
                .isEqualTo("Satisfaction: canary 3.22 (3.00 to 3.40), limit 3.5");
        assertThat(words(Metric.SATISFACTION, none, none, none, Optional.of(3.5)))
                .isEqualTo("Satisfaction: canary unknown, limit 3.5");
        assertThat(words(Metric.LATENCY, none, none, interval(1.5, 1.25, 1.75), Optional.of(1500.0)))
                .isEqualTo("Latency: 1.50 times the limit of 1500 ms (1.25 to 1.75)");
    }

    @Test
    void differences_have_their_interval_or_the_reason_why_not() {
        Optional<Interval> none = Optional.empty();
        assertThat(words(Metric.SATISFACTION, none, none, interval(0.256, 0.1, 0.4), Optional.empty()))
                .isEqualTo("Satisfaction: 0.26 points lower than stable (0.10 to 0.40)");
        assertThat(words(
                        Metric.LATENCY,
                        none,
                        none,
                        Optional.of(new Interval(1.5, Optional.of(1.2), Optional.empty(), 0.95)),
                        Optional.empty()))
                .isEqualTo("Latency: 1.50 times that of stable, too few for an interval");
        assertThat(words(Metric.LATENCY, none, none, interval(1.5, Double.NEGATIVE_INFINITY, 3), Optional.empty()))
                .endsWith("too few for an interval");
        assertThat(words(Metric.LATENCY, none, none, none, Optional.empty())).isEqualTo("Latency: unknown");
        assertThat(words(Metric.SATISFACTION, none, none, none, Optional.empty()))
                .isEqualTo("Satisfaction: unknown");
    }

    /** The logarithms are those of 37.9, 99.4, 123, 2,059 and 1e9. */
    @ParameterizedTest
    @CsvSource({
        "3.634951111, 'under 1 in 37'",
        "4.599152, 'under 1 in 99'",
        "4.812184, 'under 1 in 120'",
        "7.629976, 'under 1 in 2,000'",
        "20.7, 'under 1 in 970,000,000'",
        "20.8, 'under 1 in 1,000,000,000'",
        "1e9, 'under 1 in 1,000,000,000'",
        "NaN, 'under 1 in 1,000,000,000'"
    })
    void a_chance_is_rounded_to_the_safe_side(double logE, String words) {
        assertThat(ResultInWords.chance(logE)).isEqualTo(words);
    }

    @Test
    void e_values_have_three_figures_and_a_bound() {
        assertThat(ResultInWords.eValue(Math.log(37.34))).isEqualTo("37.3");
        assertThat(ResultInWords.eValue(690.7)).isEqualTo("9.27e+299");
        assertThat(ResultInWords.eValue(690.8)).isEqualTo("over 1e+300");
        assertThat(ResultInWords.number(1.50, 2)).isEqualTo("1.5");
        assertThat(ResultInWords.number(1500, 0)).isEqualTo("1500");
        assertThat(ResultInWords.number(100.0, 2)).isEqualTo("100");
    }
}
