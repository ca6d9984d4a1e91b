package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.api.Effect;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Calls to addresses that are not the platform's. None of the platform's credentials is sent with them. */
record ExternalCalls(GuardedTransport guarded, @Nullable Origin platform, Retries retries, Time time, Secrets secrets) {

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json";

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
        Map<String, List<String>> all = headers(call, "*/*", headers);
        if (all.put(CONTENT_TYPE, List.of(JSON)) != null) {
            throw new InvalidRequestException(call.name(), "the header 'Content-Type' is application/json", null);
        }
        retries.run(call, deadline -> {
            OutgoingRequest request = new OutgoingRequest(call, "POST", target, new LinkedHashMap<>(all), json);
            return ErrorDecoder.requireSuccess(call, way.exchange(call, origin, request, deadline), time.now());
        });
    }

    /** Reads a JSON document from any address. */
    byte[] readAnywhere(URI target, Map<String, String> headers) {
        Origin origin = origin(target);
        headers.forEach((name, value) -> hide(name, value));
        CallSpec call = CallSpec.of("GET " + origin, Effect.NONE, secrets);
        Map<String, List<String>> all = headers(call, JSON, headers);
        return retries.run(call, deadline -> {
            OutgoingRequest request = new OutgoingRequest(call, "GET", target, new LinkedHashMap<>(all), new byte[0]);
            Transport.Response answer =
                    ErrorDecoder.requireSuccess(call, guarded.exchange(call, origin, request, deadline), time.now());
            try {
                // Written anew: whatever charset the answer had, it is now UTF-8 and has no number that is none.
                return Json.write(ResponseDecoder.readTree(call, answer, JsonNode.class))
                        .bytes();
            } catch (Json.UnreadableJsonException e) {
                throw new UnreadableResponseException(call, answer.status(), "a body that is " + e.getMessage());
            }
        });
    }

    private void hide(String name, String value) {
        if (name.equalsIgnoreCase("Authorization") || Secrets.isName(name)) {
            secrets.add(value);
            secrets.add(value.substring(value.indexOf(' ') + 1));
        }
    }

    private static Origin origin(URI target) {
        try {
            return Origin.of("The target", target);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("", String.valueOf(e.getMessage()), null);
        }
    }

    private static Map<String, List<String>> headers(CallSpec call, String accepted, Map<String, String> given) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Accept", List.of(accepted));
        all.put("User-Agent", List.of(GuardedTransport.USER_AGENT));
        given.forEach((name, value) -> {
            // Before they become HttpHeaders, which trim values.
            GuardedTransport.checkHeader(call, name, value);
            all.put(name, List.of(value));
        });
        return all;
    }
}
