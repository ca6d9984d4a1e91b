package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.CallbackHint;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.WebhookVerifier;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.DeploymentFailedException;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.store.ChainedLog;
import io.cognigydeploy.core.store.TargetLock;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Webhooks, audit logs, reports and listeners, and the secrets that must be in none of them. */
public class RecordsTest {

    private static final URI HOOK = URI.create("https://ci.test/hooks/cognigy");
    private static final String SIGNING_SECRET = "a-secret-of-more-than-24-bytes";

    @TempDir
    Path records;

    @TempDir
    Path elsewhere;

    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records);
    }

    // ---------------------------------------------------------------- webhook

    @Test
    void theWebhookReceivesASuccessInTheDocumentedForm() {
        release.with(builder -> builder.notify(CiWebhook.to(HOOK)));

        Report report = release.run();

        RecordedRequest hook = hooks().get(0);
        assertThat(hooks()).hasSize(1);
        JsonNode body = json(hook.body());
        assertThat(names(body))
                .containsExactlyInAnyOrder(
                        "timestamp",
                        "bot_id",
                        "environment_id",
                        "version",
                        "duration_seconds",
                        "status",
                        "success",
                        "job_id",
                        "config_overrides",
                        "test_suite_id",
                        "pass_rate");
        assertThat(Instant.parse(body.path("timestamp").asText())).isEqualTo(report.begun());
        assertThat(body.path("bot_id").asText()).isEqualTo(BotRelease.BOT);
        assertThat(body.path("environment_id").asText()).isEqualTo(BotRelease.ENVIRONMENT);
        assertThat(body.path("version").asText()).isEqualTo(BotRelease.NEW);
        assertThat(body.path("duration_seconds").doubleValue())
                .isEqualTo(report.took().toMillis() / 1000.0);
        assertThat(body.path("status").asText()).isEqualTo("completed");
        assertThat(body.path("success").isBoolean()).isTrue();
        assertThat(body.path("success").asBoolean()).isTrue();
        assertThat(body.path("job_id").asText()).isEqualTo("dep_0001");
        assertThat(body.path("config_overrides").path("maxConcurrentSessions").intValue())
                .isEqualTo(500);
        assertThat(body.path("test_suite_id").asText()).isEqualTo(BotRelease.SUITE);
        assertThat(body.path("pass_rate").doubleValue()).isEqualTo(0.98);
        assertThat(report.deliveries())
                .extracting(Report.Delivery::receiver, Report.Delivery::failure)
                .containsExactly(tuple("webhook ci.test", Optional.empty()));
    }

    @Test
    void theWebhookReceivesAFailureAsFully() {
        release.job(JobScript.fails("boom").halfApplied()).with(builder -> builder.notify(CiWebhook.to(HOOK)));

        release.run();

        JsonNode body = json(hooks().get(0).body());
        assertThat(body.path("success").asBoolean(true)).isFalse();
        assertThat(body.path("status").asText()).isEqualTo("rolled_back");
        assertThat(body.path("job_id").asText()).isEqualTo("dep_0001");
        assertThat(body.path("pass_rate").doubleValue()).isEqualTo(0.98);
    }

    @Test
    void theWebhookReceivesARunThatAGateStopped() {
        release.gate = QualityGate.suite(BotRelease.SUITE).minPassRate(0.99);
        release.with(builder -> builder.notify(CiWebhook.to(HOOK)));

        release.run();

        JsonNode body = json(hooks().get(0).body());
        assertThat(body.path("success").asBoolean(true)).isFalse();
        assertThat(body.path("status").asText()).isEqualTo("rejected");
        assertThat(body.path("job_id").isNull()).isTrue();
        assertThat(body.path("pass_rate").doubleValue()).isEqualTo(0.98);
    }

    @Test
    void thePassRateIsTheOneThatTheGateJudgedAndIsNotReadAgain() {
        release.with(builder -> builder.notify(CiWebhook.to(HOOK)).listener(event -> {
            if (event.event() instanceof Event.MutationEnded) {
                release.fake.addTestRun(BotRelease.SUITE, 200, 3, "rejected");
            }
        }));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(json(hooks().get(0).body()).path("pass_rate").doubleValue()).isEqualTo(0.98);
        assertThat(release.fake.requests("GET", "/api/v1/tests/.*")).hasSize(1);
    }

    @Test
    void suiteAndPassRateAreOfTheSameGate() {
        release.fake.addSuite("suite_empty");
        release.gate = QualityGate.suite("suite_empty");
        release.with(builder -> builder.gate(QualityGate.suite(BotRelease.SUITE).minPassRate(0.9))
                .notify(CiWebhook.to(HOOK)));

        release.run();

        JsonNode body = json(hooks().get(0).body());
        assertThat(body.path("test_suite_id").asText()).isEqualTo(BotRelease.SUITE);
        assertThat(body.path("pass_rate").doubleValue()).isEqualTo(0.98);
    }

    @Test
    void aWebhookThatIsDownIsInTheReportAndChangesNothingElse() {
        release.fault(Fault.on("POST", "/hooks/.*").always().status(503))
                .with(builder -> builder.notify(CiWebhook.to(HOOK)));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
        assertThat(report.deliveries())
                .singleElement()
                .satisfies(delivery ->
                        assertThat(delivery.failure()).get().asString().contains("503"));
        assertThat(report.toMarkdown()).contains("NOT delivered");
    }

    @Test
    void aWebhookThatWasDownIsDeliveredToWhenTheRunIsResumed() {
        release.fault(Fault.on("POST", "/hooks/.*").times(4).status(503))
                .with(builder -> builder.notify(CiWebhook.to(HOOK)));
        Report report = release.run();
        assertThat(report.deliveries())
                .singleElement()
                .matches(delivery -> delivery.failure().isPresent());

        Report again = release.pipeline().resume(report.runId());

        assertThat(again.deliveries())
                .singleElement()
                .matches(delivery -> delivery.failure().isEmpty());
        assertThat(again.outcome()).isEqualTo(report.outcome());
        assertThat(release.deploymentsSent()).isEqualTo(1);
        int delivered = hooks().size();
        release.pipeline().resume(report.runId());
        assertThat(hooks()).hasSize(delivered);
    }

    @Test
    void twoWebhooksOnOneHostAreBothDeliveredTo() {
        release.with(builder ->
                builder.notify(CiWebhook.to(HOOK), CiWebhook.to(URI.create("https://ci.test/hooks/another-channel"))));

        Report report = release.run();

        assertThat(hooks())
                .extracting(RecordedRequest::path)
                .containsExactly("/hooks/cognigy", "/hooks/another-channel");
        assertThat(report.deliveries())
                .hasSize(2)
                .allMatch(delivery -> delivery.failure().isEmpty());
    }

    @Test
    void aWebhookIsRetriedUnderTheSameIdAndWithoutThePlatformsCredentials() {
        release.fault(Fault.on("POST", "/hooks/.*").status(500)).with(builder -> builder.notify(CiWebhook.to(HOOK)));

        Report report = release.run();

        assertThat(hooks()).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("webhook-id")).contains(report.runId());
            assertThat(request.header("Authorization")).isEmpty();
            assertThat(request.header("webhook-signature")).isEmpty();
            assertThat(request.header("Content-Type")).contains("application/json");
            assertThat(request.header("Accept")).contains("*/*");
        });
        assertThat(release.fake.violations()).isEmpty();
    }

    @Test
    void aSignedWebhookCanBeVerifiedByItsReceiver() {
        release.with(builder -> builder.notify(CiWebhook.to(HOOK).signedWith(Secret.of(SIGNING_SECRET))));

        Report report = release.run();

        RecordedRequest hook = hooks().get(0);
        CallbackHint verified = WebhookVerifier.standardWebhooks()
                .secret(Secret.of(SIGNING_SECRET))
                .time(release.fake.time())
                .build()
                .verify(hook.body().getBytes(StandardCharsets.UTF_8), hook.headers());
        assertThat(verified.id()).isEqualTo(report.runId());
        assertThat(hook.header("Authorization")).isEmpty();
        assertThat(everythingWritten()).doesNotContain(SIGNING_SECRET);
    }

    // ---------------------------------------------------------------- audit

    @Test
    void theAuditLogHasARunFromBeginningToEndAndItsChainHolds() throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        Report report;
        try (AuditLog audit = AuditLog.jsonLines(file)) {
            report = release.with(builder -> builder.audit(audit)).run();
        }

        assertThat(ChainedLog.verify(file).problem()).isEmpty();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSameSizeAs(report.events()).allMatch(line -> line.contains(report.runId()));
        assertThat(lines.get(0)).contains("run_started", "tester", BotRelease.NEW);
        assertThat(String.join("\n", lines))
                .containsSubsequence(
                        "check_judged",
                        "manifest_written",
                        "mutation_intended",
                        "mutation_accepted",
                        "mutation_ended",
                        "mutation_confirmed",
                        "run_finished");
    }

    @Test
    void theAuditLogHasAFailureWithItsRollback() throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        try (AuditLog audit = AuditLog.jsonLines(file)) {
            release.job(JobScript.fails("boom").halfApplied())
                    .with(builder -> builder.audit(audit))
                    .run();
        }

        assertThat(Files.readString(file))
                .containsSubsequence("boom", "compensation_started", "revert-1", "rolled_back", "run_finished");
    }

    @Test
    void twoRunsShareAnAuditLog() throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        release.gate = QualityGate.suite(BotRelease.SUITE);
        try (AuditLog audit = AuditLog.jsonLines(file)) {
            DeploymentPipeline<BotDeployment> pipeline =
                    release.with(builder -> builder.audit(audit)).pipeline();
            pipeline.run(pipeline.plan(release.deployment));
            pipeline.run(pipeline.plan(release.deployment));
        }

        assertThat(ChainedLog.verify(file).problem()).isEmpty();
        assertThat(release.runIds()).hasSize(2);
        String text = Files.readString(file);
        assertThat(release.runIds()).allMatch(text::contains);
    }

    @Test
    void anAuditLogThatDoesNotTakeTheFirstRecordStopsTheRunBeforeTheFirstChange() {
        release.with(builder -> builder.audit(failingFrom(Event.RunStarted.class)));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("failing sink", "without a record");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void anAuditLogThatCannotBeOpenedStopsTheRunBeforeTheFirstChange() throws IOException {
        Path inTheWay = Files.writeString(elsewhere.resolve("file"), "not a folder");
        try (AuditLog audit = AuditLog.jsonLines(inTheWay.resolve("audit.jsonl"))) {
            assertThat(release.with(builder -> builder.audit(audit)).run().outcome())
                    .isInstanceOf(Outcome.Rejected.class);
        }

        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void anAuditLogThatFailsAfterTheFirstChangeIsReportedAndDoesNotEndTheRun() {
        release.with(builder -> builder.audit(failingFrom(Event.MutationAccepted.class)));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.deliveries())
                .singleElement()
                .matches(delivery -> delivery.receiver().equals("failing sink")
                        && delivery.failure().isPresent());
    }

    // ---------------------------------------------------------------- files and listeners

    @Test
    void anAuditLogThatFailsWhileTheGatesAreJudgedStopsTheRunBeforeTheFirstChange() {
        release.with(builder -> builder.audit(failingFrom(Event.CheckJudged.class)));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void twoRunsInTheSameSecondDoNotOverwriteEachOther() {
        release.gate = QualityGate.suite(BotRelease.SUITE);
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);

        Report first = pipeline.run(plan);
        Report second = pipeline.run(plan);

        assertThat(second.begun()).isEqualTo(first.begun());
        assertThat(second.folder().orElseThrow()).isNotEqualTo(first.folder().orElseThrow());
        assertThat(first.folder().orElseThrow().resolve("report.json")).exists();
        assertThat(second.folder().orElseThrow().resolve("report.json")).exists();
    }

    @Test
    void aListenerThatThrowsDoesNotBreakTheRun() {
        release.with(builder -> builder.listener(event -> {
            throw new IllegalStateException("listener is broken");
        }));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void listenersReceiveEveryEventOfTheReportInOrder() {
        Report report = release.run();

        assertThat(release.events).isEqualTo(report.events());
    }

    @Test
    void recordsThatCannotBeBegunLeaveThePlatformAlone() throws IOException {
        Path inTheWay = Files.writeString(elsewhere.resolve("file"), "not a folder");
        BotRelease homeless = new BotRelease(release.fake, inTheWay.resolve("runs"));

        org.assertj.core.api.Assertions.assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(homeless::run);

        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aFailedDeliveryIsMadeLaterByAnyProcess() {
        release.fault(Fault.on("POST", "/hooks/.*").times(4).status(500));
        release.with(builder -> builder.notify(CiWebhook.to(HOOK)));
        Report first = release.run();
        assertThat(first.deliveries())
                .singleElement()
                .satisfies(d -> assertThat(d.failure()).isPresent());

        release.fake.time().advance(Duration.ofSeconds(5));
        List<Report> later = release.pipeline().deliverPending().reports();

        assertThat(later).singleElement().satisfies(report -> {
            assertThat(report.runId()).isEqualTo(first.runId());
            assertThat(report.deliveries())
                    .containsExactly(new Report.Delivery("webhook " + HOOK.getHost(), Optional.empty()));
        });
        int delivered = hooks().size();
        release.pipeline().deliverPending();
        assertThat(hooks()).hasSize(delivered);
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    @Test
    void aLogHasALineForEachEventAndWarnsOfWhatWentWrong() {
        ch.qos.logback.classic.Logger logger =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("releases-of-a-test");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        release.with(builder -> builder.listener(EventListener.logging(logger)));
        release.job(JobScript.fails("boom").halfApplied());

        Report report = release.run();

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactlyElementsOf(report.events().stream()
                        .map(event -> "run " + report.runId() + ": " + event.describe())
                        .toList());
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().equals(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(2)
                .anyMatch(line -> line.contains(": rolling back: "))
                .anyMatch(line -> line.contains(": RolledBack: "));
    }

    @Test
    void whatARunHasToTellIsLeftForLaterWhileAnotherWorksOnItsTarget() {
        release.fault(Fault.on("POST", "/hooks/.*").times(4).status(500));
        release.with(builder -> builder.notify(CiWebhook.to(HOOK)));
        release.run();
        release.fake.time().advance(Duration.ofSeconds(5));

        try (TargetLock other =
                TargetLock.acquire(release.records, BotRelease.ENVIRONMENT, "another-run", release.fake.time())) {
            assertThat(other.stillOwned()).isTrue();
            assertThat(release.pipeline().deliverPending().left())
                    .singleElement()
                    .satisfies(left -> assertThat(left.cause()).isInstanceOf(TargetBusyException.class));
        }

        assertThat(release.pipeline().deliverPending().reports()).hasSize(1);
    }

    @Test
    void whoIsNotReachedIsTriedAgainOnASchedule() {
        release.fault(Fault.on("POST", "/hooks/.*").always().status(410));
        release.with(builder -> builder.notify(CiWebhook.to(HOOK)));
        Report first = release.run();
        List<Duration> schedule = List.of(
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofHours(5),
                Duration.ofHours(10),
                Duration.ofHours(14),
                Duration.ofHours(20),
                Duration.ofHours(24));

        for (Duration wait : schedule) {
            int before = hooks().size();
            release.fake.time().advance(wait.minusMillis(1));
            release.pipeline().deliverPending();
            assertThat(hooks()).as("just before " + wait).hasSize(before);
            release.fake.time().advance(Duration.ofMillis(1));
            release.pipeline().deliverPending();
            assertThat(hooks()).as("after " + wait).hasSize(before + 1);
        }

        release.fake.time().advance(Duration.ofDays(30));
        assertThat(release.pipeline().deliverPending().reports())
                .singleElement()
                .satisfies(report -> assertThat(report.deliveries())
                        .singleElement()
                        .satisfies(delivery ->
                                assertThat(delivery.failure()).get().asString().endsWith("; given up after 10 tries")));
        assertThat(hooks())
                .hasSize(10)
                .allSatisfy(request -> assertThat(request.header("webhook-id")).contains(first.runId()));
    }

    @Test
    void whoWasGivenUpIsTriedAgainByHand() {
        release.fault(Fault.on("POST", "/hooks/.*").times(10).status(410));
        release.with(builder -> builder.notify(CiWebhook.to(HOOK)));
        Report first = release.run();
        for (int i = 0; i < 9; i++) {
            release.fake.time().advance(Duration.ofDays(1));
            release.pipeline().deliverPending();
        }

        Report report = release.pipeline().resume(first.runId());

        assertThat(hooks()).hasSize(11);
        assertThat(report.deliveries())
                .containsExactly(new Report.Delivery("webhook " + HOOK.getHost(), Optional.empty()));
    }

    @Test
    void aRunThatEndsAgainIsDeliveredUnderAnotherId() {
        boolean[] answers = {false};
        release.with(builder -> builder.notify(CiWebhook.to(HOOK))
                .verify(
                        "smoke test",
                        applied -> answers[0] ? Verdict.pass() : Verdict.fail("silent"),
                        OnFailedVerification.ASK));
        Report first = release.run();
        assertThat(first.outcome()).isInstanceOf(Outcome.Unknown.class);

        answers[0] = true;
        Report second = release.pipeline().resume(first.runId());

        assertThat(second.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(hooks())
                .extracting(request -> request.header("webhook-id").orElseThrow())
                .containsExactly(first.runId(), first.runId() + "-2");
    }

    @Test
    void aWebhookInAPrivateNetworkIsRefusedAndTheOutcomeStands() {
        URI inside = URI.create("https://10.0.0.5/hooks/cognigy");
        release.with(builder -> builder.notify(CiWebhook.to(inside)));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.deliveries())
                .singleElement()
                .satisfies(delivery ->
                        assertThat(delivery.failure()).get().asString().contains("not a public address"));
        assertThat(hooks()).isEmpty();
    }

    @Test
    void aWebhookInAPrivateNetworkIsDeliveredToIfThatIsAllowed() {
        URI inside = URI.create("https://10.0.0.5/hooks/cognigy");
        release.with(builder ->
                builder.notify(CiWebhook.to(inside).allowingPrivateAddresses().signedWith(Secret.of(SIGNING_SECRET))));

        Report report = release.run();

        assertThat(report.deliveries()).containsExactly(new Report.Delivery("webhook 10.0.0.5", Optional.empty()));
        assertThat(hooks())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.header("webhook-signature")).isPresent());
    }

    @Test
    void anAuditLogThatACrashLeftBehindIsBroughtUpToDate() throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        Report report = release.run();
        assertThat(file).doesNotExist();

        release.with(builder -> builder.audit(AuditLog.jsonLines(file)))
                .pipeline()
                .resume(report.runId());

        assertThat(Files.readAllLines(file)).hasSameSizeAs(report.events());
        assertThat(AuditLog.verify(file)).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void aCutAuditLogShowsAgainstAHashThatWasKept() throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        release.with(builder -> builder.audit(AuditLog.jsonLines(file))).run();
        String head = AuditLog.verify(file).evidence().get(1).value();
        assertThat(AuditLog.verify(file, head)).isInstanceOf(Verdict.Pass.class);
        List<String> lines = Files.readAllLines(file);

        Files.write(file, lines.subList(0, lines.size() - 1));

        assertThat(AuditLog.verify(file)).isInstanceOf(Verdict.Pass.class);
        assertThat(AuditLog.verify(file, head)).isInstanceOf(Verdict.Fail.class);
        Files.write(file, List.of(lines.get(0), lines.get(2)));
        assertThat(AuditLog.verify(file)).isInstanceOf(Verdict.Fail.class);
    }

    // ---------------------------------------------------------------- secrets

    @Test
    void secretsGoToThePlatformAndIntoNoRecord() throws IOException {
        release.deployment = release.deployment
                .override("apiKey", "sk-live-4711")
                .override("dbPassword", "hunter2-prod")
                .override("endpoint", "https://user:pa55word@db.test/x?access_token=tok-0815")
                .override("headers", Map.of("Authorization", "Bearer nested-0001", "X-Plain", "visible"));
        List<String> secrets = List.of(
                "sk-live-4711", "hunter2-prod", "pa55word", "tok-0815", "nested-0001", "demo-secret", "fake-token");
        release.job(JobScript.fails("boom").halfApplied());
        Path file = elsewhere.resolve("audit.jsonl");
        Report report;
        Plan plan;
        try (AuditLog audit = AuditLog.jsonLines(file)) {
            DeploymentPipeline<BotDeployment> pipeline = release.with(
                            builder -> builder.audit(audit).notify(CiWebhook.to(HOOK)))
                    .pipeline();
            plan = pipeline.plan(release.deployment);
            report = pipeline.run(plan);
        }

        assertThat(release.fake.requests("POST", "/api/v1/deployments").get(0).body())
                .contains("sk-live-4711", "hunter2-prod", "pa55word", "tok-0815", "nested-0001");
        assertThat(json(hooks().get(0).body())
                        .path("config_overrides")
                        .path("apiKey")
                        .asText())
                .isEqualTo("***");
        String written = String.join(
                "\n",
                everythingWritten(),
                hooks().get(0).body(),
                report.toString(),
                report.toJson(),
                report.toMarkdown(),
                release.events.toString(),
                plan.toString(),
                plan.toJson(List.of()),
                release.deployment.toString(),
                new DeploymentFailedException(report).toString());
        assertThat(written).contains("visible", "***");
        assertThat(secrets).noneMatch(written::contains);
    }

    @Test
    void aRefusalThatQuotesASecretDoesNotSpreadIt() {
        release.deployment = release.deployment.override("apiKey", "sk-live-4711");
        release.fault(Fault.on("POST", "/api/v1/deployments")
                .status(400)
                .body("{\"message\":\"apiKey sk-live-4711 is not allowed\"}", "application/json"));
        release.with(builder -> builder.audit(AuditLog.jsonLines(elsewhere.resolve("audit.jsonl")))
                .notify(CiWebhook.to(HOOK)));

        Report report = release.run();

        assertThat(report.outcome().because()).contains("apiKey *** is not allowed");
        assertThat(everythingWritten() + hooks().get(0).body() + release.events)
                .contains("is not allowed")
                .doesNotContain("sk-live-4711");
    }

    private List<RecordedRequest> hooks() {
        return release.fake.requests("POST", "/hooks/.*");
    }

    private String everythingWritten() {
        StringBuilder text = new StringBuilder();
        for (Path root : List.of(records, elsewhere)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    text.append(file)
                            .append('\n')
                            .append(Files.readString(file))
                            .append('\n');
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** A sink whose disk is full from an event of this kind on. */
    private static AuditSink failingFrom(Class<? extends Event> kind) {
        boolean[] full = {false};
        return new AuditSink() {
            @Override
            public String name() {
                return "failing sink";
            }

            @Override
            public long kept(String runId) {
                return 0;
            }

            @Override
            public void append(RunEvent event) throws IOException {
                full[0] |= kind.isInstance(event.event());
                if (full[0]) {
                    throw new IOException("disk full");
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ci.example.com/hook",
                "https://me:secret@ci.example.com/hook",
                "https://token@ci.example.com/hook",
                "https://ci.example.com/hook#part",
                "ftp://ci.example.com/hook",
                "/hook"
            })
    void aWebhookThatCanNeverWorkIsRefusedAtOnce(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CiWebhook.to(URI.create(address)))
                .withMessageStartingWith("The webhook must ")
                .withMessageNotContaining("secret");
    }
}
