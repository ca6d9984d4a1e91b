package io.cognigydeploy.client;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Attempts at calls that carry files, with the guards of all calls and with limits of their own. Credentials go to the
 * origin of the resources alone.
 */
record FileCalls(Resources resources) {

    /** Fetches a file from an address of any origin. */
    Transport.Response fetch(
            CallSpec call, URI address, FileTransport.Sink sink, FileTransport.Limits limits, CallDeadline deadline) {
        Origin origin = origin(call, address);
        Function<Optional<AuthHeader>, Transport.Response> sending = credentials -> {
            Map<String, String> headers = Map.of("Accept", "*/*", "Accept-Encoding", "identity");
            OutgoingRequest request = request(call, "GET", address, headers, credentials);
            return checked(call, guarded().fetch(call, origin, request, sink, limits, deadline));
        };
        return origin.equals(resources.origin())
                ? resources.authorized(call, deadline, sending)
                : sending.apply(Optional.empty());
    }

    /** Sends a form to a path of the platform. */
    Transport.Response send(
            CallSpec call, String path, SnapshotForm form, FileTransport.Limits limits, CallDeadline deadline) {
        Origin origin = resources.origin();
        URI address = origin.resolve(resources.path() + path);
        return resources.authorized(call, deadline, credentials -> {
            Map<String, String> headers = Map.of("Accept", "application/json", "Content-Type", form.contentType());
            OutgoingRequest request = request(call, "POST", address, headers, credentials);
            return checked(call, guarded().send(call, origin, request, form, limits, deadline));
        });
    }

    private GuardedTransport guarded() {
        return resources.guarded();
    }

    private Transport.Response checked(CallSpec call, Transport.Response answer) {
        return ErrorDecoder.requireSuccess(call, answer, resources.time().now());
    }

    private static Origin origin(CallSpec call, URI address) {
        try {
            return Origin.of("The link to a file", address);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(call.name(), call.quote(String.valueOf(e.getMessage()), 200), null);
        }
    }

    private static OutgoingRequest request(
            CallSpec call, String method, URI address, Map<String, String> headers, Optional<AuthHeader> credentials) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        all.put("User-Agent", List.of(GuardedTransport.USER_AGENT));
        credentials.ifPresent(
                header -> all.put(header.name(), List.of(header.value().reveal())));
        return new OutgoingRequest(call, method, address, all, new byte[0]);
    }
}
