package io.cognigydeploy.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Factory of the resource interfaces. Their annotations and the templates of paths are Feign's; requests, answers and all
 * policies are this client's own.
 */
record Resources(
        Dialect dialect,
        Origin origin,
        String path,
        GuardedTransport guarded,
        Authorizer authorizer,
        Retries retries,
        Time time,
        CallListeners listeners,
        int maxBody,
        Secrets secrets) {

    /** Returns a factory of resources of another origin, which gets no credentials. */
    Resources elsewhere(Origin other, String otherPath) {
        return new Resources(
                dialect, other, otherPath, guarded, new NoCredentials(), retries, time, listeners, maxBody, secrets);
    }

    <T> T create(Class<T> resource) {
        return resource.cast(
                Proxy.newProxyInstance(resource.getClassLoader(), new Class<?>[] {resource}, new Proxied(resource)));
    }

    private byte[] written(CallSpec call, Object body) {
        Json.Written document;
        try {
            document = Json.write(body);
        } catch (Json.UnreadableJsonException e) {
            throw new InvalidRequestException(call.name(), "the body cannot be written, it is " + e.getMessage(), null);
        }
        oversize(document.bytes().length).ifPresent(why -> {
            throw new InvalidRequestException(call.name(), "the body " + why, null);
        });
        secrets.addNamedIn(document.tree());
        return document.bytes();
    }

    /** Returns the reason why a body of so many bytes is too large; empty if it can be sent. */
    Optional<String> oversize(long bytes) {
        return bytes > maxBody
                ? Optional.of("has " + bytes + " bytes, and the platform takes " + maxBody
                        + "; if it takes more, raise maxRequestBytes")
                : Optional.empty();
    }

    /** Sends a request with the present credentials, and once more with others if they are refused. */
    Transport.Response authorized(
            CallSpec call, CallDeadline deadline, Function<Optional<AuthHeader>, Transport.Response> sending) {
        Optional<AuthHeader> header = authorizer.header(deadline);
        try {
            return sending.apply(header);
        } catch (UnauthorizedException e) {
            if (e.status() != 401 || header.isEmpty() || !authorizer.refused(header.get())) {
                throw e;
            }
            listeners.report(call, deadline, e, CallListener.Next.NEW_TOKEN, Duration.ZERO);
            deadline.restart();
            return sending.apply(authorizer.header(deadline));
        }
    }

    private Transport.Response send(Signature signature, List<Object> given, CallDeadline deadline) {
        CallSpec call = signature.call();
        URI address = URI.create(origin + path + signature.targetFor(given));
        byte[] body = signature.bodyOf(given).map(value -> written(call, value)).orElseGet(() -> new byte[0]);
        return authorized(call, deadline, credentials -> {
            Map<String, List<String>> headers = signature.headersFor(given);
            headers.put("Accept", List.of("application/json"));
            headers.put("Content-Type", List.of("application/json"));
            headers.put("User-Agent", List.of(GuardedTransport.USER_AGENT));
            credentials.ifPresent(
                    header -> headers.put(header.name(), List.of(header.value().reveal())));
            OutgoingRequest request = new OutgoingRequest(call, signature.method(), address, headers, body);
            return ErrorDecoder.requireSuccess(call, guarded.exchange(call, origin, request, deadline), time.now());
        });
    }

    private final class Proxied implements InvocationHandler {

        private final Class<?> resource;
        private final Map<Method, Signature> signatures = new HashMap<>();

        Proxied(Class<?> resource) {
            this.resource = resource;
            for (Method method : resource.getMethods()) {
                signatures.put(method, Signature.of(method, secrets));
            }
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            Signature signature = signatures.get(method);
            if (signature == null) {
                return ofObject(proxy, method, arguments);
            }
            List<Object> given = signature.checked(arguments);
            Envelope.Names names = signature.namesFor(arguments);
            return retries.run(signature.call(), deadline -> once(signature, given, names, deadline));
        }

        private @Nullable Object once(
                Signature signature, List<Object> given, Envelope.Names names, CallDeadline deadline) {
            CallSpec call = signature.call();
            Transport.Response answer = null;
            try {
                answer = send(signature, given, deadline);
                return dialect.read(call, answer, signature.type(), names);
            } catch (CognigyException e) {
                throw e;
            } catch (RuntimeException e) {
                // Others may have the request in their texts, with its headers and its body.
                String kind = e.getClass().getSimpleName();
                throw answer == null
                        ? new InvalidRequestException(call.name(), "cannot be made a request (" + kind + ")", null)
                        : new UnreadableResponseException(
                                call, answer.status(), "something that cannot be read: " + kind);
            }
        }

        private Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && arguments[0] == proxy;
                case "hashCode" -> System.identityHashCode(proxy);
                default -> resource.getSimpleName() + " of " + origin;
            };
        }
    }
}
