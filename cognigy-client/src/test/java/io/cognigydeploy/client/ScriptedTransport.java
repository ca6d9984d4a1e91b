package io.cognigydeploy.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A platform with scripted answers, call after call, that records its requests. */
final class ScriptedTransport implements Transport {

    interface Step {
        Response answer(Request request, Duration limit) throws IOException, InterruptedException;
    }

    private final Deque<Step> steps = new ArrayDeque<>();
    private final Deque<Step> tokenSteps = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<Request> tokenRequests = new ArrayList<>();
    private final List<Duration> limits = new ArrayList<>();
    private final Deque<List<String>> resolutions = new ArrayDeque<>();

    ScriptedTransport then(Step step) {
        steps.add(step);
        return this;
    }

    ScriptedTransport then(int status, String body, String... headers) {
        return then((request, limit) -> json(status, body, headers));
    }

    ScriptedTransport thenToken(Step step) {
        tokenSteps.add(step);
        return this;
    }

    ScriptedTransport thenToken(int status, String body, String... headers) {
        return thenToken((request, limit) -> json(status, body, headers));
    }

    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        Step step;
        synchronized (this) {
            boolean token = request.uri().getPath().endsWith("/oauth/token");
            (token ? tokenRequests : requests).add(request);
            limits.add(limit);
            Deque<Step> script = token ? tokenSteps : steps;
            // The last step stays.
            step = script.size() > 1 ? script.removeFirst() : script.getFirst();
        }
        return step.answer(request, limit);
    }

    /** To what a name is resolved next; the last stays, and none at all means that there is no such name. */
    ScriptedTransport resolving(String... addresses) {
        resolutions.add(List.of(addresses));
        return this;
    }

    @Override
    public synchronized List<InetAddress> addresses(String host) throws UnknownHostException {
        List<String> texts = resolutions.isEmpty()
                ? List.of("1.1.1.1")
                : resolutions.size() > 1 ? resolutions.removeFirst() : resolutions.getFirst();
        if (texts.isEmpty()) {
            throw new UnknownHostException(host);
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(InetAddress.getByName(text));
        }
        return addresses;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    synchronized List<Request> tokenRequests() {
        return List.copyOf(tokenRequests);
    }

    synchronized List<Duration> limits() {
        return List.copyOf(limits);
    }

    static Response json(int status, String body, String... headers) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("content-type", List.of("application/json"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        return new Response(status, HttpHeaders.of(all, (name, value) -> true), body.getBytes(StandardCharsets.UTF_8));
    }

    static String bearer(Request request) {
        return request.headers().firstValue("Authorization").orElse("none");
    }
}
