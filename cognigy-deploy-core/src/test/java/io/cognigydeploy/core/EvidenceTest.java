package io.cognigydeploy.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.configuration.ConfigurationDeployment;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.record.RunRecords;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What checks found, and what becomes of it in webhooks, records and requests. */
class EvidenceTest {

    private static final CiWebhook HOOK = CiWebhook.to(URI.create("https://ci.test/hooks/ci"));

    @TempDir
    Path records;

    private JsonNode webhookBody(FakeCognigy fake) throws Exception {
        return Json.MAPPER.readTree(fake.requests("POST", "/hooks/.*").get(0).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"98 %", "", "NaN", "none", "0.5"})
    void labelsThatUsersChooseDecideNothing(String value) throws Exception {
        Path lines = records.resolve("lines.jsonl");
        BotRelease release = new BotRelease(records.resolve("runs"))
                .with(builder -> builder.gate(
                                "mine",
                                plan -> Verdict.pass(
                                        "fine", new Evidence("pass rate", value), new Evidence("suite", "of mine")))
                        .notify(HOOK, RunRecords.jsonLines(lines)));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.events(Event.RecordLost.class)).isEmpty();
        assertThat(webhookBody(release.fake).path("test_suite_id").asText()).isEqualTo(BotRelease.SUITE);
        assertThat(webhookBody(release.fake).path("pass_rate").asDouble()).isEqualTo(0.98);
        assertThat(Files.readString(lines)).contains("\"pass_rate\":0.98");
    }

    static Stream<Arguments> endsBeforeTheGates() {
        AuditSink deaf = new AuditSink() {
            @Override
            public void append(RunEvent event) {
                throw new IllegalStateException("full");
            }

            @Override
            public long kept(String runId) {
                return 0;
            }

            @Override
            public String name() {
                return "deaf";
            }
        };
        return Stream.of(
                Arguments.of("no records are taken", (UnaryOperator<BotRelease>)
                        release -> release.with(builder -> builder.audit(deaf))),
                Arguments.of("it is cancelled", (UnaryOperator<BotRelease>) release -> release.interruptAt(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endsBeforeTheGates")
    void theSuiteIsStatedAlsoWhereNoGateWasJudged(String what, UnaryOperator<BotRelease> trouble) throws Exception {
        BotRelease release = trouble.apply(new BotRelease(records).with(builder -> builder.notify(HOOK)));

        Report report = release.run();
        Thread.interrupted();

        assertThat(report.gates()).isEmpty();
        assertThat(webhookBody(release.fake).path("test_suite_id").asText()).isEqualTo(BotRelease.SUITE);
        assertThat(webhookBody(release.fake).path("pass_rate").isNull()).isTrue();
    }

    @Test
    void theSuiteOfARunWhosePlanWasInterruptedIsStated() throws Exception {
        BotRelease release = new BotRelease(records).with(builder -> builder.notify(HOOK));
        Thread.currentThread().interrupt();

        Report report = release.pipeline().run(release.deployment);
        Thread.interrupted();

        assertThat(report.payload().path("test_suite_id").asText()).isEqualTo(BotRelease.SUITE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latency ms", "confidence", "intent"})
    void labelsOfARollbacksVerificationDecideNothing(String label) throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<VersionRollback> fixture = ReleaseFixture.rollback(fake, fake, records);
        fixture.with(builder -> builder.verify("mine", applied -> Verdict.pass("fine", new Evidence(label, "fast")))
                .notify(HOOK));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(webhookBody(fake).path("metrics").path("latencyMs").isNull()).isTrue();
        assertThat(webhookBody(fake).path("metrics").path("detectedIntent").isNull())
                .isTrue();
    }

    @Test
    void theSuiteIsReportedAlsoWhenItsRunsCannotBeRead() throws Exception {
        BotRelease release = new BotRelease(records).with(builder -> builder.notify(HOOK));
        release.fault(Fault.on("GET", "/api/v1/tests?/.*").always().status(403));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(webhookBody(release.fake).path("test_suite_id").asText()).isEqualTo(BotRelease.SUITE);
        assertThat(webhookBody(release.fake).path("pass_rate").isNull()).isTrue();
    }

    @Test
    void theReasonOfAConfigurationsRollbackIsNotReadOutOfWords() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<ConfigurationDeployment> fixture = ReleaseFixture.configuration(fake, fake, records);
        fixture.with(
                builder -> builder.verify("mine", applied -> Verdict.fail("nothing to do with health soak: none")));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(rollback(fake)).contains("nothing to do with health soak").doesNotContain("health_check_failure");
    }

    @Test
    void anUnhealthyEnvironmentIsTheReasonOfARollbackAlsoUnderAnotherName() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<ConfigurationDeployment> fixture = ReleaseFixture.configuration(fake, fake, records);
        fixture.with(builder -> builder.verify("own watch", applied -> {
            for (int i = 0; i < 3; i++) {
                fake.nextHealth(ReleaseFixture.PLACE, "degraded", 0.2);
            }
            return HealthSoak.defaults().judge(applied);
        }));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(rollback(fake)).contains("health_check_failure");
    }

    private static String rollback(FakeCognigy fake) {
        return fake.requests("POST", "/api/v2/deployments/.*/rollback").get(0).body();
    }

    @Test
    void aFactThatIsANumberIsOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evidence("mine", "98 %", Optional.of(Evidence.Fact.PASS_RATE)));
        assertThat(new Evidence("mine", "0.98", Optional.of(Evidence.Fact.PASS_RATE)).value())
                .isEqualTo("0.98");
    }
}
