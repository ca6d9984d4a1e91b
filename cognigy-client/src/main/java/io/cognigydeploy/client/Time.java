package io.cognigydeploy.client;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

/**
 * The only clock and the only way to wait. Everything in this library that asks for the time or sleeps goes through
 * one instance, so that a test can run a fifteen-minute watch in a millisecond and twice alike.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Time {

    /** The operating system's clocks. */
    Time SYSTEM = new SystemTime();

    /** The wall clock: for records that people read, never for measuring. */
    Instant now();

    /** A clock that never goes back, in nanoseconds from an arbitrary origin: for deadlines and durations. */
    long nanoTime();

    /**
     * Waits. A zero or negative duration returns at once.
     *
     * @throws InterruptedException if the thread is, or becomes, interrupted; the wait ends at once
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * A future that completes when the time is over, on any thread, so what follows on it must be short. After a zero or
     * negative duration it is at once. To be cancelled when it is no longer needed.
     */
    CompletableFuture<Void> alarm(Duration after);

    /**
     * Returns a time as the platform's documents write it, such as {@code 2026-01-15T12:00:00.250000+00:00}: in UTC, with
     * {@code +00:00}, and with six decimals or none, which every version of Python reads. What is shorter is cut off.
     */
    static String stamp(Instant at) {
        OffsetDateTime utc = at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        return (utc.getNano() == 0 ? Stamps.WHOLE : Stamps.MICROS).format(utc);
    }

    /**
     * Returns a duration as people write it, such as {@code 10 min}, {@code 1 h 30 min}, {@code 2.5 s} or {@code 300 ms}.
     * From one minute on it is rounded to whole seconds, below to milliseconds.
     */
    static String inWords(Duration duration) {
        if (duration.isNegative()) {
            return "-" + inWords(duration.negated());
        }
        if (duration.toSeconds() < 60) {
            long millis = duration.plusNanos(500_000).toMillis();
            return millis < 1000 && millis > 0
                    ? millis + " ms"
                    : BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
        }
        long seconds = duration.toSeconds() + (duration.toMillisPart() >= 500 ? 1 : 0);
        StringBuilder words = new StringBuilder();
        append(words, seconds / 3600, " h");
        append(words, seconds / 60 % 60, " min");
        append(words, seconds % 60, " s");
        return words.toString();
    }

    private static void append(StringBuilder words, long number, String unit) {
        if (number > 0) {
            words.append(words.length() == 0 ? "" : " ").append(number).append(unit);
        }
    }
}
