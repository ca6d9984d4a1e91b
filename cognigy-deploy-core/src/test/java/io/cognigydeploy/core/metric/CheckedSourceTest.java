package io.cognigydeploy.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A source of the user's own behind the checks of its answers. */
class CheckedSourceTest {

    private static final Instant FROM = Instant.parse("2026-01-15T12:00:00Z");
    private static final Instant TO = FROM.plusSeconds(300);
    private static final Figures.Compared SOME = new Figures.Compared(new Counted(1, 10), new Counted(2, 90));

    private static MetricReading read(MetricSource source) {
        return source.checked().read(NamedMetric.HAND_OFF, FROM, TO);
    }

    @Test
    void aLambdaIsASource() {
        assertThat(read((metric, from, to) -> new Measured(from, to, SOME))).isEqualTo(new Measured(FROM, TO, SOME));
    }

    @Test
    void figuresOfAShorterSpanAreTaken() {
        Measured shorter = new Measured(FROM.plusSeconds(1), TO.minusSeconds(60), SOME);

        assertThat(read((metric, from, to) -> shorter)).isEqualTo(shorter);
    }

    @Test
    void figuresOfAnotherSpanAreRefused() {
        assertThat(read((metric, from, to) -> new Measured(from.minusNanos(1), to, SOME)))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.defect()).isEqualTo(MetricDefect.INCONSISTENT);
                    assertThat(refused.why()).contains("not within " + FROM + " to " + TO);
                });
        assertThat(read((metric, from, to) -> new Measured(from, to.plusNanos(1), SOME)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void figuresOfAnotherFormAreRefused() {
        assertThat(read((metric, from, to) -> new Measured(from, to, Figures.Compared.alone(new Averaged(1, 2)))))
                .isEqualTo(new Refused(
                        MetricDefect.INCONSISTENT, "the figures of hand-off are MEANS, but it is a metric of COUNTS"));
    }

    @Test
    @SuppressWarnings("NullAway") // as a user's code without its checks
    void anExceptionIsARefusal() {
        assertThat(read((metric, from, to) -> {
                    throw new IllegalStateException("no connection");
                }))
                .isEqualTo(new Refused(
                        MetricDefect.UNREACHABLE, "the source failed: java.lang.IllegalStateException: no connection"));
        assertThat(read((metric, from, to) -> {
                    throw CallFailedException.answered("GET /figures", 503);
                }))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains("GET /figures", "503"));
        assertThat(read((metric, from, to) -> null))
                .isEqualTo(new Refused(MetricDefect.ABSENT, "the source returned nothing"));
    }

    @Test
    void anInterruptIsThrown() {
        try {
            assertThatThrownBy(() -> read((metric, from, to) -> {
                        throw CallFailedException.interrupted("GET /figures", new InterruptedException());
                    }))
                    .isInstanceOf(CallInterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aSpanEndsAfterItBegins() {
        MetricSource source = (metric, from, to) -> new Measured(from, to, SOME);

        assertThatThrownBy(() -> source.checked().read(NamedMetric.HAND_OFF, TO, TO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("from must be before");
    }
}
