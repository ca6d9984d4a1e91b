package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT0.0001S, 0 s",
        "PT0.3S, 300 ms",
        "PT1S, 1 s",
        "PT2.5S, 2.5 s",
        "PT10S, 10 s",
        "PT1M, 1 min",
        "PT2M30S, 2 min 30 s",
        "PT0.9994S, 999 ms",
        "PT0.9995S, 1 s",
        "PT1M0.4S, 1 min",
        "PT1M0.499S, 1 min",
        "PT1M0.5S, 1 min 1 s",
        "PT1M59.5S, 2 min",
        "PT1H30M, 1 h 30 min",
        "PT24H, 24 h",
        "PT-5S, -5 s",
        "PT2562047788015215H, 2562047788015215 h"
    })
    void aDurationIsWrittenAsPeopleWriteIt(Duration duration, String words) {
        assertThat(Time.inWords(duration)).isEqualTo(words);
    }

    @Test
    void theSystemsTimeIsTheClocks() {
        Instant before = Instant.now();
        Instant now = Time.SYSTEM.now();

        assertThat(now).isBetween(before, Instant.now());
        assertThat(Time.SYSTEM).hasToString("Time.SYSTEM");
    }

    @Test
    void theSystemsAlarmRingsAtOnceOrLater() {
        assertThat(Time.SYSTEM.alarm(Duration.ofMillis(1))).succeedsWithin(Duration.ofSeconds(10));
        assertThat(Time.SYSTEM.alarm(Duration.ofSeconds(-1))).succeedsWithin(Duration.ofSeconds(10));
        CompletableFuture<Void> later = Time.SYSTEM.alarm(Duration.ofDays(1));
        assertThat(later).isNotDone();
        assertThat(later.cancel(false)).isTrue();
    }
}
