package io.cognigydeploy.cli.strict;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request as it arrived. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Received(String method, String path, String rawQuery, Headers headers, byte[] body) {

    static Received of(HttpExchange exchange) throws IOException {
        return new Received(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes());
    }

    String line() {
        return method + " " + path + (rawQuery.isEmpty() ? "" : "?" + rawQuery);
    }

    /** Returns the parameters of the query, each of which may be there once. */
    Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        for (String part : rawQuery.isEmpty() ? List.<String>of() : List.of(rawQuery.split("&", -1))) {
            int at = part.indexOf('=');
            if (at < 1) {
                throw Violation.malformed("the query has '" + part + "', which is no parameter");
            }
            String name = URLDecoder.decode(part.substring(0, at), StandardCharsets.UTF_8);
            if (query.put(name, URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8)) != null) {
                throw Violation.malformed("the query has " + name + " twice");
            }
        }
        return query;
    }

    /** Returns the value of a header that is there once. */
    Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Violation.malformed("the header " + name + " is there " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    boolean hasCredentials() {
        return headers.containsKey("X-API-Key") || headers.containsKey("Authorization") || rawQuery.contains("api_key");
    }
}
