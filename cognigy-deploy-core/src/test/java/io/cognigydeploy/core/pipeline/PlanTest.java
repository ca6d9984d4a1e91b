package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.StoreOnDisk;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan belongs to the pipeline that made it. */
class PlanTest {

    @TempDir
    Path records;

    static Stream<ReleaseExample<?>> examples() {
        return ReleaseExample.all().stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    <D extends Deployment> void aPlanDoesNotRunOnAPipelineWithFewerGates(ReleaseExample<D> example) {
        FakeCognigy fake = example.world().get();
        ReleaseFixture<D> strict = example.setup().on(fake, fake, records);
        strict.with(builder -> builder.gate("four eyes", plan -> Verdict.fail("one pair only")));
        DeploymentPipeline<D> lax = example.setup().on(fake, fake, records).pipeline();
        Plan plan = strict.pipeline().plan(strict.deployment);

        assertThatIllegalArgumentException().isThrownBy(() -> lax.run(plan)).withMessageContaining("another pipeline");
        assertThatIllegalArgumentException().isThrownBy(() -> lax.check(plan));
        assertThatIllegalArgumentException().isThrownBy(() -> lax.start(plan, Runnable::run));
        assertThat(example.isAsBefore(fake)).isTrue();
        assertThat(StoreOnDisk.runIds(records)).isEmpty();
    }

    @Test
    void aPlanOfAnotherKindIsRefusedInTheSameWords() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<BotDeployment> bots = ReleaseFixture.bot(fake, fake, records);
        ReleaseFixture<VersionRollback> rollbacks = ReleaseFixture.rollback(fake, fake, records);
        Plan plan = rollbacks.pipeline().plan(rollbacks.deployment);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bots.pipeline().run(plan))
                .withMessageContaining("another pipeline");
    }

    @Test
    void anApprovalCoversGatesAndVerificationsAndWhatFollowsOnThem() {
        String plain = fingerprint(builder -> builder);

        assertThat(fingerprint(builder -> builder)).isEqualTo(plain);
        assertThat(fingerprint(builder -> builder.gate("more", plan -> Verdict.pass())))
                .isNotEqualTo(plain);
        String verified = fingerprint(builder -> builder.verify("talk", applied -> Verdict.pass()));
        assertThat(verified).isNotEqualTo(plain);
        assertThat(fingerprint(
                        builder -> builder.verify("talk", applied -> Verdict.pass(), OnFailedVerification.ACCEPT)))
                .isNotIn(plain, verified);
    }

    @Test
    void anApprovalOfAPlanWithFewerGatesIsNone() {
        String approved = fingerprint(builder -> builder);
        BotRelease release = new BotRelease(records);
        release.with(builder -> builder.gate(Approval.from(plan -> Optional.of(new ApprovalDecision(
                approved, true, "ops", "", release.fake.time().now())))));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Rejected.class);
    }

    private String fingerprint(UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> more) {
        BotRelease release = new BotRelease(records).with(more);
        return release.pipeline().plan(release.deployment).fingerprint();
    }
}
