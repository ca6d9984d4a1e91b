package io.cognigydeploy.cli.strict;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An installation that has the documented API and no other, with one project. The API, the endpoints and the files have an
 * origin each, and only the first may receive the key. Safe for use by several threads.
 */
public final class StrictInstallation implements AutoCloseable {

    private static final BodyForm SAID = BodyForm.json(
            Set.of("userId", "sessionId"), Map.of("userId", ".+", "sessionId", ".+", "text", BodyForm.TEXT));

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final String key;
    private final StrictContent content;
    private final StrictOrigin api;
    private final StrictOrigin endpoints;
    private final StrictOrigin files;

    private StrictInstallation(String key, StrictContent content) throws IOException {
        this.key = key;
        this.content = content;
        this.endpoints = StrictOrigin.start(this::talk, requests, violations);
        this.files = StrictOrigin.start(this::file, requests, violations);
        this.api = StrictOrigin.start(this::api, requests, violations);
    }

    /**
     * Starts an installation.
     *
     * @param key the only API key that it takes
     * @param snapshots the names of the project's snapshots, the first of which its endpoint Web runs
     */
    public static StrictInstallation start(String key, String project, String... snapshots) throws IOException {
        return new StrictInstallation(key, new StrictContent(project, Arrays.asList(snapshots)));
    }

    /** Returns the URL of the API. */
    public String baseUrl() {
        return api.url();
    }

    /** Returns the URL that endpoints are talked to. */
    public String endpointUrl() {
        return endpoints.url();
    }

    /** Returns the URL of the files that links lead to. */
    public String fileUrl() {
        return files.url();
    }

    /** Returns the URL token of the endpoint. */
    public String urlToken() {
        return content.token();
    }

    /** Returns the first lines of all requests. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Returns each request that was not in form, and why. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Returns the names of the snapshots. */
    public synchronized List<String> snapshots() {
        return content.snapshotNames();
    }

    /** Returns the name of the snapshot that the endpoint runs. */
    public synchronized String running() {
        return content.running();
    }

    private synchronized Answer api(Received received) {
        if (received.headers().containsKey("Authorization")
                || received.rawQuery().contains("api_key")) {
            throw Violation.malformed("other credentials than the header with the key");
        }
        if (!received.header("X-API-Key").equals(Optional.of(key))) {
            throw new Violation(401, "the key is not that of the installation");
        }
        if (!received.header("Accept").equals(Optional.of("application/json"))) {
            throw Violation.malformed("Accept is not application/json");
        }
        return content.answer(DocumentedRequest.of(received), received, files.url());
    }

    private synchronized Answer talk(Received received) {
        requireNoKey(received);
        if (!List.of("/" + content.token(), "/test/" + content.token()).contains(received.path())
                || !received.rawQuery().isEmpty()) {
            throw new Violation(404, "no such endpoint");
        }
        if (!received.method().equals("POST")) {
            throw new Violation(405, "an endpoint is talked to with POST");
        }
        SAID.check(received);
        return content.talk(received);
    }

    private synchronized Answer file(Received received) {
        requireNoKey(received);
        if (!received.method().equals("GET")) {
            throw new Violation(405, "a file is read with GET");
        }
        BodyForm.none().check(received);
        return content.file(received);
    }

    private static void requireNoKey(Received received) {
        if (received.hasCredentials()) {
            throw Violation.malformed("credentials at another origin than the API");
        }
    }

    @Override
    public void close() {
        api.close();
        endpoints.close();
        files.close();
    }
}
