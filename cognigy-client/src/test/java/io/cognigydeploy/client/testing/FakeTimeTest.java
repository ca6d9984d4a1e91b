package io.cognigydeploy.client.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FakeTimeTest {

    private final FakeTime time = new FakeTime();

    @Test
    void standsStillUntilSomebodySleepsOrAdvancesIt() throws Exception {
        assertThat(time.now()).isEqualTo(time.now()).isEqualTo(Instant.parse("2026-01-15T12:00:00Z"));
        long start = time.nanoTime();
        time.sleep(Duration.ofSeconds(30));
        time.advance(Duration.ofMillis(1));
        assertThat(time.nanoTime() - start).isEqualTo(30_001_000_000L);
        assertThat(time.now()).isEqualTo(Instant.parse("2026-01-15T12:00:30.001Z"));
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void theWallClockCanBeSetAndTheOtherNeverGoesBack() throws Exception {
        long start = time.nanoTime();
        time.set(Instant.EPOCH);
        assertThat(time.now()).isEqualTo(Instant.EPOCH);
        assertThat(time.nanoTime()).isEqualTo(start);
        time.sleep(Duration.ofSeconds(-1));
        time.sleep(Duration.ZERO);
        assertThat(time.sleeps()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> time.advance(Duration.ofSeconds(-1)));
        assertThat(new FakeTime(Instant.EPOCH).now()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void anInterruptedThreadDoesNotSleep() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> time.sleep(Duration.ofSeconds(1))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(time.sleeps()).isEmpty();
    }
}
