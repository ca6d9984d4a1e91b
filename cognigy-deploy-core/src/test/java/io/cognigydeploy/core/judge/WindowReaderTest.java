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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowReaderTest {

    private static final Instant END = START.plusSeconds(60);
    private static final MetricAnswer STABLE = answer(950.0, 0.02);

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
        assertThat(window.stable().orElseThrow().errors()).contains(new Errors(19, 19));
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

    @ParameterizedTest
    @CsvSource({
        "50, 0.05, INCONSISTENT",
        "50, -0.02, OUT_OF_RANGE",
        "50, 1.02, OUT_OF_RANGE",
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
