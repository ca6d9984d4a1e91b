package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FakeTimeTest {

    private final FakeTime time = new FakeTime();

    @Test
    void standsStillUntilASleepOrATestMovesIt() throws Exception {
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
    void anAlarmGoesOffWhenTheClockComesToIt() throws Exception {
        List<Instant> rung = new ArrayList<>();
        for (int seconds : List.of(20, 10)) {
            var unused = time.alarm(Duration.ofSeconds(seconds)).thenRun(() -> rung.add(time.now()));
        }
        time.alarm(Duration.ofSeconds(15)).cancel(false);
        time.sleep(Duration.ofSeconds(9));
        assertThat(rung).isEmpty();
        time.advance(Duration.ofSeconds(12));
        assertThat(rung).containsExactly(Instant.parse("2026-01-15T12:00:10Z"), Instant.parse("2026-01-15T12:00:20Z"));
        assertThat(time.now()).isEqualTo(Instant.parse("2026-01-15T12:00:21Z"));
        assertThat(time.alarm(Duration.ZERO)).isCompleted();
        assertThat(time.alarm(Duration.ofSeconds(-1))).isCompleted();
    }

    @Test
    void anAlarmThatInterruptsTheSleeperEndsItsSleepThere() {
        Thread sleeper = Thread.currentThread();
        var unused = time.alarm(Duration.ofSeconds(10)).thenRun(sleeper::interrupt);
        assertThatThrownBy(() -> time.sleep(Duration.ofHours(1))).isInstanceOf(InterruptedException.class);
        assertThat(time.now()).isEqualTo(Instant.parse("2026-01-15T12:00:10Z"));
    }

    @Test
    void anInterruptedThreadDoesNotSleep() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> time.sleep(Duration.ofSeconds(1))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(time.sleeps()).isEmpty();
    }
}
