package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sender of posts to addresses that are not the platform's. It has no credentials. */
record ExternalPoster(
        Transport transport,
        GuardedTransport guarded,
        @Nullable Origin platform,
        Retries retries,
        Time time,
        Secrets secrets) {

    /** Posts to a public address or to the platform. */
    void post(URI target, Map<String, String> headers, byte[] json) {
        post(target, headers, json, this::requirePublic);
    }

    /** Posts to any address. */
    void postAnywhere(URI target, Map<String, String> headers, byte[] json) {
        post(target, headers, json, (call, origin) -> {});
    }

    private void post(URI target, Map<String, String> headers, byte[] json, BiConsumer<CallSpec, Origin> guard) {
        Origin origin = origin(target);
        // Path and query of a hook are its password in many systems.
        secrets.addAddress(target);
        secrets.addNamedIn(Json.readTreeIfAny(json));
        CallSpec call = CallSpec.of("POST " + origin, Effect.IDEMPOTENT, secrets.withPartsOf(target));
        Transport.Request request = new Transport.Request("POST", target, headers(call, headers), json.clone());
        retries.run(call, deadline -> {
            // Before each attempt: a name can resolve to another address from one to the next.
            guard.accept(call, origin);
            return ErrorDecoder.requireSuccess(call, guarded.exchange(call, origin, request, deadline), time.now());
        });
    }

    private void requirePublic(CallSpec call, Origin origin) {
        if (origin.equals(platform)) {
            return;
        }
        List<InetAddress> addresses;
        try {
            addresses = transport.addresses(origin.host());
        } catch (UnknownHostException e) {
            throw new TransportException(
                    call.name(),
                    OutcomeClass.NOT_SENT,
                    "not sent to " + origin.host() + ": the name of the host cannot be resolved",
                    e);
        }
        // All of them: the JVM chooses the one to connect to.
        for (InetAddress address : addresses) {
            if (!PublicAddresses.contain(address)) {
                throw new InvalidRequestException(
                        call.name(),
                        origin.host() + " is " + address.getHostAddress()
                                + ", which is not a public address; nothing is sent there unless it is allowed",
                        null);
            }
        }
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
