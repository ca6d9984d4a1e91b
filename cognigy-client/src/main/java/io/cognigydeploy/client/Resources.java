package io.cognigydeploy.client;

import feign.Client;
import feign.Feign;
import feign.InvocationHandlerFactory.MethodHandler;
import feign.Request;
import feign.RequestTemplate;
import feign.Response;
import feign.Retryer;
import io.cognigydeploy.client.product.model.PagePosition;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Factory of the resource interfaces. Feign turns calls into requests; all policies are this client's own. Each attempt
 * goes through Feign anew, because a template that is used twice duplicates its headers.
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

    /**
     * Context of the current attempt. Feign passes nothing but the request to its callbacks, so the thread carries the
     * rest.
     */
    private static final ThreadLocal<@Nullable FeignContext> CURRENT = new ThreadLocal<>();

    /** The time limits are this client's own. Feign would look for other options by the name of the thread at each call. */
    private static final Request.Options OPTIONS =
            new Request.Options(1, TimeUnit.SECONDS, 1, TimeUnit.SECONDS, false) {
                @Override
                public Request.Options getMethodOptions(String methodName) {
                    return this;
                }
            };

    /** Returns a factory of resources of another origin, which gets no credentials. */
    Resources elsewhere(Origin other, String otherPath) {
        return new Resources(
                dialect, other, otherPath, guarded, new NoCredentials(), retries, time, listeners, maxBody, secrets);
    }

    <T> T create(Class<T> resource) {
        Client client = (request, options) -> send(request);
        return Feign.builder()
                .client(client)
                .encoder(this::encode)
                // The answer is read after Feign, which would wrap the exceptions.
                .decoder((answer, type) -> null)
                .retryer(Retryer.NEVER_RETRY)
                .queryMapEncoder(position -> ((PagePosition) position).query())
                .options(OPTIONS)
                .invocationHandlerFactory((target, handlers) -> new Proxied(resource, handlers))
                .target(resource, origin + path);
    }

    private static FeignContext context() {
        FeignContext context = CURRENT.get();
        if (context == null) {
            throw new IllegalStateException("no call is in progress on this thread");
        }
        return context;
    }

    private void encode(Object body, Type type, RequestTemplate template) {
        Json.Written document;
        try {
            document = Json.write(body);
        } catch (Json.UnreadableJsonException e) {
            throw new InvalidRequestException(
                    context().call().name(), "the body cannot be written, it is " + e.getMessage(), null);
        }
        oversize(document.bytes().length).ifPresent(why -> {
            throw new InvalidRequestException(context().call().name(), "the body " + why, null);
        });
        secrets.addNamedIn(document.tree());
        template.body(document.bytes(), StandardCharsets.UTF_8);
    }

    /** Returns the reason why a body of so many bytes is too large; empty if it can be sent. */
    Optional<String> oversize(long bytes) {
        return bytes > maxBody
                ? Optional.of("has " + bytes + " bytes, and the platform takes " + maxBody
                        + "; if it takes more, raise maxRequestBytes")
                : Optional.empty();
    }

    private Response send(Request request) {
        FeignContext context = context();
        Transport.Response answer =
                authorized(context.call(), context.deadline(), header -> exchange(context, request, header));
        return Response.builder()
                .status(answer.status())
                .request(request)
                .headers(Map.of())
                .body(answer.body())
                .build();
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

    private Transport.Response exchange(FeignContext context, Request request, Optional<AuthHeader> authorization) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.headers().forEach((name, values) -> headers.put(name, List.copyOf(values)));
        // Feign adds the length, and so does every transport; servers refuse a request with two.
        headers.keySet().removeIf("Content-Length"::equalsIgnoreCase);
        headers.put("Accept", List.of("application/json"));
        headers.put("Content-Type", List.of("application/json"));
        headers.put("User-Agent", List.of(GuardedTransport.USER_AGENT));
        authorization.ifPresent(
                header -> headers.put(header.name(), List.of(header.value().reveal())));
        Transport.Request message = new Transport.Request(
                request.httpMethod().name(),
                URI.create(request.url()),
                HttpHeaders.of(headers, (name, value) -> true),
                request.body() == null ? new byte[0] : request.body());
        Transport.Response answer = guarded.exchange(context.call(), origin, message, context.deadline());
        context.answered(ErrorDecoder.requireSuccess(context.call(), answer, time.now()));
        return answer;
    }

    private final class Proxied implements InvocationHandler {

        private final Class<?> resource;
        private final Map<Method, MethodHandler> handlers;
        private final Map<Method, Signature> signatures;

        Proxied(Class<?> resource, Map<Method, MethodHandler> handlers) {
            this.resource = resource;
            this.handlers = handlers;
            this.signatures =
                    handlers.keySet().stream().collect(Collectors.toMap(m -> m, m -> Signature.of(m, secrets)));
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            Signature signature = signatures.get(method);
            MethodHandler handler = handlers.get(method);
            if (signature == null || handler == null) {
                return ofObject(proxy, method, arguments);
            }
            @Nullable Object @Nullable [] revealed = signature.revealed(arguments);
            signature.check(revealed);
            return retries.run(
                    signature.call(),
                    deadline -> once(
                            new FeignContext(dialect, signature, signature.namesFor(arguments), deadline),
                            handler,
                            revealed));
        }

        @SuppressWarnings("NullAway") // Feign's signatures are not annotated
        private @Nullable Object once(
                FeignContext context, MethodHandler handler, @Nullable Object @Nullable [] arguments) {
            // A transport may use another client.
            FeignContext outer = CURRENT.get();
            CURRENT.set(context);
            try {
                handler.invoke(arguments);
                return context.result();
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                throw typed(context, e);
            } finally {
                if (outer == null) {
                    CURRENT.remove();
                } else {
                    CURRENT.set(outer);
                }
            }
        }

        /** Returns the client's own exception, which Feign may have wrapped. */
        private CognigyException typed(FeignContext context, Throwable e) {
            for (Throwable at = e; at != null; at = at.getCause()) {
                if (at instanceof CognigyException own) {
                    return own;
                }
            }
            return context.unexpected(e);
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
