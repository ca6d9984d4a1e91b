package io.cognigydeploy.client;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

/**
 * The only clock and the only way to wait. Everything in this library that reads the time or sleeps uses one instance,
 * so that a test can run a fifteen-minute watch in a millisecond and with the same result each time.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Time {

    /** The operating system's clocks. */
    Time SYSTEM = new SystemTime();

    /** Returns the time of the wall clock: for records that people read, never for measuring. */
    Instant now();

    /** Returns nanoseconds since an arbitrary origin, which never decrease: for deadlines and durations. */
    long nanoTime();

    /**
     * Waits. A zero or negative duration returns at once.
     *
     * @throws InterruptedException if the thread is, or becomes, interrupted; the wait ends at once
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Returns a future that completes after the given time, on any thread. Actions that depend on the future must be
     * short. For a zero or negative duration the future is complete at once. Cancel it when it is no longer needed.
     */
    CompletableFuture<Void> alarm(Duration after);

    /**
     * Returns a time in the format of the platform's documents, such as {@code 2026-01-15T12:00:00.250000+00:00}. The
     * time is in UTC, with {@code +00:00}, and with six decimals or none, which every version of Python reads. Digits
     * beyond microseconds are cut off.
     */
    static String stamp(Instant at) {
        OffsetDateTime utc = at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        return (utc.getNano() == 0 ? Times.WHOLE : Times.MICROS).format(utc);
    }

    /**
     * Returns a duration for people, such as {@code 10 min}, {@code 1 h 30 min}, {@code 2.5 s} or {@code 300 ms}.
     * Durations from one minute on are rounded to whole seconds, shorter ones to milliseconds.
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
