package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run whose plan cannot be made is recorded, reported and delivered as fully as any other. */
class UnplannedRunTest {

    private static final String ALL = "/api/.*";

    @TempDir(factory = MemoryFolder.class)
    private Path records;

    private record FailingPlatform(
            String kind, BiFunction<FakeCognigy, Path, ReleaseFixture<?>> setup, String trouble, Fault fault) {
        @Override
        public String toString() {
            return kind + ", " + trouble;
        }
    }

    private static Stream<FailingPlatform> everyKindAndTrouble() {
        List<FailingPlatform> all = new ArrayList<>();
        for (int status : new int[] {400, 401, 403, 404, 500, 503}) {
            each(all, "answered " + status, Fault.on("*", ALL).always().status(status));
        }
        each(all, "unreadable", Fault.on("*", ALL).always().body("<html>", "text/html"));
        each(all, "unreachable", Fault.on("*", ALL).always().drop());
        each(all, "without a token", Fault.on("POST", "/oauth/token").always().status(401));
        each(all, "no token service", Fault.on("POST", "/oauth/token").always().status(500));
        return all.stream();
    }

    private static void each(List<FailingPlatform> all, String trouble, Fault fault) {
        all.add(new FailingPlatform("bot", (fake, records) -> ReleaseFixture.bot(fake, fake, records), trouble, fault));
        all.add(new FailingPlatform(
                "canary", (fake, records) -> ReleaseFixture.canary(fake, fake, records), trouble, fault));
        all.add(new FailingPlatform(
                "configuration", (fake, records) -> ReleaseFixture.configuration(fake, fake, records), trouble, fault));
        all.add(new FailingPlatform(
                "rollback", (fake, records) -> ReleaseFixture.rollback(fake, fake, records), trouble, fault));
        all.add(new FailingPlatform("flows", (fake, records) -> flows(fake, records), trouble, fault));
    }

    private static ReleaseFixture<FlowBundle> flows(FakeCognigy fake, Path records) {
        ReleaseFixture<FlowBundle> fixture = ReleaseFixture.flows(fake, fake, records);
        fixture.kind =
                cognigy -> FlowBundle.pipeline(cognigy, FlowSchema.strict().tolerating(FlowSchema.Rule.EMPTY));
        fixture.deployment = FlowBundle.from("env_dev").to("env_prod");
        return fixture;
    }

    @ParameterizedTest
    @MethodSource("everyKindAndTrouble")
    void whateverCannotBeReadEveryRunLeavesAllItsRecords(FailingPlatform given) throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(given.fault());
        run(given.setup().apply(fake, records.resolve("runs")));
    }

    private <D extends Deployment> void run(ReleaseFixture<D> fixture) throws Exception {
        List<Report> delivered = new ArrayList<>();
        Path file = records.resolve("audit.jsonl");
        Report report;
        try (AuditLog audit = AuditLog.jsonLines(file)) {
            fixture.with(builder -> builder.audit(audit).notify(receiver(delivered)));
            report = fixture.pipeline().run(fixture.deployment);
        }

        assertThat(report.outcome()).isInstanceOfAny(Outcome.Rejected.class, Outcome.Failed.class);
        assertThat(report.outcome().because()).isNotBlank();
        assertThat(report.runId()).isEqualTo(fixture.onlyRunId());
        assertThat(report.folder().orElseThrow())
                .isDirectoryContaining("glob:**report.html")
                .isDirectoryContaining("glob:**report.md");
        assertThat(Files.readString(file)).contains("run_started", "run_finished", report.runId());
        assertThat(delivered).singleElement().extracting(Report::runId).isEqualTo(report.runId());
        assertThat(report.payload()).isNotEmpty();
        assertThat(Json.MAPPER.readTree(report.toJson()).path("success").asBoolean(true))
                .isFalse();
        assertThat(report.mutations()).allMatch(request -> request.operationId().isEmpty());
        assertThat(fixture.pipeline().resume(report.runId()).outcome()).isEqualTo(report.outcome());
    }

    private static Notifier receiver(List<Report> delivered) {
        return new Notifier() {
            @Override
            public String name() {
                return "receiver";
            }

            @Override
            public void deliver(Report report, Platform platform) {
                delivered.add(report);
            }
        };
    }

    @Test
    void theReasonIsTheOneThatThePlatformGave() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(Fault.on("GET", "/api/v2/flows").always().status(403));
        ReleaseFixture<FlowBundle> fixture = flows(fake, records);

        Report report = fixture.pipeline().run(fixture.deployment);

        assertThat(report.outcome().because())
                .startsWith("plan: could not be made: ")
                .contains("/api/v2/flows", "403");
        assertThatExceptionOfType(CognigyException.class)
                .isThrownBy(() -> fixture.pipeline().plan(fixture.deployment));
    }

    @ParameterizedTest
    @CsvSource({"400, FAIL", "403, FAIL", "404, FAIL", "408, INCONCLUSIVE", "500, INCONCLUSIVE", "503, INCONCLUSIVE"})
    void aPlatformThatRefusesDecidesAndAnyOtherFailureDoesNot(int status, String verdict) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(Fault.on("GET", "/api/v2/flows").always().status(status));
        ReleaseFixture<FlowBundle> fixture = flows(fake, records);

        Report report = fixture.pipeline().run(fixture.deployment);

        assertThat(report.gates())
                .singleElement()
                .extracting(CheckResult::verdict)
                .isInstanceOf(verdict.equals("FAIL") ? Verdict.Fail.class : Verdict.Inconclusive.class);
    }

    @Test
    void aPlanThatIsInterruptedIsACancelledRun() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<FlowBundle> fixture = flows(fake, records);
        Thread.currentThread().interrupt();

        Report report = fixture.pipeline().run(fixture.deployment);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void aRunThatWasStartedEndsAlike() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(Fault.on("GET", "/api/v2/flows").always().status(500));
        ReleaseFixture<FlowBundle> fixture = flows(fake, records);

        Run run = fixture.pipeline().start(fixture.deployment, Runnable::run);

        assertThat(run.await().outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(run.await().runId()).isEqualTo(run.id());
    }

    @Test
    void aPlanThatCanBeMadeIsSeenBeforeTheRun() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<FlowBundle> fixture = flows(fake, records);
        List<String> seen = new ArrayList<>();

        Report report = fixture.pipeline()
                .run(fixture.deployment, plan -> seen.add(plan.fingerprint() + fixture.events.size()));

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(seen).singleElement().asString().endsWith("0");
    }
}
