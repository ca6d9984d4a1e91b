package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes before the first change. */
public class GatesTest {

    @TempDir
    Path records;

    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records);
    }

    @Test
    void allGatesAreJudgedAlsoAfterOneHasFailed() {
        release.gate = QualityGate.suite(BotRelease.SUITE).minPassRate(0.99);
        release.fake.addEnvironment(BotRelease.ENVIRONMENT, "1.0.0");
        release.with(builder -> builder.gate("change freeze", plan -> Verdict.fail("it is Friday")));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("0.99", "it is Friday", "runtime 1.0.0 is below", "lacks");
        assertThat(report.gates())
                .filteredOn(gate -> !gate.passed())
                .extracting(CheckResult::name)
                .containsExactlyInAnyOrder(
                        "test suite " + BotRelease.SUITE, "environment compatibility", "change freeze");
        assertThat(report.manifestSha256()).isEmpty();
        assertThat(release.deploymentsSent()).isZero();
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @Test
    void aScopeThatIsNotGrantedIsReportedBeforeThePlatformIsAskedForAnything() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld()
                .addClient("ci", "ci-secret", "bot:read", "environment:read", "test:read");
        CognigyClient client = CognigyClient.builder()
                .baseUrl("https://cognigy.test")
                .credentials(Credentials.clientCredentials("ci", "ci-secret")
                        .withScopes("bot:read", "environment:read", "test:read", "deployment:write"))
                .transport(fake)
                .time(fake.time())
                .build();
        var pipeline = BotDeployment.pipeline(client).journal(records).build();

        Report report = pipeline.run(pipeline.plan(release.deployment));

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("the token lacks deployment:write");
        assertThat(fake.requests())
                .isNotEmpty()
                .allMatch(request -> request.path().equals("/oauth/token"));
    }

    @Test
    void aLambdaIsAGate() {
        List<String> asked = new ArrayList<>();
        release.with(builder -> builder.gate("change freeze", plan -> {
            asked.add(plan.deployment().target());
            return Verdict.pass();
        }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(asked).containsExactly(BotRelease.ENVIRONMENT);
        assertThat(report.gates()).extracting(CheckResult::name).contains("change freeze");
    }

    @Test
    void aGateThatThrowsIsInconclusiveAndStopsTheRun() {
        release.with(builder -> builder.gate("calendar", plan -> {
            throw new IllegalStateException("calendar is down");
        }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.gates().get(1).verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(report.gates().get(1).verdict().reason()).contains("calendar is down");
        assertThat(report.gates()).hasSize(4);
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void anInconclusiveGateStopsTheRunAsAFailedOneDoes() {
        release.with(builder -> builder.gate("traffic", plan -> Verdict.inconclusive("no traffic")));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Rejected.class);

        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void twoGatesOfOneNameAreBothInTheReport() {
        release.gate = QualityGate.suite(BotRelease.SUITE).minPassRate(0.99);
        release.with(builder -> builder.gate(QualityGate.suite(BotRelease.SUITE).minPassRate(0.9)));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.gates()).extracting(CheckResult::passed).containsExactly(false, true, true, true);
    }

    @Test
    void whatWasDeployedBetweenPlanAndRunMakesThePlanStale() {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");

        Report report = pipeline.run(plan);

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("Make a new plan");
        assertThat(release.deploymentsSent()).isZero();
        assertThat(release.live()).isEqualTo("v_stable");
    }

    @Test
    void aPlanCanWaitAsLongAsNothingChanges() {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        release.fake.time().advance(Duration.ofHours(3));

        assertThat(pipeline.run(plan).outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void samePlansHaveTheSameFingerprintAndOthersAnother() {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        String fingerprint = pipeline.plan(release.deployment).fingerprint();

        assertThat(pipeline.plan(release.deployment).fingerprint()).isEqualTo(fingerprint);
        assertThat(pipeline.plan(release.deployment.override("apiKey", "a")).fingerprint())
                .isNotEqualTo(fingerprint);
        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");
        assertThat(pipeline.plan(release.deployment).fingerprint()).isNotEqualTo(fingerprint);
    }
}
