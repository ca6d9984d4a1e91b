package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each option of a reader, at the value from which an answer is refused, and what it makes of the answers before. */
class EveryReaderOptionTest {

    private static final Instant END = Given.minute(1);
    private static final Optional<Double> NONE = Optional.empty();

    private static MetricAnswer answer(
            Optional<Double> conversations, Optional<Double> rate, Optional<Double> rating, Optional<Double> latency) {
        return new MetricAnswer(START, END, conversations, rate, rating, latency);
    }

    private static MetricAnswer counted(double conversations, double rate) {
        return answer(Optional.of(conversations), Optional.of(rate), NONE, NONE);
    }

    private static MetricAnswer means(double rating, double latency) {
        return answer(Optional.of(50.0), Optional.of(0.02), Optional.of(rating), Optional.of(latency));
    }

    private static Observation read(WindowReader reader, MetricAnswer canary, Instant now) {
        return reader.read(Optional.of(canary), Optional.of(counted(950, 0.02)), 5, START, START, now);
    }

    private static Observation read(WindowReader.Builder reader, MetricAnswer canary) {
        return read(reader.build(), canary, END);
    }

    private static Window window(Observation seen) {
        assertThat(seen).isInstanceOf(Window.class);
        return (Window) seen;
    }

    private static String refusal(Observation seen) {
        assertThat(seen).isInstanceOf(Refused.class);
        return ((Refused) seen).defect() + ": " + ((Refused) seen).why();
    }

    private static Errors errors(WindowReader.Builder reader, double conversations, double rate) {
        return window(read(reader, counted(conversations, rate)))
                .canary()
                .errors()
                .orElseThrow();
    }

    /**
     * The counts k of n whose rate k/n, rounded to the decimals, is the answer. They were found by trying every count, in Python
     * with its exact fractions.
     */
    @ParameterizedTest
    @CsvSource({
        "2, 1, 400, 0.03, 10, 14",
        "2, 1, 1000, 0.03, 25, 35",
        "3, 1, 1000, 0.031, 31, 31",
        "3, 1, 5000, 0.031, 153, 157",
        "1, 1, 7, 0.4, 3, 3",
        "0, 1, 3, 1, 2, 3",
        "0, 100, 400, 3, 10, 14",
        "1, 100, 400, 3.2, 13, 13",
        "1, 100, 4000, 3.2, 126, 130",
        "15, 1, 3, 0.333333333333333, 1, 1"
    })
    void a_rounded_rate_leaves_the_counts_that_round_to_it(
            int decimals, int scale, double conversations, double rate, long least, long most) {
        assertThat(errors(WindowReader.builder().rateDecimals(decimals).rateScale(scale), conversations, rate))
                .isEqualTo(new Errors(least, most));
    }

    @Test
    void the_scale_ends_at_one_or_at_a_hundred() {
        assertThat(errors(WindowReader.builder(), 50, 1)).isEqualTo(new Errors(50, 50));
        assertThat(errors(WindowReader.builder().rateScale(100), 50, 100)).isEqualTo(new Errors(50, 50));
        assertThat(errors(WindowReader.builder().rateScale(100), 50, 1)).isEqualTo(new Errors(0, 1));
        assertThat(refusal(read(WindowReader.builder().rateScale(100), counted(50, 100.1))))
                .isEqualTo("OUT_OF_RANGE: canary error rate is 100.1");
        assertThat(refusal(read(WindowReader.builder(), counted(50, 100))))
                .startsWith("OTHER_SCALE: the error rate of canary is 100.0. If the platform states percentages");
        assertThat(refusal(read(WindowReader.builder(), counted(50, 100.1)))).startsWith("OUT_OF_RANGE");
    }

    @Test
    void a_window_is_read_until_it_is_too_old() {
        WindowReader reader =
                WindowReader.builder().maxAge(Duration.ofMinutes(4)).build();

        assertThat(read(reader, counted(50, 0.02), Given.minute(5))).isInstanceOf(Window.class);
        assertThat(refusal(read(reader, counted(50, 0.02), Given.minute(5).plusNanos(1))))
                .isEqualTo("STALE: the span ended " + END + ", more than PT4M ago");
    }

    @Test
    void a_clock_may_run_ahead_by_its_skew() {
        WindowReader reader =
                WindowReader.builder().clockSkew(Duration.ofSeconds(9)).build();

        assertThat(read(reader, counted(50, 0.02), END.minusSeconds(9))).isInstanceOf(Window.class);
        assertThat(refusal(read(reader, counted(50, 0.02), END.minusSeconds(9).minusNanos(1))))
                .isEqualTo("OUT_OF_RANGE: a span that ends in the future, " + END);
    }

    @Test
    void means_end_at_the_bounds_of_their_scale() {
        WindowReader.Builder reader =
                WindowReader.builder().satisfactionFrom(1).satisfactionTo(7).latencyTo(2000);

        assertThat(window(read(reader, means(7, 2000))).canary().satisfaction()).contains(7.0);
        assertThat(window(read(reader, means(1, 2000))).canary().latencyMillis())
                .contains(2000.0);
        assertThat(refusal(read(reader, means(7.01, 900)))).isEqualTo("OUT_OF_RANGE: canary satisfaction is 7.01");
        assertThat(refusal(read(reader, means(0.99, 900)))).isEqualTo("OUT_OF_RANGE: canary satisfaction is 0.99");
        assertThat(refusal(read(reader, means(4, 2001)))).isEqualTo("OUT_OF_RANGE: canary latency is 2001.0");
        // A mean of zero milliseconds, or over no conversations, is none.
        assertThat(window(read(reader, means(4, 0))).canary().latencyMillis()).isEmpty();
        Window empty =
                window(read(reader, answer(Optional.of(0.0), Optional.of(0.0), Optional.of(4.0), Optional.of(900.0))));
        assertThat(empty.canary().satisfaction()).isEmpty();
        assertThat(empty.canary().latencyMillis()).isEmpty();
    }

    @Test
    void error_rates_may_be_absent_where_they_are_not_needed() {
        MetricAnswer rated = answer(Optional.of(50.0), NONE, Optional.of(4.0), NONE);

        assertThat(refusal(read(WindowReader.builder(), rated))).isEqualTo("ABSENT: no error rate of canary");
        Window taken = window(read(WindowReader.builder().errorRateNeeded(false), rated));
        assertThat(taken.canary().errors()).isEmpty();
        assertThat(taken.canary().conversations()).isEqualTo(50);
        assertThat(taken.canary().satisfaction()).contains(4.0);
        // None of no conversations failed.
        assertThat(window(read(WindowReader.builder(), answer(Optional.of(0.0), NONE, NONE, NONE)))
                        .canary()
                        .errors())
                .contains(new Errors(0, 0));
    }

    @Test
    void rates_may_suffice() {
        WindowReader.Builder reader = WindowReader.builder().ratesSuffice(true);
        MetricAnswer rate = answer(NONE, Optional.of(0.25), Optional.of(4.0), Optional.of(900.0));

        assertThat(refusal(read(WindowReader.builder(), rate)))
                .isEqualTo("ABSENT: no count of conversations of canary");
        Window taken = window(read(reader, rate));
        assertThat(taken.canary().isCounted()).isFalse();
        assertThat(taken.canary().errorRate()).contains(0.25);
        assertThat(taken.canary().satisfaction()).contains(4.0);
        assertThat(taken.canary().latencyMillis()).contains(900.0);
        assertThat(window(read(reader.rateScale(100), rate)).canary().errorRate())
                .contains(0.0025);
        assertThat(refusal(read(reader.rateScale(1), answer(NONE, Optional.of(-0.1), NONE, NONE))))
                .startsWith("OUT_OF_RANGE");
        assertThat(refusal(read(reader, answer(NONE, NONE, Optional.of(4.0), NONE))))
                .isEqualTo("ABSENT: no error rate of canary");
        assertThat(window(read(reader.errorRateNeeded(false), answer(NONE, NONE, NONE, Optional.of(0.0))))
                        .canary()
                        .latencyMillis())
                .isEmpty();
        assertThat(refusal(read(reader, answer(NONE, NONE, NONE, NONE)))).startsWith("ABSENT");
        // No count of 50 makes 5.11 %, so the rate is kept as it is.
        assertThat(window(read(reader, counted(50, 0.0511))).canary().errorRate())
                .contains(0.0511);
        assertThat(window(read(reader, counted(50, 0.0511))).canary().errors()).isEmpty();
        assertThat(window(read(reader, counted(50, 0.06))).canary().errorRate()).isEmpty();
    }

    @Test
    void windows_are_of_both_arms_and_have_their_share() {
        WindowReader reader = WindowReader.defaults();
        Optional<MetricAnswer> some = Optional.of(counted(50, 0.02));
        Optional<MetricAnswer> none = Optional.of(counted(0, 0));

        assertThat(window(reader.read(some, some, 0, START, START, END)).share())
                .isZero();
        assertThat(window(reader.read(some, some, 100, START, START, END)).share())
                .isEqualTo(100);
        assertThat(refusal(reader.read(some, some, 100.5, START, START, END)))
                .isEqualTo("OUT_OF_RANGE: a share of 100.5 percent");
        assertThat(refusal(reader.read(some, some, -1, START, START, END))).startsWith("OUT_OF_RANGE: a share");
        assertThat(refusal(reader.read(none, none, 5, START, START, END)))
                .isEqualTo("EMPTY: no conversations on either arm since " + START);
        assertThat(reader.read(none, some, 5, START, START, END)).isInstanceOf(Window.class);
        assertThat(reader.read(some, none, 5, START, START, END)).isInstanceOf(Window.class);
        WindowReader alone = WindowReader.builder().stableNeeded(false).build();
        assertThat(alone.read(none, Optional.empty(), 5, START, START, END)).isInstanceOf(Window.class);
    }

    /** The spans that a platform is asked for, and what it answers: 10 conversations a minute on both arms. */
    private static Observation look(WindowReader reader, ReadSoFar before, int now, boolean early, List<String> asked) {
        return reader.look(
                (from, to) -> {
                    asked.add(from + " " + to);
                    double minutes = Duration.between(from, to).toMinutes();
                    double count = early || minutes > 2 ? 10 * minutes : 0;
                    MetricAnswer answer = new MetricAnswer(from, to, Optional.of(count), Optional.of(0.0), NONE, NONE);
                    return new WindowReader.Measurement(Optional.of(answer), Optional.of(answer));
                },
                5,
                before,
                Duration.ofMinutes(1),
                Given.minute(now));
    }

    @Test
    void a_long_span_that_is_not_empty_is_read_again_from_its_beginning() {
        List<String> asked = new ArrayList<>();
        WindowReader reader = WindowReader.defaults();

        // One interval and a half is not long yet.
        assertThat(window(look(reader, ReadSoFar.since(START), 1, true, asked)).to())
                .isEqualTo(Given.minute(1));
        assertThat(asked).containsExactly(START + " " + Given.minute(1));
        asked.clear();
        look(reader, ReadSoFar.since(START.plusSeconds(30)), 2, true, asked);
        assertThat(asked).hasSize(1);
        asked.clear();
        assertThat(window(look(reader, ReadSoFar.since(START), 3, true, asked)).to())
                .isEqualTo(Given.minute(1));
        assertThat(asked).containsExactly(START + " " + Given.minute(3), START + " " + Given.minute(1));
        asked.clear();
        assertThat(window(look(reader, ReadSoFar.since(START), 3, false, asked)).to())
                .isEqualTo(Given.minute(3));
        asked.clear();
        // With a delay that is set nothing is learned.
        WindowReader late =
                WindowReader.builder().metricsDelay(Duration.ofMinutes(2)).build();
        assertThat(window(look(late, ReadSoFar.since(START), 5, true, asked)).to())
                .isEqualTo(Given.minute(3));
        assertThat(asked).hasSize(1);
        asked.clear();
        assertThat(refusal(look(late, ReadSoFar.since(START), 2, true, asked)))
                .isEqualTo("EMPTY: no span since " + START + " is complete");
        assertThat(asked).isEmpty();
        // The first interval would be too old to be read.
        assertThat(window(look(reader, ReadSoFar.since(START), 12, true, asked)).to())
                .isEqualTo(Given.minute(12));
        assertThat(asked).hasSize(1);
        asked.clear();
        assertThat(window(look(reader, ReadSoFar.since(START), 11, true, asked)).to())
                .isEqualTo(Given.minute(1));
    }

    @Test
    void what_was_read_determines_the_next_span() {
        ReadSoFar start = ReadSoFar.since(START);
        Window first = Given.window(0, 5, 0, 95, 3);
        Duration minute = Duration.ofMinutes(1);

        assertThat(start.with(first, Given.minute(1), minute).from()).isEqualTo(Given.minute(1));
        assertThat(start.with(first, Given.minute(1), minute).delay()).isZero();
        assertThat(start.with(first, Given.minute(3), minute).delay()).isEqualTo(Duration.ofMinutes(2));
        assertThat(start.with(first, Given.minute(3).minusNanos(1), minute).delay())
                .isEqualTo(minute);
        assertThat(start.with(first, START, minute).delay()).isZero();
        assertThat(start.with(Given.outage(0), Given.minute(1), minute)).isEqualTo(start);
        assertThat(start.with(first, Given.minute(1), minute)
                        .routed(Given.minute(4))
                        .from())
                .isEqualTo(Given.minute(4));
        assertThat(start.with(first, Given.minute(1), minute).routed(START).from())
                .isEqualTo(Given.minute(1));
    }
}
