package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.micrometer.CallObservations;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.RequestReplySenderContext;
import io.micrometer.observation.transport.SenderContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallObservationsTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<Observation.Context> ended = new ArrayList<>();
    private final ScriptedTransport platform = new ScriptedTransport();

    /** The headers that a handler of a tracing library sets when an observation starts. */
    private Map<String, String> carried = Map.of("traceparent", PARENT);

    /** A handler like that of a tracing library for what is sent. */
    private final class Propagation implements ObservationHandler<SenderContext<Object>> {

        @Override
        public void onStart(SenderContext<Object> context) {
            carried.forEach((name, value) -> context.getSetter().set(context.getCarrier(), name, value));
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof SenderContext;
        }
    }

    private final class Recording implements ObservationHandler<Observation.Context> {

        @Override
        public void onStop(Observation.Context context) {
            ended.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @BeforeEach
    void observe() {
        registry.observationConfig().observationHandler(new Propagation());
        registry.observationConfig().observationHandler(new Recording());
    }

    private CognigyClient.Builder builder() {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(new VirtualTime())
                .interceptor(new CallObservations(registry));
    }

    private static Map<String, String> low(Observation.Context context) {
        return context.getLowCardinalityKeyValues().stream()
                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    private static Map<String, String> high(Observation.Context context) {
        return context.getHighCardinalityKeyValues().stream()
                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    private static String header(Transport.Request request, String name) {
        return request.headers().firstValue(name).orElse("none");
    }

    @Test
    void eachRequestIsObservedAndCarriesItsTrace() {
        platform.then(503, "{}").then(200, JOB);
        CognigyClient client = builder().build();

        Observation parent = Observation.start("caller", registry);
        parent.scoped(() -> {
            client.deployments().get("dep_1");
        });

        String call = "GET /api/v1/deployments/{deploymentId}";
        assertThat(ended)
                .extracting(CallObservationsTest::low)
                .containsExactly(
                        Map.of("call", call, "status", "503", "outcome", "server_error"),
                        Map.of("call", call, "status", "200", "outcome", "success"));
        assertThat(ended).allSatisfy(context -> {
            assertThat(context.getName()).isEqualTo("cognigy.client.request");
            assertThat(context.getContextualName()).isEqualTo(call);
            assertThat(context.getParentObservation()).isSameAs(parent);
            assertThat(context).isInstanceOfSatisfying(RequestReplySenderContext.class, sent -> {
                assertThat(sent.getKind()).isEqualTo(Kind.CLIENT);
                assertThat(sent.getRemoteServiceName()).isEqualTo("api.example.com");
            });
        });
        assertThat(ended)
                .extracting(CallObservationsTest::high)
                .extracting(keys -> keys.get("cognigy.attempt") + " " + keys.get("cognigy.request"))
                .containsExactly(
                        "1 " + header(platform.requests().get(0), "X-Request-Id"),
                        "2 " + header(platform.requests().get(1), "X-Request-Id"));
        assertThat(platform.requests())
                .allSatisfy(
                        request -> assertThat(header(request, "traceparent")).isEqualTo(PARENT));
    }

    @Test
    void aRequestWithoutAnAnswerHasItsFailure() {
        platform.then((request, limit) -> {
            throw new IOException("Connection reset");
        });
        CognigyClient client = builder().build();

        TransportException failure = catchThrowableOfType(
                TransportException.class, () -> client.deployments().rollback("dep_1", "key-1"));

        assertThat(ended).singleElement().satisfies(context -> {
            assertThat(low(context)).containsEntry("status", "none").containsEntry("outcome", "none");
            assertThat(context.getError()).isSameAs(failure);
        });
    }

    @Test
    void otherReceiversAreObservedWithoutTheTrace() {
        platform.then(200, "{}");

        builder().build().postAnywhere(URI.create("https://ci.example.com/s3cret-hook"), Map.of(), new byte[0]);

        assertThat(ended).singleElement().satisfies(context -> {
            assertThat(low(context)).containsEntry("call", "POST https://ci.example.com");
            assertThat(high(context)).doesNotContainKey("cognigy.request");
        });
        assertThat(header(platform.requests().get(0), "traceparent")).isEqualTo("none");
    }

    @Test
    void baggageThatCannotBeSentIsLeftOutAndFailsNoCall() {
        platform.then(200, JOB);
        carried = Map.of("traceparent", PARENT, "baggage", "user=Jürgen", "authorization", "x");

        builder().build().deployments().get("dep_1");

        assertThat(header(platform.requests().get(0), "traceparent")).isEqualTo(PARENT);
        assertThat(header(platform.requests().get(0), "baggage")).isEqualTo("none");
        assertThat(header(platform.requests().get(0), "Authorization")).isEqualTo("Bearer the-key");
    }

    @Test
    void aHandlerThatThrowsFailsNoCall() {
        platform.then(200, JOB);
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                throw new IllegalStateException("mine");
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });

        builder().build().deployments().get("dep_1");

        assertThat(platform.requests()).hasSize(1);
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void aRegistryWithoutHandlersObservesNothing() {
        platform.then(200, JOB);
        CognigyClient client = CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .interceptor(new CallObservations(ObservationRegistry.NOOP))
                .build();

        client.deployments().get("dep_1");

        assertThat(header(platform.requests().get(0), "traceparent")).isEqualTo("none");
        assertThat(ended).isEmpty();
    }

    @Test
    void nothingSecretIsInAnObservation() {
        platform.thenToken(200, "{\"access_token\":\"t0ken-of-a-test\",\"expires_in\":3600}")
                .then((request, limit) ->
                        ScriptedTransport.json(503, "{\"detail\":\"" + ScriptedTransport.bearer(request) + "\"}"))
                .then((request, limit) -> {
                    throw new IOException("cannot send " + ScriptedTransport.bearer(request));
                });
        CognigyClient client = builder()
                .credentials(Credentials.clientCredentials("the-id", "the-secret"))
                .timeout(Duration.ofMinutes(2))
                .build();

        assertThatThrownBy(() -> client.deployments().get("dep_17")).isInstanceOf(CognigyException.class);

        assertThat(ended)
                .hasSizeGreaterThan(2)
                .allSatisfy(context -> assertThat(context + " " + context.getError() + " " + causes(context.getError()))
                        .doesNotContain("the-secret", "t0ken", "dep_17"));
    }

    private static String causes(@Nullable Throwable error) {
        StringBuilder all = new StringBuilder();
        for (@Nullable Throwable at = error; at != null; at = at.getCause()) {
            all.append(at).append(' ');
        }
        return all.toString();
    }
}
