package io.cognigydeploy.core.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.micrometer.CallObservations;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.flows.Promotion;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.store.TargetLock;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.RecordedRequest;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs, changes and requests as spans of OpenTelemetry, by the bridge of Micrometer Tracing. */
class RunObservationsTest {

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private final Spans spans = new Spans();
    private final ObservationRegistry registry = traced(spans);
    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    /** The spans that have ended, in this order. */
    private static final class Spans implements SpanExporter {

        private final List<SpanData> ended = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> more) {
            ended.addAll(more);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }

        List<SpanData> named(String beginning) {
            return ended.stream()
                    .filter(span -> span.getName().startsWith(beginning))
                    .toList();
        }

        SpanData only(String beginning) {
            assertThat(named(beginning)).hasSize(1);
            return named(beginning).get(0);
        }

        SpanData parentOf(SpanData child) {
            return ended.stream()
                    .filter(span -> span.getSpanId().equals(child.getParentSpanId()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static ObservationRegistry traced(Spans spans) {
        Tracer otel = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build()
                .get("test");
        OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
        OtelPropagator propagator =
                new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
        return registry;
    }

    private static String attribute(SpanData span, String name) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
    }

    private <D extends Deployment> ReleaseFixture<D> observed(ReleaseFixture<D> release) {
        return release.withClient(CognigyClient.builder()
                        .baseUrl("https://cognigy.test")
                        .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                        .transport(release.fake)
                        .time(release.fake.time())
                        .random(new Random(1))
                        .interceptor(new CallObservations(registry))
                        .build())
                .with(builder -> builder.listener(new RunObservations(registry)));
    }

    @AfterEach
    void nothingIsCurrentAfterwards() {
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void requestsAreBelowChangesAndChangesBelowTheRun() {
        var release = observed(ReleaseFixture.bot(fake, fake, folder));

        Report report = release.pipeline().run(release.deployment);

        SpanData run = spans.only("run bot-version");
        SpanData change = spans.only("change bot-version");
        assertThat(run.getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(attribute(run, "cognigy.run")).isEqualTo(report.runId());
        assertThat(attribute(run, "cognigy.target")).isEqualTo("env_prod_us_east_1");
        assertThat(attribute(run, "kind")).isEqualTo("bot-version");
        assertThat(attribute(run, "outcome")).isEqualTo("succeeded");
        assertThat(run.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
        assertThat(spans.parentOf(change)).isEqualTo(run);
        assertThat(attribute(change, "cognigy.mutation")).isEqualTo("bot-version/apply");
        assertThat(attribute(change, "outcome")).isEqualTo("confirmed");
        assertThat(spans.parentOf(spans.only("POST /api/v1/deployments"))).isEqualTo(change);
        assertThat(spans.named("GET /api/v1/deployments/{deploymentId}"))
                .isNotEmpty()
                .allSatisfy(poll -> assertThat(spans.parentOf(poll)).isEqualTo(change));
        assertThat(spans.named("GET /api/v1/tests"))
                .isNotEmpty()
                .allSatisfy(gate -> assertThat(spans.parentOf(gate)).isEqualTo(run));
        assertThat(spans.ended).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(run.getTraceId()));
    }

    @Test
    void eachRequestOnTheWireHasTheContextOfItsSpan() {
        observed(ReleaseFixture.bot(fake, fake, folder))
                .fault(Fault.on("GET", "/api/v1/deployments/.*").times(1).status(503))
                .run();

        List<SpanData> requests = spans.ended.stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT)
                .toList();
        assertThat(fake.requests())
                .extracting(request -> request.header("traceparent").orElse("none"))
                .containsExactlyElementsOf(requests.stream()
                        .map(span -> "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01")
                        .toList());
        assertThat(fake.requests())
                .extracting(request -> request.header("X-Request-Id").orElse("none"))
                .containsExactlyElementsOf(requests.stream()
                        .map(span -> attribute(span, "cognigy.request"))
                        .toList());
        assertThat(requests)
                .filteredOn(span -> attribute(span, "status").equals("503"))
                .singleElement()
                .satisfies(span -> assertThat(attribute(span, "outcome")).isEqualTo("server_error"));
    }

    @Test
    void aRunIsBelowWhateverStartedIt() {
        var release = observed(ReleaseFixture.bot(fake, fake, folder));

        Observation.createNotStarted("request of a person", registry).observe(release::run);

        assertThat(spans.parentOf(spans.named("run ").get(0)).getName()).isEqualTo("request of a person");
    }

    @Test
    void changesThatAreUnderWayAtOnceHaveTheirOwnRequests() {
        FakeCognigy world = Promotion.worldOfIndependentFlows();
        ReleaseFixture<FlowBundle> release = observed(flows(world));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);

        List<SpanData> imports = spans.named("POST /api/v2/flows/import");
        assertThat(imports).hasSize(3);
        assertThat(imports.stream().map(each -> attribute(spans.parentOf(each), "cognigy.mutation")))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.endsWith("/apply"));
        assertThat(spans.named("change "))
                .hasSize(3)
                .allSatisfy(change -> assertThat(attribute(change, "outcome")).isEqualTo("confirmed"));
        List<String> imported = world.requests("POST", "/api/v2/flows/import").stream()
                .map(RecordedRequest::body)
                .toList();
        assertThat(imported).hasSize(3);
    }

    private ReleaseFixture<FlowBundle> flows(FakeCognigy world) {
        return ReleaseFixture.flows(world, world, folder);
    }

    @Test
    void aRunThatIsRolledBackIsAnErrorWithBothChanges() {
        var release = observed(ReleaseFixture.bot(fake, fake, folder))
                .with(builder -> builder.verify("smoke", applied -> Verdict.fail("s3cret-reason")));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.RolledBack.class);

        SpanData run = spans.only("run ");
        assertThat(attribute(run, "outcome")).isEqualTo("rolled_back");
        assertThat(run.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(spans.named("change ").stream()
                        .map(change -> attribute(change, "cognigy.mutation") + " " + attribute(change, "outcome")))
                .containsExactly("bot-version/apply confirmed", "bot-version/revert-1 confirmed");
        assertThat(spans.parentOf(spans.only("POST /api/v1/deployments/{deploymentId}/rollback")))
                .isEqualTo(spans.named("change ").get(1));
        assertThat(spans.ended.toString()).doesNotContain("s3cret-reason", "demo-secret");
    }

    @Test
    void metersThatAnApplicationMakesOfObservationsHaveTheSameTagsEachTime() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        observed(ReleaseFixture.bot(fake, fake, folder)).run();
        observed(ReleaseFixture.bot(fake, fake, folder))
                .with(builder -> builder.verify("smoke", applied -> Verdict.fail("silent")))
                .fault(Fault.on("GET", "/api/v1/tests/.*").times(1).drop())
                .run();

        assertThat(meters.get("cognigy.run").timers().stream()
                        .map(timer -> timer.getId().getTag("outcome")))
                .containsExactlyInAnyOrder("succeeded", "rolled_back");
        for (String name : List.of("cognigy.run", "cognigy.change", "cognigy.client.request")) {
            assertThat(meters.get(name).timers().stream()
                            .map(timer -> timer.getId().getTags().stream()
                                    .map(Tag::getKey)
                                    .toList())
                            .distinct())
                    .hasSize(1);
            assertThat(meters.scrape()).contains("# TYPE " + name.replace('.', '_') + "_seconds summary");
        }
        assertThat(meters.scrape()).doesNotContain("env_prod", "bot_9f8e", "smoke", "silent");
    }

    @Test
    void aRunThatDoesNotGetItsTargetHasEndedToo() {
        var release = observed(ReleaseFixture.bot(fake, fake, folder));
        try (TargetLock other = TargetLock.acquire(folder, "env_prod_us_east_1", "another-run", release.fake.time())) {
            assertThat(other.stillOwned()).isTrue();
            assertThatThrownBy(release::run).isInstanceOf(TargetBusyException.class);
        }

        assertThat(attribute(spans.only("run "), "outcome")).isEqualTo("none");
    }

    @Test
    void aHandlerThatThrowsDisturbsNoRun() {
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

        assertThat(observed(ReleaseFixture.bot(fake, fake, folder)).run().outcome())
                .isInstanceOf(Outcome.Succeeded.class);
    }
}
