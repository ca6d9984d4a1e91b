package io.cognigydeploy.client.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** What is answered to one request. */
record Reply(int status, Map<String, String> headers, String body) {

    static Reply json(int status, JsonNode body) {
        return new Reply(status, Map.of("Content-Type", "application/json"), Json.write(body));
    }

    static Reply empty(int status) {
        return new Reply(status, Map.of(), "");
    }

    Reply withHeader(String name, String value) {
        return withHeaders(Map.of(name, value));
    }

    Reply withHeaders(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putAll(more);
        return new Reply(status, all, body);
    }

    Reply withBody(String text) {
        return new Reply(status, headers, text);
    }
}
