package io.cognigydeploy.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.NamedMetric.Form;
import io.cognigydeploy.core.metric.NamedMetric.Role;
import io.cognigydeploy.core.metric.NamedMetric.Worse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of metrics of one's own: names, figures and readings. */
class FiguresTest {

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"containment", "hand-off", "no_match", "p95-latency", "x"})
    void plainNamesAreNames(String name) {
        assertThat(NamedMetric.counts(name, Worse.MORE).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Hand-off", "9lives", "-a", "a-", "a--b", "a b", "a\nb", "é", "a.b"})
    void otherTextsAreNoNames(String name) {
        assertThatThrownBy(() -> NamedMetric.counts(name, Worse.MORE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name must be words of lower-case letters");
    }

    @Test
    void aNameHas64CharactersAtMost() {
        assertThat(NamedMetric.counts("a".repeat(64), Worse.MORE).name()).hasSize(64);
        assertThatThrownBy(() -> NamedMetric.counts("a".repeat(65), Worse.MORE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5, -2, Double.NaN, Double.POSITIVE_INFINITY})
    void aMarginOfCountsIsAnOddsRatioAboveOne(double margin) {
        assertThatThrownBy(() -> NamedMetric.CONTAINMENT.withMargin(margin))
                .hasMessage("margin must be a number above 1, but was " + margin + ".");
    }

    @Test
    void theUsualMetricsHaveTheirDirection() {
        assertThat(NamedMetric.CONTAINMENT.worse()).isEqualTo(Worse.LESS);
        assertThat(List.of(NamedMetric.HAND_OFF, NamedMetric.NO_MATCH, NamedMetric.ABANDONED))
                .allMatch(metric -> metric.worse() == Worse.MORE && metric.role() == Role.JUDGED);
        assertThat(NamedMetric.HAND_OFF.asGuardRail())
                .isEqualTo(new NamedMetric("hand-off", Form.COUNTS, Worse.MORE, Role.GUARD_RAIL, 2));
    }

    @Test
    void impossibleFiguresAreRefused() {
        assertThatThrownBy(() -> new Counted(3, 2)).hasMessage("numerator must be from 0 to 2, but was 3.");
        assertThatThrownBy(() -> new Counted(-1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Counted(0, 1_000_001)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Averaged(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Averaged(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Averaged(1, 1, Optional.of(-0.1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Averaged(1, 1, Optional.of(Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Figures.Compared(new Counted(1, 2), new Averaged(1, 1)))
                .hasMessageContaining("stable must be of the form COUNTS");
    }

    @Test
    void pooledFiguresAreThoseOfAllCasesTogether() {
        assertThat(Figures.pooled(List.of(new Counted(1, 10), new Counted(2, 30), new Counted(0, 0))))
                .contains(new Counted(3, 40));

        double[] first = {1, 4, 4, 7};
        double[] second = {2, 10, 3};
        Averaged pooled = (Averaged) averaged(first).with(averaged(second));
        Averaged direct = averaged(DoubleStream.concat(DoubleStream.of(first), DoubleStream.of(second))
                .toArray());
        assertThat(pooled.n()).isEqualTo(direct.n());
        assertThat(pooled.mean()).isCloseTo(direct.mean(), within(1e-12));
        assertThat(pooled.spread().orElseThrow()).isCloseTo(direct.spread().orElseThrow(), within(1e-12));
    }

    @Test
    void aPooledSpreadIsUnknownIfOneIs() {
        assertThat(new Averaged(1, 2, Optional.of(0.5)).with(new Averaged(3, 2)))
                .isEqualTo(new Averaged(2, 4));
    }

    @Test
    void theLargestMeansStayFinite() {
        Figures pooled = new Averaged(Double.MAX_VALUE, 3, Optional.of(Double.MAX_VALUE))
                .with(new Averaged(-Double.MAX_VALUE, 5, Optional.of(Double.MAX_VALUE)));

        assertThat(pooled.cases()).isEqualTo(8);
    }

    private static Averaged averaged(double... values) {
        double mean = DoubleStream.of(values).average().orElseThrow();
        double squares = DoubleStream.of(values)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        return new Averaged(mean, values.length, Optional.of(Math.sqrt(squares / (values.length - 1))));
    }

    @Test
    void aReadingIsStoredAndReadAgain() throws Exception {
        MetricReading counted = new Measured(
                NOON,
                NOON.plusSeconds(60),
                new Figures.Compared(new Counted(1, 10), new Counted(2, 90)),
                Map.of("web", Figures.Compared.alone(new Counted(1, 10))));
        MetricReading averaged = new Measured(
                NOON, NOON.plusSeconds(60), Figures.Compared.alone(new Averaged(1.5, 10, Optional.of(0.25))));
        MetricReading refused = new MetricReading.Refused(MetricDefect.STALE, "old");

        for (MetricReading reading : List.of(counted, averaged, refused)) {
            String json = Json.MAPPER.writeValueAsString(reading);
            assertThat(Json.MAPPER.readValue(json, MetricReading.class)).isEqualTo(reading);
        }
    }

    @Test
    void segmentsAreFewAndCanBeShown() {
        Figures.Compared some = Figures.Compared.alone(new Counted(0, 1));
        for (String name : List.of("", " ", "a\nb", "a".repeat(65))) {
            assertThatThrownBy(() -> new Measured(NOON, NOON.plusSeconds(1), some, Map.of(name, some)))
                    .hasMessageStartingWith("segment must be a text of 1 to 64 characters that can be shown");
        }
    }
}
