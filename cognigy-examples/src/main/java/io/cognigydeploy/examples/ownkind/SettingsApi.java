package io.cognigydeploy.examples.ownkind;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cognigydeploy.client.CallFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The HTTP API of another platform: {@code GET} and {@code PUT /settings/{service}}, with a JSON object of texts. */
public record SettingsApi(HttpClient http, URI base) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Map<String, String> read(String service) {
        return exchange("GET", service, BodyPublishers.noBody(), "");
    }

    void replace(String service, Map<String, String> settings, String key) {
        exchange(
                "PUT",
                service,
                BodyPublishers.ofString(JSON.valueToTree(settings).toString()),
                key);
    }

    private Map<String, String> exchange(String method, String service, HttpRequest.BodyPublisher body, String key) {
        String call = method + " /settings/" + service;
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/settings/" + service))
                .timeout(Duration.ofSeconds(30))
                .header("Idempotency-Key", key)
                .method(method, body);
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw CallFailedException.answered(call, answer.statusCode());
            }
            return JSON.readValue(answer.body(), new TypeReference<>() {});
        } catch (IOException e) {
            throw CallFailedException.unanswered(call, e);
        } catch (InterruptedException e) {
            throw CallFailedException.interrupted(call, e);
        }
    }
}
