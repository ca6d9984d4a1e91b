package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.PlanRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.record.PlanFile;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that one process makes and another carries out. */
class PlanFileTest {

    private static final Duration DAY = Duration.ofHours(24);

    @TempDir
    Path records;

    static Stream<ReleaseExample<?>> examples() {
        return ReleaseExample.all().stream();
    }

    private Path file() {
        return records.resolve("plan.json");
    }

    /** Plans on a pipeline of its own and writes the file. */
    private <D extends Deployment> Plan write(ReleaseFixture<D> fixture) throws InterruptedException {
        DeploymentPipeline<D> pipeline = fixture.pipeline();
        Plan plan = pipeline.plan(fixture.deployment);
        pipeline.planFile(plan, pipeline.check(plan), DAY).writeTo(file());
        return plan;
    }

    @ParameterizedTest
    @MethodSource("examples")
    <D extends Deployment> void anotherPipelineCarriesItOut(ReleaseExample<D> example) throws Exception {
        FakeCognigy fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup().on(fake, fake, records.resolve("records"));
        Plan planned = write(fixture);
        assertThat(example.isAsBefore(fake)).isTrue();

        DeploymentPipeline<D> other = fixture.pipeline();
        PlanFile file = PlanFile.read(file());
        Report report = other.run(other.plan(file, hidden -> fixture.deployment));

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.toJson()).contains(planned.fingerprint());
        assertThat(file.changes()).isEqualTo(planned.changes());
        assertThat(file.gates()).isNotEmpty().allMatch(CheckResult::passed);
        assertThat(report.gates())
                .extracting(CheckResult::name)
                .containsExactlyElementsOf(
                        file.gates().stream().map(CheckResult::name).toList());
    }

    /** Each kind whose target the platform shows, and a change to it by another deployment. */
    @ParameterizedTest
    @MethodSource("io.cognigydeploy.core.pipeline.StaleTargetTest#changedTargets")
    <D extends Deployment> void aTargetThatHasChangedSinceIsNotWrittenOver(
            ReleaseExample<D> example, Consumer<FakeCognigy> change) throws Exception {
        FakeCognigy fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup().on(fake, fake, records.resolve("records"));
        write(fixture);
        change.accept(fake);

        DeploymentPipeline<D> other = fixture.pipeline();
        Report report = other.run(other.plan(PlanFile.read(file()), hidden -> fixture.deployment));

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("the target has changed", "Make a new plan");
        assertThat(report.mutations()).isEmpty();
    }

    private Report apply(BotRelease release) {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        return pipeline.run(pipeline.plan(PlanFile.read(file())));
    }

    private BotRelease planned() throws InterruptedException {
        BotRelease release = new BotRelease(records.resolve("records"));
        plan(release);
        return release;
    }

    private void plan(BotRelease release) throws InterruptedException {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        pipeline.planFile(plan, pipeline.check(plan), DAY).writeTo(file());
    }

    @Test
    void aPlanIsCarriedOutUntilItExpires() throws Exception {
        BotRelease release = planned();
        release.fake.time().advance(DAY.minusSeconds(1));

        assertThat(apply(release).outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void anExpiredPlanIsRejected() throws Exception {
        BotRelease release = planned();
        release.fake.time().advance(DAY);

        Report report = apply(release);

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because())
                .isEqualTo("the plan expired at " + PlanFile.read(file()).expires() + ". Make a new plan.");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aTargetThatCannotBeReadIsReportedByTheRun() throws Exception {
        BotRelease release = planned();
        release.fault(Fault.on("GET", "/api/v1/.*").always().status(503));

        Report report = apply(release);

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("answered 503");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void gatesAreJudgedAgain() throws Exception {
        BotRelease release = new BotRelease(records.resolve("records"));
        release.with(builder -> builder.gate("freeze", plan -> Verdict.pass()));
        plan(release);
        BotRelease frozen = new BotRelease(release.fake, records.resolve("records"))
                .with(builder -> builder.gate("freeze", plan -> Verdict.fail("it snows")));

        Report report = apply(frozen);

        assertThat(report.outcome()).isEqualTo(new Outcome.Rejected("freeze: it snows"));
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aPipelineWithOtherGatesOrVerificationsRefuses() throws Exception {
        BotRelease release = planned();

        for (UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> change :
                List.<UnaryOperator<DeploymentPipeline.Builder<BotDeployment>>>of(
                        builder -> builder.gate("more", plan -> Verdict.pass()),
                        builder -> builder.verify("talk", applied -> Verdict.pass(), OnFailedVerification.ACCEPT),
                        builder ->
                                builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_stable")))) {
            BotRelease other = new BotRelease(release.fake, records.resolve("records")).with(change);

            assertThatExceptionOfType(PlanRefusedException.class)
                    .isThrownBy(() -> apply(other))
                    .withMessageContaining("other gates, verifications or options")
                    .withMessageEndingWith("Make a new plan.");
        }
    }

    @Test
    void anotherKindRefuses() throws Exception {
        BotRelease release = planned();
        ReleaseFixture<VersionRollback> rollbacks =
                ReleaseFixture.rollback(release.fake, release.fake, records.resolve("records"));

        assertThatExceptionOfType(PlanRefusedException.class)
                .isThrownBy(() -> rollbacks.pipeline().plan(PlanFile.read(file())))
                .withMessage("The plan is of kind bot-version, but this pipeline is for version-rollback. Use the"
                        + " pipeline that made the plan.");
    }

    @Test
    void anotherPlatformRefuses() throws Exception {
        BotRelease release = planned();
        rewrite(plan -> plan.put("platform", "https://other.test"));

        assertThatExceptionOfType(PlanRefusedException.class)
                .isThrownBy(() -> apply(release))
                .withMessage("The plan was made for https://other.test, but the platform that is given now is"
                        + " https://cognigy.test. Give the same one, or make a new plan.");
    }

    @Test
    void aSecretIsNotInTheFileAndHasToBeGivenAgain() throws Exception {
        BotRelease release = new BotRelease(records.resolve("records"));
        release.deployment = release.deployment.override("apiKey", "sk-live-4711");
        plan(release);
        PlanFile file = PlanFile.read(file());
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();

        assertThat(Files.readString(file())).doesNotContain("sk-live-4711", "demo-secret");
        assertThat(file.secretsHidden()).isTrue();
        assertThatExceptionOfType(PlanRefusedException.class)
                .isThrownBy(() -> pipeline.plan(file))
                .withMessageContaining("those that are given now are none");
        assertThatExceptionOfType(PlanRefusedException.class)
                .isThrownBy(() -> pipeline.plan(file, hidden -> hidden.override("apiKey", "sk-live-4712")))
                .withMessageContaining("those that are given now are others");
        assertThat(pipeline.run(pipeline.plan(file, hidden -> hidden.override("apiKey", "sk-live-4711")))
                        .outcome())
                .isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void optionsOfAPipelineAreStoredWithItsPlansAndRunsWithoutSecrets() throws Exception {
        BotRelease release = new BotRelease(records.resolve("records"))
                .with(builder -> builder.options(List.of("--suite=nightly", "--say=apiKey=sk-live-4711")));
        plan(release);

        assertThat(PlanFile.read(file()).options()).containsExactly("--suite=nightly", "--say=apiKey=***");
        ObjectNode first = RunStore.files(records.resolve("records"))
                .records(apply(release).runId())
                .get(0);
        assertThat(first.path("options"))
                .extracting(JsonNode::asText)
                .containsExactly("--suite=nightly", "--say=apiKey=***");
    }

    @Test
    void aPlanOfAnotherPipelineIsNotWritten() throws Exception {
        BotRelease release = planned();
        Plan plan = release.pipeline().plan(release.deployment);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> release.pipeline().planFile(plan, List.of(), DAY))
                .withMessageContaining("another pipeline");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    DeploymentPipeline<BotDeployment> own = release.pipeline();
                    own.planFile(own.plan(release.deployment), List.of(), Duration.ZERO);
                })
                .withMessageContaining("validFor");
    }

    /** Every byte counts: none can be cut, none changed. */
    @Test
    void aFileThatIsNotAsItWasWrittenIsRefused() throws Exception {
        planned();
        byte[] whole = Files.readAllBytes(file());

        for (int at = 0; at < whole.length; at += 7) {
            byte[] edited = whole.clone();
            edited[at] ^= 1;
            refuses(edited);
            refuses(Arrays.copyOf(whole, at));
        }
        refuses((new String(whole, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8));
        refuses(("\uFEFF" + new String(whole, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    private void refuses(byte[] content) throws IOException {
        Files.write(file(), content);
        assertThatExceptionOfType(PlanRefusedException.class)
                .isThrownBy(() -> PlanFile.read(file()))
                .withMessageStartingWith(file() + " ")
                .satisfies(refused ->
                        assertThat(refused.getMessage()).hasLineCount(1).endsWith("."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plan",
                "[]",
                "null",
                "{}",
                "{\"formatVersion\":\"1\"}",
                "{\"formatVersion\":1}",
                "\"a",
                "{\"a\":",
                "{\"formatVersion\":1,\"formatVersion\":1}"
            })
    void whatIsNoPlanIsRefused(String content) throws Exception {
        refuses(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anotherFormatNamesBoth() throws Exception {
        planned();
        rewrite(plan -> plan.put("formatVersion", 2));

        assertThatExceptionOfType(PlanRefusedException.class)
                .isThrownBy(() -> PlanFile.read(file()))
                .withMessageContaining("is a plan of format 2, and this version reads format 1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind", "platform", "deployment", "state", "fingerprint", "changes", "gates", "expires"})
    void aPlanThatLacksAPartIsRefusedAlsoWithARightHash(String member) throws Exception {
        planned();
        rewrite(plan -> plan.remove(member));

        assertThatExceptionOfType(PlanRefusedException.class)
                .isThrownBy(() -> PlanFile.read(file()))
                .withMessageContaining("lacks a part of a plan. Make the plan again.");
    }

    @Test
    void aFingerprintOrAStateThatWasRewrittenIsRefusedAlsoWithARightHash() throws Exception {
        BotRelease release = planned();
        rewrite(plan -> plan.put("fingerprint", "0".repeat(64)));
        assertThatExceptionOfType(PlanRefusedException.class).isThrownBy(() -> apply(release));

        plan(release);
        rewrite(plan -> ((ObjectNode) plan.path("state")).put("liveVersion", "v_stable"));
        assertThatExceptionOfType(PlanRefusedException.class).isThrownBy(() -> apply(release));

        plan(release);
        rewrite(plan -> plan.putArray("changes").add("nothing"));
        assertThatExceptionOfType(PlanRefusedException.class).isThrownBy(() -> apply(release));
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aHugeFileIsRefusedWithoutBeingRead() throws Exception {
        try (RandomAccessFile huge = new RandomAccessFile(file().toFile(), "rw")) {
            huge.setLength(4L << 30);
        }

        assertThatExceptionOfType(PlanRefusedException.class)
                .isThrownBy(() -> PlanFile.read(file()))
                .withMessageContaining("is larger than any plan.");
    }

    @Test
    void aFileThatCannotBeReadOrWrittenIsNamed() throws Exception {
        PlanFile plan = PlanFile.read(planned().records.resolveSibling("plan.json"));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> PlanFile.read(records.resolve("none.json")))
                .withMessageContaining("none.json");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> plan.writeTo(records.resolve("none/plan.json")))
                .withMessageContaining("plan.json");
    }

    /** Changes the file and gives it the hash that fits, as a person of ill will would. */
    private void rewrite(Consumer<ObjectNode> change) throws IOException {
        ObjectNode plan = (ObjectNode) new JsonMapper().readTree(Files.readAllBytes(file()));
        change.accept(plan);
        plan.remove("sha256");
        plan.put("sha256", CanonicalJson.sha256Hex(plan));
        Files.write(file(), CanonicalJson.bytes(plan));
    }
}
