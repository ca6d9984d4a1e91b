package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.judge.Observation.Defect;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowReaderTest {

    private static final Instant END = START.plusSeconds(60);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final MetricAnswer STABLE = answer(950.0, 0.0211);
    private static final MetricAnswer NOTHING = since(0, 0, Optional.empty());

    private static MetricAnswer answer(Double conversations, Double rate) {
        return new MetricAnswer(
                START, END, Optional.of(conversations), Optional.of(rate), Optional.of(4.1), Optional.of(900.0));
    }

    private static Observation read(WindowReader reader, MetricAnswer canary) {
        return reader.read(Optional.of(canary), Optional.of(STABLE), 5, START, START, END);
    }

    private static Observation read(MetricAnswer canary) {
        return read(WindowReader.defaults(), canary);
    }

    private static Defect defect(Observation observation) {
        assertThat(observation).isInstanceOf(Refused.class);
        return ((Refused) observation).defect();
    }

    @Test
    void counts_are_rate_times_conversations() {
        Window window = (Window) read(answer(50.0, 0.06));
        assertThat(window.canary().errors()).contains(new Errors(3, 3));
        assertThat(window.stable().orElseThrow().errors()).contains(new Errors(20, 20));
        assertThat(window.rateDecimals()).contains(4);
        assertThat(window.canary().satisfaction()).contains(4.1);
        assertThat(((Window) read(answer(38.0, 0.0263))).canary().errors()).contains(new Errors(1, 1));
        assertThat(((Window) read(answer(3.0, 1.0 / 3))).canary().errors()).contains(new Errors(1, 1));
    }

    @Test
    void what_rounding_leaves_open_is_kept() {
        WindowReader rough = WindowReader.builder().rateDecimals(2).build();
        assertThat(((Window) read(rough, answer(400.0, 0.03))).canary().errors())
                .contains(new Errors(10, 14));
        assertThat(((Window) read(rough, answer(400.0, 0.0))).canary().errors()).contains(new Errors(0, 2));
        assertThat(((Window) read(rough, answer(400.0, 1.0))).canary().errors()).contains(new Errors(398, 400));
    }

    @Test
    void a_rate_that_no_count_makes_leaves_those_on_both_sides() {
        WindowReader cutsOff = WindowReader.builder().rateDecimals(2).build();
        // 1 of 3, cut off and not rounded.
        assertThat(((Window) read(cutsOff, answer(300.0, 0.33))).canary().errors())
                .contains(new Errors(98, 100));
        assertThat(((Window) read(answer(50.0, 0.0511))).canary().errors()).contains(new Errors(2, 3));
    }

    private static MetricAnswer since(int minutes, double conversations, Optional<Double> rate) {
        return new MetricAnswer(
                END.minus(MINUTE.multipliedBy(minutes)),
                END,
                Optional.of(conversations),
                rate,
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<StableReference.CountedSpan> before(MetricAnswer longer, MetricAnswer shorter) {
        return WindowReader.defaults().before(longer, shorter, List.of());
    }

    @Test
    void the_beginning_of_a_span_is_what_a_shorter_one_has_not() {
        MetricAnswer day = since(1440, 144_000, Optional.of(740.0 / 144_000));
        MetricAnswer rest = since(1380, 138_000, Optional.of(709.0 / 138_000));

        assertThat(before(day, rest))
                .contains(new StableReference.CountedSpan(
                        END.minus(Duration.ofDays(1)), END.minus(Duration.ofHours(23)), 6000, new Errors(31, 31)));
        assertThat(before(rest, NOTHING).orElseThrow().errors()).isEqualTo(new Errors(709, 709));
        // More than a window of a watch may have.
        assertThat(before(since(40_320, 4_032_000, Optional.of(0.0050123)), NOTHING)
                        .orElseThrow()
                        .conversations())
                .isEqualTo(4_032_000);
    }

    @Test
    void the_beginning_of_a_span_keeps_what_rounding_leaves_open_up_to_half_of_its_errors() {
        MetricAnswer hours = since(120, 12_000, Optional.of(0.0305));

        assertThat(before(hours, since(60, 6000, Optional.of(0.0301)))
                        .orElseThrow()
                        .errors())
                .isEqualTo(new Errors(185, 186));
        assertThat(before(since(1440, 144_000, Optional.of(0.0051)), since(1380, 138_000, Optional.of(0.0052))))
                .isEmpty();
    }

    @Test
    void other_answers_show_that_a_rate_with_few_decimals_is_not_rounded() {
        MetricAnswer longer = since(1440, 144_000, Optional.of(0.005));
        MetricAnswer shorter = since(1380, 138_000, Optional.of(0.005));

        assertThat(before(longer, shorter)).isEmpty();
        assertThat(WindowReader.defaults()
                        .before(longer, shorter, List.of(since(60, 6001, Optional.of(31.0 / 6001))))
                        .orElseThrow()
                        .errors())
                .isEqualTo(new Errors(30, 30));
    }

    @Test
    void a_span_of_an_answer_that_cannot_be_used_has_no_beginning() {
        MetricAnswer hour = since(60, 600, Optional.of(0.01));

        assertThat(before(hour, hour)).isEmpty();
        assertThat(before(hour, since(30, 700, Optional.of(0.01)))).isEmpty();
        assertThat(before(since(60, 600, Optional.empty()), NOTHING)).isEmpty();
        assertThat(before(since(60, 600, Optional.of(3.1)), NOTHING)).isEmpty();
        assertThat(before(since(60, 600, Optional.of(Double.NaN)), NOTHING)).isEmpty();
        assertThat(before(since(60, 600.5, Optional.of(0.01)), NOTHING)).isEmpty();
        assertThat(before(since(60, 0, Optional.empty()), NOTHING)).isEmpty();
    }

    @Test
    void decimals_are_the_most_of_both_arms_so_far() {
        MetricAnswer none = answer(400.0, 0.0);
        MetricAnswer tenth = answer(400.0, 0.1);
        WindowReader reader = WindowReader.defaults();
        ReadSoFar start = ReadSoFar.since(START);
        Window zero = (Window) reader.look(
                (from, to) -> new WindowReader.Measurement(Optional.of(none), Optional.of(none)),
                5,
                start,
                MINUTE,
                END);
        Window rough = (Window) reader.look(
                (from, to) -> new WindowReader.Measurement(Optional.of(none), Optional.of(tenth)),
                5,
                start,
                MINUTE,
                END);
        assertThat(zero.canary().errors()).contains(new Errors(0, 0));
        assertThat(zero.rateDecimals()).isEmpty();
        assertThat(rough.canary().errors()).contains(new Errors(0, 20));
        assertThat(rough.stable().orElseThrow().errors()).contains(new Errors(20, 60));
        ReadSoFar finer = new ReadSoFar(START, START, 3, Duration.ZERO);
        Window fine = (Window) reader.look(
                (from, to) -> new WindowReader.Measurement(Optional.of(none), Optional.of(tenth)),
                5,
                finer,
                MINUTE,
                END);
        assertThat(fine.stable().orElseThrow().errors()).contains(new Errors(40, 40));
        assertThat(start.with(rough, END, MINUTE).rateDecimals()).isEqualTo(1);
        assertThat(finer.with(rough, END, MINUTE).rateDecimals()).isEqualTo(3);
    }

    @Test
    void percentages_are_read_on_their_scale() {
        WindowReader percent = WindowReader.builder().rateScale(100).build();
        Window window = (Window)
                percent.read(Optional.of(answer(400.0, 3.25)), Optional.of(answer(400.0, 0.5)), 5, START, START, END);
        assertThat(window.canary().errors()).contains(new Errors(13, 13));
        assertThat(window.stable().orElseThrow().errors()).contains(new Errors(2, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WindowReader.builder().rateScale(10).build())
                .withMessageContaining("rateScale must be 1 or 100");
    }

    @Test
    void a_rate_of_another_scale_decides_nothing_and_is_named() {
        Judgement trial = Judge.sequential().begin();
        trial.add(Given.window(0, 60, 0, 940, 470));
        assertThat(trial.add(Given.window(1, 60, 0, 940, 470))).isEqualTo(CanaryVerdict.Call.PROMOTE);
        Observation percent = WindowReader.defaults()
                .read(Optional.of(at(2, 20.0, 5.0)), Optional.of(at(2, 380.0, 0.5)), 5, START, START, Given.minute(3));

        assertThat(trial.add(percent)).isEqualTo(CanaryVerdict.Call.CONTINUE);
        assertThat(trial.verdict().reason()).contains("rateScale");
        assertThat(trial.verdictAtEnd().call()).isEqualTo(CanaryVerdict.Call.UNDECIDED);
    }

    private static MetricAnswer at(int minute, Double conversations, Double rate) {
        return new MetricAnswer(
                Given.minute(minute),
                Given.minute(minute + 1),
                Optional.of(conversations),
                Optional.of(rate),
                Optional.empty(),
                Optional.empty());
    }

    /** Answers with one conversation a second on each arm, as far as they are complete. */
    private static WindowReader.Measurement talking(Instant from, Instant to, Instant begun, Instant complete) {
        Instant first = from.isAfter(begun) ? from : begun;
        Instant last = to.isBefore(complete) ? to : complete;
        MetricAnswer answer = new MetricAnswer(
                from,
                to,
                Optional.of((double) Math.max(0, Duration.between(first, last).toSeconds())),
                Optional.of(0.0),
                Optional.empty(),
                Optional.empty());
        return new WindowReader.Measurement(Optional.of(answer), Optional.of(answer));
    }

    private static ReadSoFar readEachMinute(
            WindowReader reader, Instant begun, Duration late, int minutes, long[] used) {
        ReadSoFar read = ReadSoFar.since(START);
        for (int i = 1; i <= minutes; i++) {
            Instant now = Given.minute(i);
            Observation seen =
                    reader.look((from, to) -> talking(from, to, begun, now.minus(late)), 50, read, MINUTE, now);
            read = read.with(seen, now, MINUTE);
            if (seen instanceof Window window) {
                used[0] += window.canary().conversations();
            } else {
                assertThat(defect(seen)).isEqualTo(Defect.EMPTY);
            }
        }
        return read;
    }

    @Test
    void metrics_that_are_late_are_awaited_and_none_is_lost() {
        long[] used = {0};
        ReadSoFar read = readEachMinute(WindowReader.defaults(), START, Duration.ofMinutes(2), 30, used);

        assertThat(read.delay()).isEqualTo(Duration.ofMinutes(2));
        assertThat(used[0]).isEqualTo(28 * 60);
    }

    @Test
    void a_delay_may_be_set() {
        long[] used = {0};
        WindowReader reader =
                WindowReader.builder().metricsDelay(Duration.ofMinutes(3)).build();
        ReadSoFar read = readEachMinute(reader, START, Duration.ofMinutes(2), 30, used);

        assertThat(read.usedUntil()).isEqualTo(Given.minute(27));
        assertThat(used[0]).isEqualTo(27 * 60);
    }

    @Test
    void minutes_in_which_nobody_talked_are_no_delay() {
        long[] used = {0};
        ReadSoFar read = readEachMinute(WindowReader.defaults(), Given.minute(4), Duration.ZERO, 9, used);

        assertThat(read.delay()).isZero();
        assertThat(read.usedUntil()).isEqualTo(Given.minute(9));
        assertThat(used[0]).isEqualTo(5 * 60);
    }

    @Test
    void a_source_that_stays_empty_is_an_outage() {
        CanaryWatch watch =
                CanaryWatch.begin(WatchOptions.builder().afterOutage(Policy.ASK).build(), START);
        CanaryWatch.Action last = CanaryWatch.Action.WAIT;
        for (int i = 1; i <= 11; i++) {
            Instant now = Given.minute(i);
            last = watch.observe(WindowReader.defaults()
                            .look(
                                    (from, to) -> talking(from, to, Instant.MAX, now),
                                    50,
                                    ReadSoFar.since(START),
                                    MINUTE,
                                    now))
                    .action();
        }
        assertThat(last).isEqualTo(CanaryWatch.Action.ASK);
    }

    @ParameterizedTest
    @CsvSource({
        "50, -0.02, OUT_OF_RANGE",
        "50, 1.02, OTHER_SCALE",
        "50, 100.5, OUT_OF_RANGE",
        "50, NaN, NOT_A_NUMBER",
        "50, Infinity, OUT_OF_RANGE",
        "NaN, 0.02, NOT_A_NUMBER",
        "-1, 0.02, OUT_OF_RANGE",
        "12.5, 0.08, INCONSISTENT",
        "1e300, 0.02, OUT_OF_RANGE"
    })
    void impossible_values_are_refused(double conversations, double rate, Defect expected) {
        assertThat(defect(read(answer(conversations, rate)))).isEqualTo(expected);
    }

    @Test
    void a_rate_over_no_conversations_is_no_error() {
        assertThat(((Window) read(answer(0.0, 0.5))).canary().errors()).contains(new Errors(0, 0));
    }

    @Test
    void impossible_means_are_refused() {
        Optional<Double> n = Optional.of(50.0);
        Optional<Double> rate = Optional.of(0.02);
        assertThat(defect(read(new MetricAnswer(START, END, n, rate, Optional.of(5.1), Optional.empty()))))
                .isEqualTo(Defect.OUT_OF_RANGE);
        assertThat(defect(read(new MetricAnswer(START, END, n, rate, Optional.of(Double.NaN), Optional.empty()))))
                .isEqualTo(Defect.NOT_A_NUMBER);
        assertThat(defect(read(new MetricAnswer(START, END, n, rate, Optional.empty(), Optional.of(-1.0)))))
                .isEqualTo(Defect.OUT_OF_RANGE);
    }

    @Test
    void absent_is_neither_good_nor_bad() {
        WindowReader reader = WindowReader.defaults();
        Optional<Double> none = Optional.empty();
        assertThat(defect(read(new MetricAnswer(START, END, none, Optional.of(0.0), none, none))))
                .isEqualTo(Defect.ABSENT);
        assertThat(defect(read(new MetricAnswer(START, END, Optional.of(9.0), none, none, none))))
                .isEqualTo(Defect.ABSENT);
        assertThat(defect(reader.read(Optional.empty(), Optional.of(STABLE), 5, START, START, END)))
                .isEqualTo(Defect.ABSENT);
        assertThat(defect(reader.read(Optional.of(STABLE), Optional.empty(), 5, START, START, END)))
                .isEqualTo(Defect.ABSENT);
        assertThat(WindowReader.builder()
                        .stableNeeded(false)
                        .build()
                        .read(Optional.of(STABLE), Optional.empty(), 5, START, START, END))
                .isInstanceOf(Window.class);
    }

    @Test
    void spans_are_checked() {
        WindowReader reader = WindowReader.defaults();
        MetricAnswer good = answer(50.0, 0.02);
        Optional<MetricAnswer> both = Optional.of(good);
        assertThat(defect(reader.read(both, both, 5, START.plusSeconds(1), START, END)))
                .isEqualTo(Defect.BEFORE_CANARY);
        assertThat(defect(reader.read(both, both, 5, START, START.plusSeconds(30), END)))
                .isEqualTo(Defect.OVERLAPPING);
        assertThat(defect(reader.read(both, both, 5, START, START, END.plus(Duration.ofMinutes(11)))))
                .isEqualTo(Defect.STALE);
        assertThat(defect(reader.read(both, both, 5, START, START, START))).isEqualTo(Defect.OUT_OF_RANGE);
        assertThat(defect(reader.read(both, both, Double.NaN, START, START, END)))
                .isEqualTo(Defect.OUT_OF_RANGE);
        MetricAnswer backwards =
                new MetricAnswer(END, START, Optional.of(5.0), Optional.of(0.0), Optional.empty(), Optional.empty());
        assertThat(defect(read(backwards))).isEqualTo(Defect.OUT_OF_RANGE);
        MetricAnswer longer = new MetricAnswer(
                START, END.plusSeconds(1), Optional.of(5.0), Optional.of(0.0), Optional.empty(), Optional.empty());
        assertThat(defect(reader.read(both, Optional.of(longer), 5, START, START, END)))
                .isEqualTo(Defect.INCONSISTENT);
        MetricAnswer forever = new MetricAnswer(
                Instant.MIN, Instant.MAX, Optional.of(5.0), Optional.of(0.0), Optional.empty(), Optional.empty());
        assertThat(defect(read(forever))).isEqualTo(Defect.OUT_OF_RANGE);
    }

    @Test
    void settings_that_make_no_sense_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WindowReader.builder().rateDecimals(-1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> WindowReader.builder().satisfactionTo(Double.NaN).build());
    }
}
