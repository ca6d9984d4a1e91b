package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.flows.Promotion;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets that others change between the plan and the request: nothing is sent over what was never planned. */
class StaleTargetTest {

    @TempDir
    Path records;

    /** Each kind whose target the platform shows, and a change to it by another deployment. */
    static Stream<Arguments> changedTargets() {
        return ReleaseExample.all().stream()
                .flatMap(example -> other(example.name()).map(change -> Arguments.of(example, change)).stream());
    }

    private static Optional<Consumer<FakeCognigy>> other(String kind) {
        return switch (kind) {
            case "bot version" -> Optional.of(fake -> fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable"));
            case "version rollback" ->
                Optional.of(fake -> fake.live(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, ReleaseFixture.FALLBACK));
            case "canary" ->
                Optional.of(fake ->
                        fake.live(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE, ReleaseFixture.CANARY_NEW));
            case "flow bundle" ->
                Optional.of(fake -> fake.addFlow(Promotion.PROD, Promotion.flow("flow_b", "1.0.5", "flow flow_c")));
            default -> Optional.empty();
        };
    }

    @ParameterizedTest
    @MethodSource("changedTargets")
    <D extends Deployment> void whatChangesWhileAGateWaitsIsNotWrittenOver(
            ReleaseExample<D> example, Consumer<FakeCognigy> change) {
        FakeCognigy fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup()
                .on(fake, fake, records)
                .with(builder -> builder.gate(Approval.from(plan -> {
                    change.accept(fake);
                    return Optional.of(new ApprovalDecision(
                            plan.fingerprint(), true, "ops", "", fake.time().now()));
                })));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("the target has changed", "Make a new plan");
        assertThat(report.mutations()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("changedTargets")
    <D extends Deployment> void whatChangesWhileAConflictIsWaitedForIsNotWrittenOver(
            ReleaseExample<D> example, Consumer<FakeCognigy> change) {
        FakeCognigy fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup().on(fake, fake, records);
        fixture.at(Event.MutationRefused.class, () -> change.accept(fake));
        fixture.fault(Fault.on("POST", "/api/(?!.*(sessions|webhooks)).*").status(409));
        fixture.fault(Fault.on("POST", "/api/v2/flows/import.*").status(409));

        Report report = fixture.run();

        // What a rollback is refused for, such as open sessions, is not waited for.
        assertThat(report.outcome()).isInstanceOfAny(Outcome.Rejected.class, Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("was changed");
        assertThat(example.isAsDeployed(fake)).isEqualTo(example.name().equals("canary"));
    }

    @Test
    void aPlanOfYesterdayIsComparedBeforeAnybodyIsAsked() {
        BotRelease release = new BotRelease(records);
        boolean[] asked = {false};
        release.with(builder -> builder.gate("ask", plan -> {
            asked[0] = true;
            return Verdict.pass();
        }));
        var pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        release.fake.time().advance(Duration.ofDays(1));
        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");

        Report report = pipeline.run(plan);

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(asked[0]).isFalse();
    }

    @Test
    void gatesOfAPlanOfYesterdayReadForThemselves() {
        BotRelease release = new BotRelease(records);
        var pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        release.fake.time().advance(Duration.ofDays(1));
        release.fake.addVersion(BotRelease.BOT, "v2.4.1-stable", new VersionStatus("DRAFT"));

        Report report = pipeline.run(plan);

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("DRAFT");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void whatCouldNotBeReadAgainIsSaidAsThat() {
        BotRelease release = new BotRelease(records);
        release.with(builder -> builder.gate("outage", plan -> {
            release.fault(
                    Fault.on("GET", "/api/v1/bots/[^/]+/versions").always().status(503),
                    Fault.on("GET", "/api/v1/deployments").always().status(503));
            return Verdict.pass();
        }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("live version unknown", "503");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aRunThatDiedBeforeItsAnswerComparesBeforeItSendsAgain() {
        BotRelease whole = new BotRelease(records);
        PowerCut cut = new PowerCut(whole.fake);
        BotRelease mortal = new BotRelease(whole.fake, cut, records)
                .with(builder -> builder.listener(event -> {
                    if (event.event() instanceof Event.MutationIntended) {
                        throw new PowerCut.Dead();
                    }
                }));
        assertThatExceptionOfType(PowerCut.Dead.class).isThrownBy(mortal::run);
        whole.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");

        Report report = whole.pipeline().resume(whole.onlyRunId());

        // The request may have been sent and undone by a person: that cannot be distinguished from here.
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("the target has changed");
        assertThat(whole.deploymentsSent()).isZero();
        assertThat(whole.live()).isEqualTo("v_stable");
    }
}
