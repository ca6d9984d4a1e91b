package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sender of posts to addresses that are not the platform's. It has no credentials. */
record ExternalPoster(
        GuardedTransport guarded, @Nullable Origin platform, Retries retries, Time time, Secrets secrets) {

    /** Posts to a public address or to the platform. */
    void post(URI target, Map<String, String> headers, byte[] json) {
        Origin origin = origin(target);
        post(target, headers, json, origin, origin.equals(platform) ? guarded : guarded.toPublicAddresses());
    }

    /** Posts to any address. */
    void postAnywhere(URI target, Map<String, String> headers, byte[] json) {
        post(target, headers, json, origin(target), guarded);
    }

    private void post(URI target, Map<String, String> headers, byte[] json, Origin origin, GuardedTransport way) {
        // Path and query of a hook are its password in many systems.
        secrets.addAddress(target);
        secrets.addNamedIn(Json.readTreeIfAny(json));
        CallSpec call = CallSpec.of("POST " + origin, Effect.IDEMPOTENT, secrets.withPartsOf(target));
        Transport.Request request = new Transport.Request("POST", target, headers(call, headers), json);
        retries.run(
                call,
                deadline ->
                        ErrorDecoder.requireSuccess(call, way.exchange(call, origin, request, deadline), time.now()));
    }

    private static Origin origin(URI target) {
        try {
            return Origin.of("The target", target);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("", String.valueOf(e.getMessage()), null);
        }
    }

    private HttpHeaders headers(CallSpec call, Map<String, String> given) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Accept", List.of("*/*"));
        all.put("User-Agent", List.of(GuardedTransport.USER_AGENT));
        given.forEach((name, value) -> {
            // Before they become HttpHeaders, which trim values.
            GuardedTransport.checkHeader(call, name, value);
            if (name.equalsIgnoreCase("Content-Type")) {
                throw new InvalidRequestException(call.name(), "the header 'Content-Type' is application/json", null);
            }
            all.put(name, List.of(value));
        });
        all.put("Content-Type", List.of("application/json"));
        return HttpHeaders.of(all, (name, value) -> true);
    }
}
