package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.RecordedRequest;
import io.cognigydeploy.testing.Traffic;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployments on platforms that offer what the document of their kind describes, and nothing else. */
class DocumentsOnlyTest {

    private static final String SHARE = "/api/v1/bots/bot_abc123/deploy";
    private static final String METRICS = "/api/v1/metrics/conversations";
    private static final String SENT_BACK = "sent back; this platform offers nothing to confirm it by";
    private static final CanaryValidator LIMITS =
            CanaryValidator.limits(Map.of(Metric.ERROR_RATE, 0.05, Metric.SATISFACTION, 3.5, Metric.LATENCY, 1500.0));

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    private ReleaseFixture<CanaryDeployment> canary(CanaryValidator validator) {
        return canary(fake, validator);
    }

    private ReleaseFixture<CanaryDeployment> canary(Transport way, CanaryValidator validator) {
        ReleaseFixture<CanaryDeployment> fixture = ReleaseFixture.canary(fake, way, records);
        fixture.deployment = fixture.deployment.validatedBy(validator);
        return fixture;
    }

    private List<Double> shares() {
        return fake.requests("POST", SHARE).stream()
                .filter(request -> request.status() < 300)
                .map(DocumentsOnlyTest::share)
                .toList();
    }

    private static double share(RecordedRequest request) {
        try {
            return Json.MAPPER
                    .readTree(request.body())
                    .path("traffic_matrix")
                    .path("canary")
                    .doubleValue();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> unconfirmed(Report report) {
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        return ((Outcome.Succeeded) report.outcome()).unconfirmed();
    }

    @Test
    void aHealthyCanaryIsPromotedAndWhatIsNotOfferedIsUnconfirmed() {
        fake.only(Document.CANARY);

        Report report = canary(LIMITS).run();

        assertThat(unconfirmed(report))
                .anyMatch(line -> line.contains("shares of the canary") && line.contains("not offered"))
                .anyMatch(line -> line.contains("which version is live") && line.contains("not offered"))
                .anyMatch(line -> line.contains("environment can run the bot") && line.contains("not offered"))
                .noneMatch(line -> line.contains("there is no"));
        assertThat(shares()).containsExactly(5.0, 25.0, 50.0, 100.0);
        assertThat(fake.liveVersion(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE))
                .contains(ReleaseFixture.CANARY_NEW);
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aCanaryInBreachIsSentBackOnceAndThatIsAllThatIsKnown() {
        fake.only(Document.CANARY);
        ReleaseFixture<CanaryDeployment> fixture = canary(LIMITS);
        fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "canary",
                Traffic.good().errorRate(0.3).perMinute(800));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains(SENT_BACK);
        assertThat(shares()).containsExactly(5.0, 0.0);
        assertThat(fake.liveVersion(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE))
                .contains(ReleaseFixture.CANARY_OLD);
    }

    @Test
    void aRollbackThatCannotBeConfirmedIsTriggeredInThePlatformsAuditLog() throws Exception {
        fake.only(Document.CANARY);
        ReleaseFixture<CanaryDeployment> fixture = canary(LIMITS).with(builder -> builder.notify(PlatformAudit.log()));
        fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "canary",
                Traffic.good().errorRate(0.3).perMinute(800));

        fixture.run();

        String last = fake.requests("POST", "/api/v1/audit/logs").get(1).body();
        assertThat(Json.MAPPER.readTree(last).path("action").asText()).isEqualTo("canary_rollback");
        assertThat(Json.MAPPER.readTree(last).path("status").asText()).isEqualTo("triggered");
    }

    @Test
    void aJudgeThatCountsSaysAtTheGateThatItCannot() {
        fake.only(Document.CANARY);

        ReleaseFixture<CanaryDeployment> fixture = canary(CanaryValidator.defaults());
        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.gate(report, "canary metrics").reason()).contains("sequential", "cannot judge", "limits");
        assertThat(shares()).isEmpty();
    }

    @Test
    void aJudgeThatCountsJudgesWhereTheDocumentsTextIsFollowed() {
        fake.onlyWithProse(Document.CANARY);

        assertThat(unconfirmed(canary(CanaryValidator.defaults()).run())).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 400, 500})
    void aCanaryThatCannotBeWatchedIsNeverStarted(int status) {
        fake.only(Document.CANARY).fail(Fault.on("GET", METRICS).always().status(status));

        Report report = canary(LIMITS).run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("could not be watched");
        assertThat(shares()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error_rate\":0.11,\"satisfaction_score\":4.5,\"avg_latency_ms\":250}",
                "{\"error_rate\":0.01,\"satisfaction_score\":2.0,\"avg_latency_ms\":250}",
                "{\"error_rate\":0.01,\"satisfaction_score\":4.5,\"avg_latency_ms\":9000}",
                "{\"error_rate\":0.11,\"satisfaction_score\":4.5,\"avg_latency_ms\":250,\"conversation_count\":180}",
                "{\"error_rate\":0.11,\"conversation_count\":180}"
            })
    void limitsAreBreachedByRatesAndMeansAlone(String metrics) {
        fake.rawMetrics(ReleaseFixture.CANARY_BOT, metrics);

        Report report = canary(LIMITS).run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fake.liveVersion(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE))
                .contains(ReleaseFixture.CANARY_OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "success", "active", "live", "deployed", "weird", "Phase 2", "queued"})
    void aStateThatNoDocumentHasDoesNotReplaceTheJudge(String word) {
        ReleaseFixture<CanaryDeployment> fixture = canary(saying(word), LIMITS);
        fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "canary",
                Traffic.good().errorRate(0.005).perMinute(800));

        Report healthy = fixture.run();

        assertThat(unconfirmed(healthy)).isNotNull();
        assertThat(shares()).containsExactly(5.0, 25.0, 50.0, 100.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "success", "active", "live", "deployed", "weird", "Phase 2", "queued"})
    void aStateThatNoDocumentHasDoesNotHinderARollback(String word) {
        ReleaseFixture<CanaryDeployment> fixture = canary(saying(word), LIMITS);
        fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "canary",
                Traffic.good().errorRate(0.3).perMinute(800));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fake.requests("POST", "/api/v1/deployments/dep_0001/rollback"))
                .hasSize(1);
    }

    /** The platform as it is, but that it calls the state of every deployment so until a rollback was asked for. */
    private Transport saying(String word) {
        return (request, limit) -> {
            String path = request.uri().getPath();
            boolean isState = request.method().equals("GET") && path.startsWith("/api/v1/deployments/dep_");
            if (isState && fake.requests("POST", ".*/rollback").isEmpty()) {
                String body =
                        "{\"id\":\"" + path.substring(path.lastIndexOf('/') + 1) + "\",\"status\":\"" + word + "\"}";
                return new Transport.Response(
                        200,
                        HttpHeaders.of(Map.of("Content-Type", List.of("application/json")), (name, value) -> true),
                        body.getBytes(StandardCharsets.UTF_8));
            }
            return fake.exchange(request, limit);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled", "rolled_back"})
    void anEndThatIsReadTwiceEndsTheWatch(String end) {
        fake.everyCanary(JobScript.states("running", "running", "running", end));

        ReleaseFixture<CanaryDeployment> fixture = canary(CanaryValidator.defaults());
        Report report = fixture.run();

        assertThat(report.outcome().isSuccess()).isFalse();
        assertThat(report.outcome().because()).contains("by itself, it is " + end);
        assertThat(fixture.events.stream()
                        .filter(Event.CanaryObserved.class::isInstance)
                        .map(event -> ((Event.CanaryObserved) event).state().orElse("")))
                .filteredOn(end::equals)
                .hasSize(2);
    }

    @Test
    void theEndOfACanaryIsSeenAtTheNextLookAndNotAtTheNextMinute() {
        fake.rawMetrics(ReleaseFixture.CANARY_BOT, "{\"error_rate\":0.01,\"conversation_count\":100}")
                .everyCanary(JobScript.states("running", "running", "running", "running", "failed"));

        Report report = canary(LIMITS.every(Duration.ofSeconds(5))).run();

        assertThat(report.took()).isLessThan(Duration.ofSeconds(30));
        assertThat(report.outcome().because()).contains("failed");
        assertThat(report.canary().orElseThrow().observations()).hasOnlyElementsOfType(Observation.Refused.class);
    }

    @Test
    void aBotIsDeployed() {
        fake.only(Document.BOT_DEPLOYMENT);

        assertThat(unconfirmed(new BotRelease(fake, fake, records).run()))
                .anyMatch(line -> line.contains("which version is live") && line.contains("not offered"));
        assertThat(fake.liveVersion(BotRelease.BOT, BotRelease.ENVIRONMENT)).contains(BotRelease.NEW);
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aConfigurationIsDeployed() {
        fake.only(Document.CONFIGURATION);

        assertThat(unconfirmed(ReleaseFixture.configuration(fake, fake, records).run()))
                .isNotEmpty();
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void flowsArePromotedWhereTheListsThatTheyReferToAreTrusted() {
        fake.only(Document.FLOWS);

        Report report = run(
                FlowBundle.pipeline(fake.client(), FlowSchema.strict().tolerating(FlowSchema.Rule.EMPTY)),
                FlowBundle.from("env_dev").to("env_prod").trusting(ReferenceType.INTENT, ReferenceType.ENTITY));

        assertThat(unconfirmed(report)).anyMatch(line -> line.contains("trusted"));
        assertThat(fake.flowVersion("flow_abc123", "env_prod")).contains("1.2.0");
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aBotGoesBackToAVersion() {
        fake.only(Document.VERSION_ROLLBACK);

        Report report = run(
                VersionRollback.pipeline(fake.client()),
                VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET).in("PRODUCTION"));

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.liveVersion(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION))
                .contains(ReleaseFixture.TARGET);
        assertThat(fake.violations()).isEmpty();
    }

    private <D extends Deployment> Report run(DeploymentPipeline.Builder<D> builder, D deployment) {
        DeploymentPipeline<D> pipeline =
                builder.journal(records).actor("tester").build();
        return pipeline.run(pipeline.plan(deployment));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 400, 500})
    void readsBeyondTheDocumentOfABotDeploymentAreSurvived(int status) {
        fake.fail(
                Fault.on("GET", "/api/v1/deployments").always().status(status),
                Fault.on("GET", "/api/v1/bots/[^/]*/versions").always().status(status));

        assertThat(unconfirmed(new BotRelease(fake, fake, records).run())).isNotEmpty();
        // A platform that answers 500 is asked once more than one that answers 404.
        assertThat(sent("/api/v1/deployments")).isBetween(5L, 6L);
        assertThat(sent("/api/v1/bots/[^/]*/versions")).isBetween(3L, 4L);
    }

    private long sent(String path) {
        return fake.requests().stream()
                .filter(request ->
                        request.method().equals("GET") && request.path().matches(path))
                .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 400, 500})
    void readsBeyondTheDocumentOfAConfigurationAreSurvived(int status) {
        fake.fail(Fault.on("GET", "/api/v1/.*").always().status(status));

        assertThat(unconfirmed(ReleaseFixture.configuration(fake, fake, records).run()))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 400, 500})
    void readsBeyondTheDocumentOfACanaryAreSurvived(int status) {
        fake.fail(Fault.on("GET", "/api/v1/(deployments|bots|environments|webhooks).*")
                .always()
                .status(status));

        assertThat(unconfirmed(canary(LIMITS).run())).isNotEmpty();
        assertThat(shares()).containsExactly(5.0, 25.0, 50.0, 100.0);
    }
}
