package io.cognigydeploy.testing;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Secrets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A request as it arrived, and the status of its answer.
 *
 * @param at when it arrived
 * @param path as sent, still escaped
 * @param query as sent, still escaped, without the question mark; empty if there was none
 * @param headers by name; names in any case find their values
 * @param body as text; empty if there was none, and of an upload one line of JSON with name, size and SHA-256 of its file
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

    /** A URL token of an endpoint, or the secret of a download link. */
    private static final Pattern TOKEN = Pattern.compile("/[0-9a-f]{64}(?=/|$)");

    public RecordedRequest {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = Collections.unmodifiableMap(anyCase);
    }

    /** Returns the first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /**
     * Returns the line for a log: {@code 2026-01-15T12:00:00Z POST /api/v1/deployments 201}, with {@code -} for no
     * answer.
     */
    public String logLine() {
        return at + " " + method + " " + target() + " " + (status == 0 ? "-" : String.valueOf(status));
    }

    private String target() {
        return Secrets.hidden(query.isEmpty() ? safePath() : safePath() + "?" + query);
    }

    private String safePath() {
        return TOKEN.matcher(path).replaceAll("/" + Secrets.HIDDEN);
    }

    /**
     * Returns the request without secrets, for a log. Members that have secrets, or look like it, are replaced by
     * {@code ***}.
     */
    public RecordedRequest redacted() {
        Map<String, List<String>> safe = new TreeMap<>();
        headers.forEach((name, values) -> safe.put(
                name, values.stream().map(value -> redacted(name, value)).toList()));
        return new RecordedRequest(
                at, method, safePath(), Secrets.hidden("?" + query).substring(1), safe, Secrets.hidden(body), status);
    }

    private static String redacted(String header, String value) {
        String safe = Secrets.hidden(value);
        return safe.equals(value) && Secrets.isName(header) ? Secrets.HIDDEN : safe;
    }

    /** Returns one line with everything that is no secret. */
    @Override
    public String toString() {
        RecordedRequest safe = redacted();
        StringBuilder text = new StringBuilder(method).append(' ').append(target());
        text.append(" -> ").append(status == 0 ? "no answer" : String.valueOf(status));
        safe.headers.forEach((name, values) -> text.append(' ')
                .append(name)
                .append(": ")
                .append(String.join(", ", values))
                .append(';'));
        if (!body.isEmpty()) {
            text.append(' ').append(safe.body);
        }
        return Printable.shown(text.toString());
    }
}
