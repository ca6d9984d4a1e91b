package io.cognigydeploy.client;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms of times on the wire: the one that is sent and those that are read. Read are ISO 8601 and its variants, the
 * three date formats of HTTP, and seconds since 1970.
 */
final class Times {

    static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

    private static final Pattern ISO = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})"
            + "(?:[Tt\\s]\\s*(\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,12})?)?)\\s*"
            + "(Z|z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?(?:\\[[^]]{1,40}])?)?");

    private static final int MINUTES = "00:00".length();
    private static final int SECONDS = "00:00:00".length();
    /** The decimals of a second that are read; more are cut off. */
    private static final int NANO_DECIMALS = 9;

    private static final Pattern EPOCH = Pattern.compile("-?\\d{1,19}(\\.\\d{1,9})?");
    private static final long FIRST_MILLIS = 100_000_000_000L;

    /** Date formats of RFC 9110, section 5.6.7. Servers write the first; the other two are obsolete. */
    private static final List<DateTimeFormatter> HTTP_DATES = List.of(
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss", Locale.ENGLISH),
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    // Two digits are a year from 1970 to 2069.
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss")
                    .toFormatter(Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH));

    private static final Pattern ZONE = Pattern.compile("\\s+(GMT|UTC|UT|Z|[+-]\\d{4})$");

    private Times() {}

    /**
     * Returns a duration that is positive.
     *
     * @throws IllegalArgumentException if it is not
     */
    static Duration requirePositive(String name, Duration duration) {
        Objects.requireNonNull(duration, name + " must be given, but was null.");
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but was " + duration);
        }
        return duration;
    }

    static Duration shorter(Duration one, Duration other) {
        return Collections.min(List.of(one, other));
    }

    static Duration longer(Duration one, Duration other) {
        return Collections.max(List.of(one, other));
    }

    /** Returns the moment that a text denotes, in UTC if the text has no zone. Empty if the text denotes none. */
    static Optional<Instant> read(String text) {
        String trimmed = text.strip();
        try {
            Matcher iso = ISO.matcher(trimmed);
            if (iso.matches()) {
                return Optional.of(iso(iso));
            }
            if (EPOCH.matcher(trimmed).matches()) {
                return Optional.of(epoch(new BigDecimal(trimmed)));
            }
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
        return httpDate(trimmed);
    }

    /** Returns whether a text denotes a moment without a zone. */
    static boolean lacksZone(String text) {
        Matcher iso = ISO.matcher(text.strip());
        return iso.matches() && iso.group(3) == null;
    }

    /** Returns the moment of a number of seconds, milliseconds, microseconds or nanoseconds since 1970, by its size. */
    static Instant epoch(BigDecimal since) {
        BigDecimal seconds = since;
        BigDecimal bound = BigDecimal.valueOf(FIRST_MILLIS);
        while (seconds.abs().compareTo(bound) >= 0) {
            seconds = seconds.movePointLeft(3);
        }
        BigDecimal nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9);
        return Instant.ofEpochSecond(seconds.longValue(), nanos.longValue());
    }

    /** Returns the moment of a date in an HTTP header; empty if the text is none. */
    static Optional<Instant> httpDate(String text) {
        String trimmed = text.strip().replaceAll("\\s+", " ");
        Matcher zone = ZONE.matcher(trimmed);
        String local = zone.find() ? trimmed.substring(0, zone.start()) : trimmed;
        for (DateTimeFormatter form : HTTP_DATES) {
            try {
                ZoneOffset offset = zone.reset().find() && zone.group(1).length() == 5
                        ? ZoneOffset.of(zone.group(1))
                        : ZoneOffset.UTC;
                return Optional.of(LocalDateTime.parse(local, form).toInstant(offset));
            } catch (DateTimeException e) {
                // The next format may match.
            }
        }
        return Optional.empty();
    }

    private static Instant iso(Matcher iso) {
        String date = iso.group(1);
        String time = iso.group(2) == null ? "00:00:00" : iso.group(2);
        String zone = iso.group(3);
        LocalDateTime local = LocalDateTime.of(
                number(date, 0, 4),
                number(date, 5, 7),
                number(date, 8, 10),
                number(time, 0, 2),
                number(time, 3, 5),
                time.length() > MINUTES ? number(time, MINUTES + 1, SECONDS) : 0,
                time.length() > SECONDS ? nanos(time.substring(SECONDS + 1)) : 0);
        return local.toInstant(
                zone == null || Character.isLetter(zone.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(zone));
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static int nanos(String decimals) {
        return number(decimals + "0".repeat(NANO_DECIMALS), 0, NANO_DECIMALS);
    }
}
