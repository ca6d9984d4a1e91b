package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Speaks to a platform in the documented forms, byte by byte, over any transport. */
final class Wire {

    static final String JSON = "application/json";
    static final String FORM = "application/x-www-form-urlencoded";

    private final Transport transport;
    private final String base;
    private final Map<String, String> headers;

    Wire(Transport transport, String base) {
        this(transport, base, Map.of());
    }

    private Wire(Transport transport, String base, Map<String, String> headers) {
        this.transport = transport;
        this.base = base;
        this.headers = headers;
    }

    /** The same, with a header in every request; an empty value leaves it out. */
    Wire with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        more.values().removeIf(String::isEmpty);
        return new Wire(transport, base, Map.copyOf(more));
    }

    Wire bearer(String token) {
        return with("Authorization", "Bearer " + token).with("Accept", JSON).with("Content-Type", JSON);
    }

    Received get(String path) {
        return send("GET", path, "");
    }

    Received post(String path, String body) {
        return send("POST", path, body);
    }

    Received send(String method, String path, String body) {
        try {
            return exchange(method, path, body, Duration.ofSeconds(10));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Received exchange(String method, String path, String body, Duration limit)
            throws IOException, InterruptedException {
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        Transport.Request request = new Transport.Request(
                method,
                URI.create(base + path),
                HttpHeaders.of(all, (name, value) -> true),
                body.getBytes(StandardCharsets.UTF_8));
        Transport.Response response = transport.exchange(request, limit);
        return new Received(response.status(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
    }

    record Received(int status, HttpHeaders headers, String body) {

        JsonNode json() {
            try {
                return Json.read(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        String text(String member) {
            return json().path(member).asText();
        }
    }

    /** A transport on sockets with nothing between it and the wire. */
    static Transport sockets() {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        return (request, limit) -> {
            HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri())
                    .timeout(limit)
                    .method(
                            request.method(),
                            request.body().length == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(request.body()));
            request.headers().map().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
            HttpResponse<byte[]> response = client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Transport.Response(response.statusCode(), response.headers(), response.body());
        };
    }
}
