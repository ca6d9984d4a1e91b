package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.RecordedRequest;
import io.cognigydeploy.testing.ScriptedReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases of snapshots that go well: in one project, in one installation and in two, and undone afterwards. */
class SnapshotReleaseTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private static Outcome.Succeeded succeeded(Report report) {
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        return (Outcome.Succeeded) report.outcome();
    }

    @Test
    void inOneProjectNothingIsTransferred() {
        SnapshotFixture fixture = SnapshotFixture.oneInstallation(records);
        fixture.release = SnapshotRelease.from("prod", "shop-prod")
                .to("prod", "shop-prod", "Web")
                .testedBy("Smoke")
                .saying("hello");

        Report report = fixture.run();

        assertThat(succeeded(report).unconfirmed()).isEmpty();
        assertThat(fixture.effects())
                .containsExactly(
                        "POST /new/v2.0/snapshots",
                        "POST /new/v2.0/playbooks/*/schedule",
                        "PATCH /new/v2.0/endpoints/*",
                        "POST /test/*");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("shop-prod " + report.runId());
        JsonNode release = report.payload().path("release");
        assertThat(release.path("file").isNull()).isTrue();
        assertThat(release.at("/snapshot/source")).isEqualTo(release.at("/snapshot/target"));
    }

    @Test
    void betweenTwoInstallationsTheSameFileIsTransferredAndRecorded() {
        SnapshotFixture fixture = SnapshotFixture.twoInstallations(records)
                .releasing(release -> release.named("v2.0.0")
                        .describedAs("autumn")
                        .testedBy("Smoke")
                        .saying("hello", "bye")
                        .requiringSameHash()
                        .requiringOverride(true));
        String before = fixture.prod.endpoint("Web").toJson();

        Report report = fixture.run();

        assertThat(succeeded(report).unconfirmed()).isEmpty();
        assertThat(fixture.effects())
                .containsExactly(
                        "POST /new/v2.0/snapshots",
                        "POST /new/v2.0/snapshots/*/package",
                        "POST /new/v2.0/snapshots/*/downloadlink",
                        "POST /new/v2.0/snapshots/upload",
                        "POST /new/v2.0/playbooks/*/schedule",
                        "PATCH /new/v2.0/endpoints/*",
                        "POST /test/*",
                        "POST /test/*");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("v2.0.0");
        assertThat(fixture.target.requests("PATCH", ".*"))
                .singleElement()
                .satisfies(
                        patch -> assertThat(Json.MAPPER.readTree(patch.body()).properties())
                                .extracting(Map.Entry::getKey)
                                .containsExactlyInAnyOrder("entrypoint", "flowId", "localeId"));
        assertThat(fixture.source.requests("POST", "/new/v2.0/snapshots"))
                .singleElement()
                .satisfies(made -> assertThat(made.body())
                        .contains("\"v2.0.0\"", "autumn [cognigy-deploy " + report.runId() + "]"));

        JsonNode release = report.payload().path("release");
        assertThat(release.path("from").asText()).isEqualTo("dev");
        assertThat(release.path("to").asText()).isEqualTo("prod");
        assertThat(release.at("/snapshot/source/id").asText())
                .isEqualTo(fixture.dev.snapshotId("v2.0.0").orElseThrow());
        assertThat(release.at("/snapshot/target/id").asText())
                .isEqualTo(fixture.prod.snapshotId("v2.0.0").orElseThrow());
        assertThat(release.at("/snapshot/target/hash").asText())
                .hasSize(64)
                .isEqualTo(release.at("/snapshot/source/hash").asText());
        assertThat(release.at("/file/bytes").intValue()).isEqualTo(4096);
        assertThat(release.at("/file/sha256").asText()).hasSize(64);
        assertThat(release.at("/playbooks/0/run").asText()).hasSize(24);
        assertThat(before).contains(release.at("/endpoints/0/before/entrypoint").asText());
        assertThat(release.at("/endpoints/0/after/entrypoint").asText())
                .isEqualTo(fixture.prod.snapshotId("v2.0.0").orElseThrow());
        assertThat(fixture.source.violations()).isEmpty();
        assertThat(fixture.target.violations()).isEmpty();
    }

    @Test
    void noRecordHasAKeyALinkOrAToken() throws IOException {
        SnapshotFixture fixture =
                SnapshotFixture.twoInstallations(records).releasing(release -> release.saying("hello"));
        String token = fixture.prod.endpoint("Web").urlToken();

        Report report = fixture.run();

        succeeded(report);
        try (Stream<Path> files = Files.walk(report.folder().orElseThrow())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain(SnapshotFixture.KEY, token, "/file/");
            }
        }
    }

    @Test
    void aPlanOnlyReads() throws InterruptedException {
        SnapshotFixture fixture = SnapshotFixture.twoInstallations(records)
                .releasing(release -> release.testedBy("Smoke").saying("hello"));
        DeploymentPipeline<SnapshotRelease> pipeline = fixture.pipeline();

        Plan plan = pipeline.plan(fixture.release);
        List<CheckResult> judged = pipeline.check(plan);

        assertThat(plan.changes())
                .containsExactly(
                        "make snapshot \"shop-dev …\" of shop-dev",
                        "prepare the file of snapshot shop-dev … of shop-dev",
                        "transfer snapshot shop-dev … of shop-dev to shop-prod",
                        "run playbook Smoke on snapshot shop-dev … of shop-prod",
                        "switch Web from snapshot v1.0.0 to snapshot shop-dev …");
        assertThat(judged).allSatisfy(result -> assertThat(result.verdict()).isInstanceOf(Verdict.Pass.class));
        assertThat(judged)
                .extracting(CheckResult::name)
                .containsExactly(
                        "training",
                        "capacity",
                        "name",
                        "connections",
                        "extensions",
                        "models",
                        "references",
                        "override",
                        "drift");
        assertThat(Stream.concat(fixture.source.requests().stream(), fixture.target.requests().stream()))
                .isNotEmpty()
                .extracting(RecordedRequest::method)
                .containsOnly("GET");
        assertThat(pipeline.plan(fixture.release).fingerprint()).isEqualTo(plan.fingerprint());
        assertThat(plan.target()).isEqualTo("project " + fixture.prod.id() + " at https://api-prod.test");
    }

    @Test
    void anExistingSnapshotIsReleasedAsItIs() {
        SnapshotFixture fixture = SnapshotFixture.twoInstallations(records);
        fixture.dev.editFlow("Main").addSnapshot("v1.1.0");
        fixture.releasing(release -> release.existing("v1.1.0"));

        Report report = fixture.run();

        assertThat(succeeded(report).unconfirmed()).anyMatch(line -> line.contains("were trained"));
        assertThat(fixture.effects()).doesNotContain("POST /new/v2.0/snapshots");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("v1.1.0");
        assertThat(report.payload().at("/release/snapshot/source/id").asText())
                .isEqualTo(fixture.dev.snapshotId("v1.1.0").orElseThrow());
    }

    @Test
    void aSnapshotThatTheTargetHasIsNotTransferredAgain() {
        SnapshotFixture fixture = SnapshotFixture.twoInstallations(records);
        fixture.dev.editFlow("Main").addSnapshot("v1.1.0");
        fixture.releasing(release -> release.existing("v1.1.0"));
        succeeded(fixture.run());
        fixture.prod.addEndpoint("Voice", "voiceGateway2", "v1.0.0");
        fixture.release = SnapshotRelease.from("dev", "shop-dev")
                .to("prod", "shop-prod", "Voice")
                .existing("v1.1.0")
                .saying("hello");
        int effects = fixture.effects().size();

        Report report = fixture.run();

        assertThat(succeeded(report).unconfirmed())
                .anyMatch(line -> line.contains("only a REST endpoint can be talked to"));
        assertThat(fixture.effects()).hasSize(effects + 1);
        assertThat(fixture.prod.endpoint("Voice").snapshot()).contains("v1.1.0");
    }

    @Test
    void endpointsAreSwitchedInTheirOrderToTheNamedFlowAndLocale() {
        SnapshotFixture fixture = SnapshotFixture.oneInstallation(records);
        fixture.prod.addEndpoint("Voice", "v1.0.0");
        fixture.release = SnapshotRelease.from("dev", "shop-dev")
                .to("prod", "shop-prod", "Voice", fixture.prod.endpoint("Web").id())
                .withFlow("Orders")
                .withLocale("Deutsch")
                .saying("hello");

        Report report = fixture.run();

        succeeded(report);
        assertThat(report.mutations())
                .extracting(Report.MutationReport::name)
                .containsExactly(
                        "snapshot/apply", "package/apply", "transfer/apply", "switch/Voice/apply", "switch/Web/apply");
        JsonNode after = report.payload().at("/release/endpoints/1/after");
        assertThat(fixture.prod.endpoint("Voice").toJson())
                .contains(after.path("flowId").asText(), after.path("localeId").asText());
        assertThat(after.path("flowId")).isNotEqualTo(report.payload().at("/release/endpoints/1/before/flowId"));
    }

    @Test
    void aRunIsUndoneToExactlyTheEarlierValues() {
        SnapshotFixture fixture = SnapshotFixture.twoInstallations(records);
        fixture.prod.addEndpoint("Voice", fixture.prod.id());
        fixture.release = SnapshotRelease.from("dev", "shop-dev").to("prod", "shop-prod", "Web", "Voice");
        Report report = fixture.run();
        succeeded(report);
        int effects = fixture.effects().size();

        Report undone = fixture.pipeline().undo(report.runId());

        assertThat(undone.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fixture.effects().subList(effects, fixture.effects().size()))
                .containsExactly("PATCH /new/v2.0/endpoints/*", "PATCH /new/v2.0/endpoints/*");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("v1.0.0");
        assertThat(fixture.prod.endpoint("Voice").entrypoint()).isEqualTo(fixture.prod.id());
        assertThat(undone.payload().at("/release/endpoints/0/after"))
                .isEqualTo(undone.payload().at("/release/endpoints/0/before"));
        assertThat(fixture.prod.snapshots()).hasSize(2);
    }

    @Test
    void aRichReplyIsAnAnswer() {
        SnapshotFixture fixture =
                SnapshotFixture.oneInstallation(records).releasing(release -> release.saying("hello"));
        fixture.prod.replies(ScriptedReply.rich("{\"buttons\":[1]}"));

        assertThat(succeeded(fixture.run()).unconfirmed()).isEmpty();
    }

    @Test
    void anotherHashIsReportedUnlessItHasToBeTheSame() {
        SnapshotFixture fixture = SnapshotFixture.twoInstallations(records);
        fixture.target.installation().rehashUploads();

        Report report = fixture.run();

        assertThat(succeeded(report).unconfirmed()).anyMatch(line -> line.contains("the hash in shop-prod differs"));
        fixture.releasing(SnapshotRelease::requiringSameHash);
        Outcome strict = fixture.run().outcome();
        assertThat(strict).isInstanceOf(Outcome.Failed.class);
        assertThat(strict.because()).contains("the hash in shop-prod differs");
    }

    @Test
    void theClientsHideTheirSecretsTogether() {
        SnapshotFixture fixture = SnapshotFixture.twoInstallations(records);
        CognigyInstallation one =
                SnapshotFixture.client("https://api-dev.test", fixture.source, fixture.time, new Secrets());
        CognigyInstallation other =
                SnapshotFixture.client("https://api-prod.test", fixture.target, fixture.time, new Secrets());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotRelease.pipeline(one, other))
                .withMessageContaining("secrets(..)");
    }

    @Test
    void aReleaseIsReadFromAJournalAsItWas() throws IOException {
        SnapshotRelease release = SnapshotRelease.from("dev", "shop-dev")
                .to("prod", "shop-prod", "Web")
                .named("v2")
                .describedAs("text")
                .withFlow("Main")
                .withLocale("English")
                .testedBy("Smoke")
                .saying("hello")
                .requiringSameHash()
                .allowing(SnapshotRelease.Gate.DRIFT, SnapshotRelease.Gate.MODELS)
                .withCaps(20, 30)
                .requiringOverride(false);

        assertThat(Json.MAPPER.treeToValue(Json.tree(release), SnapshotRelease.class))
                .isEqualTo(release);
        assertThat(Json.tree(release).path("allowed").toString()).isEqualTo("[\"models\",\"drift\"]");
    }

    @Test
    void aReleaseThatContradictsItselfIsNotMade() {
        SnapshotRelease release = SnapshotRelease.from("dev", "shop-dev").to("prod", "shop-prod", "Web");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotRelease.from("dev", "shop-dev").to("prod", "shop-prod"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotRelease.from("dev", "shop-dev").to("prod", "shop-prod", "Web", "Web"));
        assertThatIllegalArgumentException().isThrownBy(() -> release.named("a/b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> release.named("v2").existing("v1"));
        assertThatIllegalArgumentException().isThrownBy(() -> release.describedAs("x".repeat(401)));
        assertThatIllegalArgumentException().isThrownBy(() -> release.withCaps(0, 10));
    }

    @Test
    void aProjectMayHaveACharacterThatSnapshotsMayNotHave() {
        SnapshotFixture fixture = SnapshotFixture.twoInstallations(records);
        String id = fixture.source
                .installation()
                .addProject("sh/op\u0085 1")
                .addFlow("Main")
                .id();
        fixture.release = SnapshotRelease.from("dev", id).to("prod", "shop-prod", "Web");

        succeeded(fixture.run());

        assertThat(fixture.prod.endpoint("Web").snapshot().orElseThrow()).startsWith("sh-op- 1 ");
    }

    @Test
    void eachRunHasItsOwnSnapshot() {
        SnapshotFixture fixture = SnapshotFixture.oneInstallation(records);
        Report first = fixture.run();
        Report second = fixture.run();

        succeeded(first);
        succeeded(second);
        assertThat(fixture.dev.snapshots()).contains("shop-dev " + first.runId(), "shop-dev " + second.runId());
        assertThat(fixture.events)
                .filteredOn(Event.RunFinished.class::isInstance)
                .hasSize(2);
    }
}
