package io.cognigydeploy.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.core.metric.Figures;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.metric.NamedMetric.Worse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract of sources, kept by one that is right and broken by others in one way each. */
class MetricSourceContractTest {

    private static final Instant FROM = Instant.parse("2026-01-15T12:00:00Z");
    private static final Instant MIDDLE = FROM.plusSeconds(100);
    private static final Instant TO = FROM.plusSeconds(300);
    private static final NamedMetric TURNS = NamedMetric.means("turns", Worse.MORE, 1);

    private final AtomicInteger reads = new AtomicInteger();

    /** A system with two cases a second, one of them a hand-off. */
    private static MetricReading right(NamedMetric metric, Instant from, Instant to) {
        long seconds = Duration.between(from, to).toSeconds();
        boolean isKnown = metric.name().equals("hand-off") || metric.name().equals("turns");
        if (from.isBefore(FROM) || !isKnown) {
            return new Refused(MetricDefect.ABSENT, "no figures");
        }
        Figures figures =
                metric.form() == NamedMetric.Form.COUNTS ? new Counted(seconds, 2 * seconds) : new Averaged(3, seconds);
        return new Measured(from, to, new Figures.Compared(figures, figures));
    }

    private static MetricSourceContract contract(MetricSource source) {
        return MetricSourceContract.of(source, NamedMetric.HAND_OFF, FROM, MIDDLE, TO);
    }

    private static void breaks(MetricSource source, String sentence) {
        assertThat(contract(source).problems())
                .anySatisfy(problem -> assertThat(problem).startsWith(sentence));
    }

    @Test
    void aSourceThatIsRightHasNoProblems() {
        assertThat(contract(MetricSourceContractTest::right).problems()).isEmpty();
        assertThat(MetricSourceContract.of(MetricSourceContractTest::right, TURNS, FROM, MIDDLE, TO)
                        .problems())
                .isEmpty();
    }

    @Test
    void aSourceOfBlocksHasNoProblems() {
        MetricSource blocks = (metric, from, to) ->
                right(metric, from, from.plusSeconds(Duration.between(from, to).toSeconds() / 60 * 60));

        assertThat(contract(blocks).problems()).isEmpty();
    }

    @Test
    void figuresMustBeThere() {
        breaks((metric, from, to) -> new Refused(MetricDefect.STALE, "old"), "The span must have figures, but was ");
    }

    @Test
    void figuresMustNotChange() {
        breaks(
                (metric, from, to) -> right(metric, from, to.minusSeconds(reads.incrementAndGet())),
                "The same span must have the same figures each time");
    }

    @Test
    void noCaseMayCountTwice() {
        breaks(
                (metric, from, to) -> {
                    MetricReading reading = right(metric, from, to.plusSeconds(1));
                    return reading instanceof Measured measured ? new Measured(from, to, measured.all()) : reading;
                },
                "The parts together must have the figures of the whole");
    }

    @Test
    void anEstimateMayDifferByAPart() {
        MetricSource estimate = (metric, from, to) -> {
            MetricReading reading = right(metric, from, to.plusSeconds(1));
            return reading instanceof Measured measured ? new Measured(from, to, measured.all()) : reading;
        };

        assertThat(contract(estimate).estimating(0.01).problems()).isEmpty();
        assertThatThrownBy(() -> contract(estimate).estimating(2)).hasMessage("part must be from 0 to 1, but was 2.0.");
    }

    @Test
    void segmentsAreParts() {
        breaks(
                (metric, from, to) -> right(metric, from, to) instanceof Measured measured
                        ? new Measured(from, to, measured.all(), Map.of("a", measured.all(), "b", measured.all()))
                        : new Refused(MetricDefect.ABSENT, "none"),
                "The segments must have at most the cases of all");
    }

    @Test
    void theNameOfTheMetricCounts() {
        breaks(
                (metric, from, to) -> right(NamedMetric.HAND_OFF, from, to),
                "A metric that the source does not have must be refused");
    }

    @Test
    void theTimeCounts() {
        breaks(
                (metric, from, to) -> {
                    MetricReading reading = right(metric, FROM, FROM.plus(Duration.between(from, to)));
                    return reading instanceof Measured measured ? new Measured(from, to, measured.all()) : reading;
                },
                "A span long before must have no cases");
    }

    @Test
    void anInterruptIsKept() {
        breaks(
                (metric, from, to) -> {
                    var unused = Thread.interrupted();
                    return right(metric, from, to);
                },
                "A source must leave an interrupted thread interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aSystemThatCannotBeReachedHasNoFigures() {
        assertThat(contract(MetricSourceContractTest::right)
                        .unreachable(MetricSourceContractTest::right)
                        .problems())
                .singleElement()
                .asString()
                .startsWith("A source that cannot be reached must have no figures");
        assertThat(contract(MetricSourceContractTest::right)
                        .unreachable((metric, from, to) -> {
                            throw new IllegalStateException("no connection");
                        })
                        .problems())
                .isEmpty();
    }

    @Test
    void theTimesAreInOrder() {
        assertThatThrownBy(() ->
                        MetricSourceContract.of(MetricSourceContractTest::right, NamedMetric.HAND_OFF, FROM, FROM, TO))
                .hasMessageStartingWith("middle must be after");
    }
}
