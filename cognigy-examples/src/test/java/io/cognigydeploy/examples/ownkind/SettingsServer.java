package io.cognigydeploy.examples.ownkind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The other platform, on a loopback port. */
final class SettingsServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, Object> settings = new ConcurrentHashMap<>();
    private final List<String> replacements = new ArrayList<>();
    private final List<JsonNode> notices = new ArrayList<>();
    private volatile int refusal;

    SettingsServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/settings/", this::answer);
        server.createContext("/hook", this::receive);
        server.start();
        reset();
    }

    /** Returns to the settings before any release. */
    void reset() {
        settings.clear();
        settings.put("search", Map.of("limit", "10"));
    }

    /** Answers each replacement by this status from now on, and changes nothing. */
    void refuse(int status) {
        refusal = status;
    }

    Object settings(String service) {
        return Objects.requireNonNull(settings.get(service));
    }

    List<String> replacements() {
        return replacements;
    }

    List<JsonNode> notices() {
        return notices;
    }

    URI base() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            notices.add(JSON.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String service = path.substring(path.lastIndexOf('/') + 1);
            int status = 200;
            if (exchange.getRequestMethod().equals("PUT")) {
                status = refusal == 0 ? 200 : refusal;
                replacements.add(service);
                Object sent = JSON.readValue(exchange.getRequestBody(), Map.class);
                if (status == 200) {
                    settings.put(service, sent);
                }
            }
            byte[] body = JSON.writeValueAsBytes(settings(service));
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
