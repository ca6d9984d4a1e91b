package io.cognigydeploy.client.testing;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A request as it arrived, and what became of it.
 *
 * @param at when it arrived
 * @param path as sent, still escaped
 * @param query as sent, still escaped, without the question mark; empty if there was none
 * @param headers by name; names in any case find their values
 * @param body as text; empty if there was none
 * @param status what was answered, and 0 if nothing was
 */
public record RecordedRequest(
        Instant at,
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        String body,
        int status) {

    private static final Pattern SECRET_MEMBER = Pattern.compile("(\"secret\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)*");

    public RecordedRequest {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = Collections.unmodifiableMap(anyCase);
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /**
     * The line for a log: {@code 2026-01-15T12:00:00Z POST /api/v1/deployments 201}, with {@code -} where nothing was
     * answered.
     */
    public String logLine() {
        return at + " " + method + " " + target() + " " + (status == 0 ? "-" : String.valueOf(status));
    }

    private String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** One line with everything that is no secret: credentials, and forms because they carry them, are hidden. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method).append(' ').append(target());
        text.append(" -> ").append(status == 0 ? "no answer" : String.valueOf(status));
        headers.forEach((name, values) -> text.append(' ')
                .append(name)
                .append(": ")
                .append(isSecret(name) ? "***" : String.join(", ", values))
                .append(';'));
        if (!body.isEmpty()) {
            boolean form = header("Content-Type").orElse("").startsWith("application/x-www-form-urlencoded");
            text.append(' ').append(form ? "***" : SECRET_MEMBER.matcher(body).replaceAll("$1***"));
        }
        return text.toString();
    }

    private static boolean isSecret(String header) {
        return switch (header.toLowerCase(Locale.ROOT)) {
            case "authorization", "proxy-authorization", "cookie" -> true;
            default -> false;
        };
    }
}
