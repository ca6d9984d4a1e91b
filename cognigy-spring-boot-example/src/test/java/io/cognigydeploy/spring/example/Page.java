package io.cognigydeploy.spring.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The requests that the page of an instance makes. */
final class Page {

    static final String BOT = "bot_9f8e7d6c5b4a3210";
    static final String ENVIRONMENT = "env_prod_us_east_1";
    static final String NEW = "v2.4.1-stable";
    static final String OLD = "v2.4.0-stable";

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String url;

    Page(int port) {
        this.url = "http://127.0.0.1:" + port;
    }

    /** An event of the stream. */
    record Sent(String name, String data) {

        JsonNode json() {
            try {
                return JSON.readTree(data);
            } catch (IOException e) {
                throw new IllegalStateException(data, e);
            }
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode runs() throws IOException, InterruptedException {
        return JSON.readTree(get("/api/runs").body());
    }

    JsonNode run(String runId) throws IOException, InterruptedException {
        return JSON.readTree(get("/api/runs/" + runId).body());
    }

    HttpResponse<String> post(String path, Map<String, String> body) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Starts a release and returns the id of its run. */
    String start(String version) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                post("/api/runs", Map.of("bot", BOT, "version", version, "environment", ENVIRONMENT));
        return JSON.readTree(answer.body()).path("runId").asText();
    }

    HttpResponse<String> act(String runId, String action) throws IOException, InterruptedException {
        return post("/api/runs/" + runId + "/" + action, Map.of("by", "release board", "reason", "looked at"));
    }

    /** Returns the events of a run's stream up to the first that is awaited. */
    List<Sent> follow(String runId, int after, Predicate<Sent> awaited) throws IOException, InterruptedException {
        List<Sent> events = new ArrayList<>();
        HttpResponse<Stream<String>> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(url + "/api/runs/" + runId + "/events?after=" + after))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        String name = "";
        try (Stream<String> lines = answer.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event:")) {
                    name = line.substring("event:".length());
                } else if (line.startsWith("data:")) {
                    events.add(new Sent(name, line.substring("data:".length())));
                    if (awaited.test(events.get(events.size() - 1))) {
                        return events;
                    }
                }
            }
        }
        throw new AssertionError("The stream ended after " + events);
    }

    /** Waits for a state of a run, as its stream shows it. */
    JsonNode await(String runId, String state) throws IOException, InterruptedException {
        List<Sent> events = follow(
                runId,
                0,
                event -> event.name().equals("state")
                        && event.json().path("state").asText().equals(state));
        return events.get(events.size() - 1).json();
    }
}
