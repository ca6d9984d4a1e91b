package io.cognigydeploy.cli.strict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An answer of an origin. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, String mediaType, byte[] body) {

    static Answer json(int status, JsonNode body) {
        return new Answer(status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Answer empty() {
        return new Answer(204, "application/json", new byte[0]);
    }

    static Answer file(byte[] content) {
        return new Answer(200, "application/octet-stream", content);
    }

    /** Returns the problem document of a refusal. */
    static Answer problem(int status, int code, String detail) {
        return json(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "about:blank")
                        .put("title", "refused")
                        .put("status", status)
                        .put("detail", detail)
                        .put("instance", "/")
                        .put("code", code)
                        .put("traceId", "api--00000000-0000-4000-8000-000000000000"));
    }

    void writeTo(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", mediaType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
