package io.cognigydeploy.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Parser of short durations: {@code 50ms}, {@code 5s}, {@code 15m}, {@code 1h}, or {@code PT0.05S}. */
final class Durations {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Durations() {}

    static Duration parse(String text) {
        Matcher form = SHORT.matcher(text);
        Duration duration;
        if (form.matches()) {
            long amount = Long.parseLong(form.group(1));
            duration = switch (form.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        } else {
            try {
                duration = Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw refused(text);
            }
        }
        if (duration.isNegative() || duration.isZero()) {
            throw refused(text);
        }
        return duration;
    }

    private static TypeConversionException refused(String text) {
        return new TypeConversionException(
                "the value must be a positive duration, such as 50ms, 5s, 15m, 1h or PT0.05S, but was '" + text + "'.");
    }
}
