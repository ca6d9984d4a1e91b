package io.cognigydeploy.client.micrometer;

import io.cognigydeploy.client.OutgoingRequest;
import io.cognigydeploy.client.RequestEnd;
import io.cognigydeploy.client.RequestInterceptor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplySenderContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observations of every request: {@code CognigyClient.builder().interceptor(new CallObservations(registry))}.
 *
 * <p>Each is named {@code cognigy.client.request} and is a child of the observation that is current on the thread, such as
 * that of a run. With Micrometer Tracing it is a span of kind {@code CLIENT}, and a request to the platform carries the
 * context of the trace, such as {@code traceparent}.
 *
 * <ul>
 *   <li>{@code call}: method and path template
 *   <li>{@code status}: the HTTP status, or {@code none}
 *   <li>{@code outcome}: {@code success}, {@code client_error}, {@code server_error}, {@code other} for any other
 *       answer, or {@code none} without one
 *   <li>{@code cognigy.request} and {@code cognigy.attempt}, for spans only: the id of the request, and its attempt
 * </ul>
 *
 * <p>No observation has a header, a body, a path with ids or a query. Its failure never fails the call. Safe for use by
 * many threads.
 */
public final class CallObservations implements RequestInterceptor {

    private static final Logger log = LoggerFactory.getLogger(CallObservations.class);

    private static final String NONE = "none";

    private final ObservationRegistry registry;

    /** Creates observations in a registry. */
    public CallObservations(ObservationRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry must be given, but was null.");
    }

    @Override
    public void before(OutgoingRequest request) {
        if (registry.isNoop()) {
            return;
        }
        try {
            observe(request);
        } catch (RuntimeException e) {
            log.warn("A request is not observed: {}", e.toString());
        }
    }

    private void observe(OutgoingRequest request) {
        RequestReplySenderContext<OutgoingRequest, RequestEnd> context =
                new RequestReplySenderContext<>(CallObservations::carry);
        context.setCarrier(request);
        context.setRemoteServiceName(request.host());
        Observation observation = Observation.createNotStarted("cognigy.client.request", () -> context, registry)
                .contextualName(request.call())
                .lowCardinalityKeyValue("call", request.call())
                .lowCardinalityKeyValue("status", NONE)
                .lowCardinalityKeyValue("outcome", NONE)
                .highCardinalityKeyValue("cognigy.attempt", Integer.toString(request.attempt()));
        if (request.isToPlatform()) {
            observation.highCardinalityKeyValue("cognigy.request", request.id());
        }
        observation.start();
        Observation.Scope scope = observation.openScope();
        request.whenEnded(end -> {
            scope.close();
            end.status()
                    .ifPresent(status -> observation
                            .lowCardinalityKeyValue("status", Integer.toString(status))
                            .lowCardinalityKeyValue("outcome", outcome(status)));
            context.setResponse(end);
            end.failure().ifPresent(observation::error);
            observation.stop();
        });
    }

    /** Sets a header of the trace. One that cannot be sent, such as baggage in other than ASCII, is left out. */
    private static void carry(@Nullable OutgoingRequest request, String name, String value) {
        try {
            Objects.requireNonNull(request).header(name, value);
        } catch (IllegalArgumentException e) {
            log.debug("A header of the trace is not sent: {}", name);
        }
    }

    private static String outcome(int status) {
        return switch (status / 100) {
            case 2 -> "success";
            case 4 -> "client_error";
            case 5 -> "server_error";
            default -> "other";
        };
    }
}
