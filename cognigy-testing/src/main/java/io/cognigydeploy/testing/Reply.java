package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The answer to one request. */
record Reply(int status, Map<String, String> headers, Body body) {

    /** Every answer says that it comes from a fake, so that no record of a run can be taken for another platform's. */
    private static final Map<String, String> FAKE = Map.of("X-Fake-Platform", "cognigy-deploy");

    static Reply json(int status, JsonNode body) {
        String text = Json.write(body);
        return new Reply(
                status,
                Map.of("Content-Type", "application/json"),
                Body.of(() -> text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the list under {@code data}. */
    static Reply data(List<? extends JsonNode> rows) {
        return json(200, Json.object().set("data", Json.rows(rows)));
    }

    /** Returns one page of a list, by {@code limit} and {@code offset}. */
    static Reply items(List<? extends JsonNode> rows, Call call) {
        return items(rows, row -> row, call);
    }

    /** Returns one page like {@link #items(List, Call)}, and makes the rows of that page alone. */
    static <T> Reply items(List<T> rows, Function<? super T, ? extends JsonNode> row, Call call) {
        int limit = call.query("limit", 100);
        int offset = call.query("offset", 0);
        ObjectNode body = Json.object();
        body.set(
                "items",
                Json.rows(rows.stream().skip(offset).limit(limit).map(row).toList()));
        return json(200, body.put("total", rows.size()).put("limit", limit).put("offset", offset));
    }

    /** Returns one page of a list, by {@code page} and {@code size}. */
    static Reply page(List<? extends JsonNode> rows, Call call) {
        int size = call.query("size", 50);
        long before = (call.query("page", 1) - 1L) * size;
        return enveloped(200, Json.rows(rows.stream().skip(before).limit(size).toList()));
    }

    static Reply enveloped(int status, JsonNode data) {
        ObjectNode envelope = Json.object().put("success", true);
        envelope.set("data", data);
        return json(status, envelope.put("message", ""));
    }

    static Reply empty(int status) {
        return new Reply(status, Map.of(), Body.of(() -> new byte[0]));
    }

    /** Returns the headers as they are sent. */
    Map<String, String> sentHeaders() {
        return withHeaders(FAKE).headers();
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Reply withHeader(String name, String value) {
        return withHeaders(Map.of(name, value));
    }

    Reply withHeaders(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putAll(more);
        return new Reply(status, all, body);
    }

    /** Returns the answer with this body and with its length in a header, which transports in memory do not add. */
    Reply withFile(Body file) {
        return withBody(file)
                .withHeader("Content-Length", String.valueOf(file.length().getAsLong()));
    }

    Reply withBody(Body other) {
        return new Reply(status, headers, other);
    }
}
