package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.ScriptedReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases into full projects, which make room by deleting old snapshots of this library. */
class SnapshotRoomTest {

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private SnapshotFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = SnapshotFixture.twoInstallations(folder.resolve("records")).releasing(release -> release.keeping(3));
        fixture.archive = Optional.of(folder.resolve("archive"));
        fill(fixture.dev);
        fill(fixture.prod);
    }

    /** Fills a project up to the usual cap with snapshots as this library makes them, the oldest first. */
    private void fill(InstalledProject project) {
        for (int i = project.snapshots().size(); i < SnapshotRelease.USUAL_CAP; i++) {
            fixture.time.advance(Duration.ofHours(1));
            project.addSnapshot("old " + i, "Released [cognigy-deploy run-" + i + "]");
        }
        fixture.time.advance(Duration.ofHours(1));
    }

    private Report succeeds() {
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        return report;
    }

    private void rejected(String... because) {
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains(because);
        assertThat(fixture.effects()).isEmpty();
    }

    @Test
    void theOldestGoesInBothProjectsAndNoOther() {
        Report report = succeeds();

        assertThat(fixture.dev.snapshots())
                .hasSize(10)
                .contains("v1.0.0", "old 2")
                .doesNotContain("old 1");
        assertThat(fixture.prod.snapshots())
                .hasSize(10)
                .contains("v1.0.0", "old 2")
                .doesNotContain("old 1");
        assertThat(fixture.source.requests("DELETE", ".*")).hasSize(1);
        assertThat(fixture.target.requests("DELETE", ".*")).hasSize(1);
        JsonNode evicted = report.payload().at("/release/evicted");
        assertThat(evicted).hasSize(2);
        assertThat(evicted).allSatisfy(row -> {
            assertThat(row.path("name").asText()).isEqualTo("old 1");
            assertThat(Path.of(row.path("file").asText())).hasSize(4096);
        });
        assertThat(evicted.at("/0/project").asText()).isEqualTo("shop-dev");
        assertThat(evicted.at("/1/project").asText()).isEqualTo("shop-prod");
    }

    @Test
    void itIsDeletedBeforeTheNewOneIsMadeAndAfterItsFileIsKept() {
        succeeds();

        assertThat(fixture.effects().stream().limit(9))
                .containsExactly(
                        "POST /new/v2.0/snapshots/*/package",
                        "POST /new/v2.0/snapshots/*/downloadlink",
                        "DELETE /new/v2.0/snapshots/*",
                        "POST /new/v2.0/snapshots",
                        "POST /new/v2.0/snapshots/*/package",
                        "POST /new/v2.0/snapshots/*/downloadlink",
                        "POST /new/v2.0/snapshots/*/package",
                        "POST /new/v2.0/snapshots/*/downloadlink",
                        "DELETE /new/v2.0/snapshots/*");
    }

    @Test
    void thePlanNamesThem() {
        Plan plan = fixture.pipeline().plan(fixture.release);

        assertThat(plan.changes())
                .anyMatch(change -> change.startsWith("delete snapshot old 1 of shop-dev; its file is kept as "))
                .anyMatch(change -> change.startsWith("delete snapshot old 1 of shop-prod; its file is kept as "));
        assertThat(plan.gates()).contains("capacity");
        assertThat(folder.resolve("archive")).doesNotExist();
    }

    @Test
    void aProjectWithRoomLosesNothing() {
        fixture.releasing(release -> release.withCaps(11, 11));
        fixture.dev.snapshotCap(11);
        fixture.prod.snapshotCap(11);

        Report report = succeeds();

        assertThat(fixture.dev.snapshots()).hasSize(11);
        assertThat(fixture.prod.snapshots()).hasSize(11);
        assertThat(report.payload().at("/release/evicted")).isEmpty();
    }

    @Test
    void asManyGoAsAreNeeded() {
        fixture.releasing(release -> release.withCaps(8, 10));

        succeeds();

        assertThat(fixture.dev.snapshots()).hasSize(8).doesNotContain("old 1", "old 2", "old 3");
        assertThat(fixture.prod.snapshots()).hasSize(10);
    }

    @Test
    void withinOneProjectOneGoes() {
        fixture = fixtureOfOne();

        succeeds();

        assertThat(fixture.prod.snapshots()).hasSize(10).doesNotContain("old 1");
        assertThat(fixture.target.requests("DELETE", ".*")).hasSize(1);
    }

    private SnapshotFixture fixtureOfOne() {
        SnapshotFixture one = SnapshotFixture.oneInstallation(folder.resolve("one"));
        one.archive = Optional.of(folder.resolve("archive"));
        one.release = SnapshotRelease.from("prod", "shop-prod")
                .to("prod", "shop-prod", "Web")
                .keeping(3);
        for (int i = 1; i < 10; i++) {
            one.time.advance(Duration.ofHours(1));
            one.prod.addSnapshot("old " + i, "[cognigy-deploy run-" + i + "]");
        }
        return one;
    }

    @Test
    void snapshotsThatAreUsedOrOfOtherPeopleStay() {
        fixture.prod.addEndpoint("Night", "old 1").changedBy("ada", "{\"active\":false}");

        succeeds();

        assertThat(fixture.prod.snapshots()).contains("v1.0.0", "old 1").doesNotContain("old 2");
    }

    @Test
    void withoutEnoughThatMayGoTheGateStaysShutAndSaysWhy() {
        fixture.releasing(release -> release.keeping(9));

        rejected(
                "capacity: shop-dev has 10 of 10 snapshots. Of the 1 that have to go, 0 can be deleted",
                "run by endpoint Web: v1.0.0",
                "one of the 9 newest that this library made: old 1, old 2");
    }

    @Test
    void snapshotsOfOtherPeopleAreNoRoom() {
        SnapshotFixture other = SnapshotFixture.twoInstallations(folder.resolve("other"))
                .releasing(release -> release.keeping(1).withCaps(2, 10));
        other.archive = Optional.of(folder.resolve("archive"));
        other.dev.addSnapshot("of ada");
        fixture = other;

        rejected("not made by this library: of ada");
    }

    @Test
    void withoutKeepingAFullProjectStopsTheRelease() {
        fixture.release = SnapshotRelease.from("dev", "shop-dev").to("prod", "shop-prod", "Web");

        rejected("shop-dev has 10 of 10 snapshots. Delete one that is not used");
    }

    @Test
    void aRollbackKeepsTheDeletionAndNamesTheFile() throws Exception {
        fixture.prod.replies(ScriptedReply.nothing());
        fixture.releasing(release -> release.saying("hello"));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("v1.0.0");
        assertThat(fixture.prod.snapshots()).doesNotContain("old 1");
        assertThat(report.payload().at("/release/evicted")).hasSize(2);
        assertThat(Files.readString(report.folder().orElseThrow().resolve("report.md")))
                .contains("delete snapshot old 1 of shop-prod; its file is kept as "
                        + report.payload().at("/release/evicted/1/file").asText());
    }

    @Test
    void aReleaseThatFailsAfterwardsNamesTheFiles() {
        fixture.prod.playbookEnds("Smoke", "failed");
        fixture.releasing(release -> release.testedBy("Smoke"));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because())
                .contains("snapshot old 1 of shop-dev is deleted for good; its file is kept as")
                .contains("snapshot old 1 of shop-prod is deleted for good; its file is kept as")
                .contains("is otherwise as it was");
    }

    @Test
    void anUndoneReleaseLeadsBackAlthoughTheOldOnesAreGone() {
        String run = succeeds().runId();

        Report undone = fixture.pipeline().undo(run);

        assertThat(undone.outcome()).as(undone.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("v1.0.0");
    }

    @Test
    void aDeletionThatIsUnknownMakesNoSnapshot() {
        fixture.source.fail(Fault.on("DELETE", ".*").always().drop());

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(fixture.source.requests("POST", "/new/v2.0/snapshots")).isEmpty();
        assertThat(fixture.dev.snapshots()).hasSize(10);
    }

    @Test
    void anEndpointThatBeginsToRunItKeepsItAndStopsTheRelease() {
        String id = fixture.dev.snapshotId("old 1").orElseThrow();
        fixture.at(
                Event.MutationConfirmed.class,
                "archive/" + id + "/apply",
                () -> fixture.dev.addEndpoint("Local", "old 1"));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("endpoint Local runs it now");
        assertThat(fixture.dev.snapshots()).hasSize(10);
    }

    @Test
    void withoutAnArchiveItIsRefusedBeforeAnythingIsRead() {
        fixture.archive = Optional.empty();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.run())
                .withMessageContaining("SnapshotRelease.pipeline(source, target, folder)");
        assertThat(fixture.source.requests()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.release.keeping(0))
                .withMessage("keep must be positive, but was 0.");
    }

    @Test
    void withoutItsArchiveARunIsNotResumed() {
        fixture.at(Event.MutationConfirmed.class, "snapshot/apply", () -> {
            throw new InternalError("the process died");
        });
        assertThatExceptionOfType(InternalError.class).isThrownBy(fixture::run);
        Optional<Path> archive = fixture.archive;
        fixture.archive = Optional.empty();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> fixture.pipeline().resume(fixture.runId()))
                .withMessageContaining("needs an archive");

        fixture.archive = archive;
        assertThat(fixture.pipeline().resume(fixture.runId()).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.source.requests("DELETE", ".*")).hasSize(1);
        assertThat(fixture.dev.snapshots()).hasSize(10);
    }

    @Test
    void theGateIsPassedWithWhatIsDeleted() throws InterruptedException {
        var pipeline = fixture.pipeline();

        Verdict capacity = SnapshotFixture.of(pipeline.check(pipeline.plan(fixture.release)), "capacity");

        assertThat(capacity).isInstanceOf(Verdict.Pass.class);
        assertThat(capacity.evidence()).extracting(Object::toString).contains("deleted there to make room 1");
    }

    @Test
    void theMomentOfASwitchIsInTheRecord() {
        Report report = succeeds();

        assertThat(report.payload().at("/release/endpoints/0/switchedAt").asText())
                .startsWith("2026-");
    }
}
