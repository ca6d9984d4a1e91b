package io.cognigydeploy.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Quota that an answer states, in any of the usual forms. These are {@code RateLimit-Remaining} and {@code
 * RateLimit-Reset}, the same with {@code X-}, and {@code RateLimit} with {@code r} and {@code t} or with their full
 * names. Values that cannot be read are ignored.
 *
 * @param remaining number of requests that the platform still accepts now
 * @param reset time until the platform accepts more; never negative
 */
record RateHint(Optional<Integer> remaining, Optional<Duration> reset) {

    private static final List<String> REMAINING =
            List.of("RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining");
    private static final List<String> RESET = List.of("RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset");
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15})(\\.\\d{1,9})?(\\s*[;,].*)?");
    private static final Pattern R = Pattern.compile("(?:^|[;,\\s])(?:r|remaining)\\s*=\\s*(\\d{1,15})(?=$|[;,\\s])");
    private static final Pattern T = Pattern.compile("(?:^|[;,\\s])(?:t|reset)\\s*=\\s*(\\d{1,15})(?=$|[;,\\s])");
    private static final int MAX_TEXT = 200;
    // No quota resets in thirty years: from here on a number is a date.
    private static final long FIRST_DATE = 1_000_000_000L;
    private static final long FIRST_DATE_IN_MILLIS = FIRST_DATE * 1000;

    private static final RateHint NONE = new RateHint(Optional.empty(), Optional.empty());

    static RateHint of(HttpHeaders headers, Instant now) {
        if (!isAnyIn(headers)) {
            return NONE;
        }
        String policy = tightest(headers);
        return new RateHint(
                number(headers, REMAINING, policy, R).map(left -> (int) Math.min(left, Integer.MAX_VALUE)),
                number(headers, RESET, policy, T).map(reset -> until(reset, now)));
    }

    private static boolean isAnyIn(HttpHeaders headers) {
        for (String name : headers.map().keySet()) {
            if (isHint(name, "RateLimit") || isHint(name, "X-Rate")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHint(String name, String beginning) {
        return name.regionMatches(true, 0, beginning, 0, beginning.length());
    }

    private static Optional<Long> number(HttpHeaders headers, List<String> names, String policy, Pattern parameter) {
        for (String name : names) {
            String text = text(headers, name);
            Matcher plain = text.isEmpty() ? null : NUMBER.matcher(text);
            if (plain != null && plain.matches()) {
                return Optional.of(Long.valueOf(plain.group(1)));
            }
        }
        return number(policy, parameter);
    }

    private static Optional<Long> number(String policy, Pattern parameter) {
        Matcher found = policy.isEmpty() ? null : parameter.matcher(policy);
        return found != null && found.find() ? Optional.of(Long.valueOf(found.group(1))) : Optional.empty();
    }

    /**
     * Returns the policy in {@code RateLimit} that leaves the fewest requests; among equals, the one with the longest
     * reset.
     */
    private static String tightest(HttpHeaders headers) {
        String text = String.join(",", headers.allValues("RateLimit")).strip();
        if (text.length() > MAX_TEXT) {
            return "";
        }
        // An older form separates the parameters of its one policy by commas.
        if (!text.contains(";")) {
            return text;
        }
        return Stream.of(text.split(","))
                .filter(policy -> number(policy, R).isPresent())
                .min(Comparator.<String>comparingLong(
                                policy -> number(policy, R).orElse(0L))
                        .thenComparing(policy -> number(policy, T).orElse(0L), Comparator.reverseOrder()))
                .orElse("");
    }

    private static String text(HttpHeaders headers, String name) {
        String text = headers.firstValue(name).orElse("").strip();
        return text.length() > MAX_TEXT ? "" : text;
    }

    private static Duration until(long reset, Instant now) {
        Duration wait = Duration.ofSeconds(reset);
        if (reset >= FIRST_DATE_IN_MILLIS) {
            wait = Duration.between(now, Instant.ofEpochMilli(reset));
        } else if (reset >= FIRST_DATE) {
            wait = Duration.between(now, Instant.ofEpochSecond(reset));
        }
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
