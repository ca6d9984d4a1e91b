package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Posts to addresses that are not the platform's. Knows no credentials. */
final class Outside {

    private final Wire wire;
    private final Retries retries;
    private final Time time;
    private final String userAgent;

    Outside(Wire wire, Retries retries, Time time, String userAgent) {
        this.wire = wire;
        this.retries = retries;
        this.time = time;
        this.userAgent = userAgent;
    }

    void post(URI target, Map<String, String> headers, byte[] json) {
        Origin origin = origin(target);
        // Path and query of a hook are its password in many systems.
        Call call = Call.of("POST " + origin, Effect.IDEMPOTENT);
        Transport.Request request = new Transport.Request("POST", target, headers(call, headers), json.clone());
        retries.run(
                call,
                deadline -> Refusals.requireSuccess(
                        call, request, wire.exchange(call, origin, request, deadline), time.now()));
    }

    private static Origin origin(URI target) {
        try {
            return Origin.of("The target", target);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("", String.valueOf(e.getMessage()), null);
        }
    }

    private HttpHeaders headers(Call call, Map<String, String> given) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Accept", List.of("*/*"));
        all.put("User-Agent", List.of(userAgent));
        given.forEach((name, value) -> {
            // Before they become HttpHeaders, which trim what they are given.
            Wire.checkHeader(call, name, value);
            if (name.equalsIgnoreCase("Content-Type")) {
                throw new InvalidRequestException(call.name(), "the header 'Content-Type' is application/json", null);
            }
            all.put(name, List.of(value));
        });
        all.put("Content-Type", List.of("application/json"));
        return HttpHeaders.of(all, (name, value) -> true);
    }
}
