package io.cognigydeploy.core.retention;

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
import io.cognigydeploy.testing.RecordedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deleted, what is kept, and why. */
class SnapshotRetentionTest {

    private static final String ENDPOINT = "/new/v2.0/endpoints/[^/]+";

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private RetentionFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new RetentionFixture(folder).made("a", "b", "c", "d");
    }

    private Report succeeds(String... left) {
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.prod.snapshots()).containsExactly(left);
        return report;
    }

    private void keeps(String snapshot, String because) {
        Plan plan = fixture.pipeline().plan(fixture.retention);
        assertThat(plan.before()).anySatisfy(fact -> {
            assertThat(fact.name()).isEqualTo("snapshot " + snapshot);
            assertThat(fact.value()).isEqualTo("is kept: " + because);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void theNewestStay(int newest) {
        fixture.retention = SnapshotRetention.of("prod", "shop-prod").keeping(newest);
        List<String> own = List.of("a", "b", "c", "d");

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.prod.snapshots()).first().isEqualTo("v1.0.0");
        assertThat(fixture.prod.snapshots().subList(1, fixture.prod.snapshots().size()))
                .isEqualTo(own.subList(Math.max(0, 4 - newest), 4));
    }

    @Test
    void theOldestIsDeletedFirstAndOneAfterAnother() {
        List<String> ids = List.of(fixture.id("a"), fixture.id("b"), fixture.id("c"));

        succeeds("v1.0.0", "d");

        assertThat(fixture.deletions())
                .extracting(RecordedRequest::path)
                .containsExactlyElementsOf(
                        ids.stream().map(id -> "/new/v2.0/snapshots/" + id).toList());
        List<String> ends = fixture.events.stream()
                .filter(event ->
                        event instanceof Event.OfMutation of && of.mutation().startsWith("delete/"))
                .filter(event -> event instanceof Event.MutationIntended || event instanceof Event.MutationConfirmed)
                .map(event -> event.getClass().getSimpleName())
                .toList();
        assertThat(ends)
                .containsExactly(
                        "MutationIntended",
                        "MutationConfirmed",
                        "MutationIntended",
                        "MutationConfirmed",
                        "MutationIntended",
                        "MutationConfirmed");
    }

    @Test
    void theFileOfEachIsKeptWithItsSha256BeforeItIsDeleted() throws Exception {
        String a = fixture.id("a");
        boolean[] wasThere = {false};
        fixture.at(
                Event.MutationIntended.class,
                fixture.deletionOf("a"),
                () -> wasThere[0] = Files.exists(fixture.file(a)));

        Report report = succeeds("v1.0.0", "d");

        assertThat(wasThere[0]).isTrue();
        assertThat(fixture.file(a)).hasSize(4096);
        assertThat(fixture.archived()).hasSize(6).allMatch(name -> name.matches(".*\\.csnap(\\.sha256)?"));
        JsonNode deleted = report.payload().at("/retention/deleted/0");
        assertThat(deleted.path("name").asText()).isEqualTo("a");
        assertThat(deleted.path("file").asText()).isEqualTo(fixture.file(a).toString());
        assertThat(Files.readString(Path.of(deleted.path("file").asText() + ".sha256")))
                .startsWith(deleted.path("sha256").asText());
        assertThat(Files.readString(report.folder().orElseThrow().resolve("report.md")))
                .contains("its file is kept as " + fixture.file(a));
    }

    @Test
    void snapshotsOfOtherPeopleStay() {
        fixture.prod.addSnapshot("of ada", "before the sale");
        fixture.made("e");

        succeeds("v1.0.0", "of ada", "e");
        keeps("of ada", "not made by this library");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSnapshotThatAnyEndpointRunsStays(boolean isActive) {
        fixture.prod.addEndpoint("Night", "a").changedBy("ada", "{\"active\":" + isActive + "}");

        succeeds("v1.0.0", "a", "d");
        keeps("a", "run by endpoint Night");
    }

    @Test
    void anEndpointThatCannotBeReadLeavesEverything() {
        fixture.prod.addEndpoint("Night", "v1.0.0");
        fixture.fake.fail(Fault.on("GET", ENDPOINT).nth(2).always().status(403));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.deletions()).isEmpty();
        assertThat(fixture.fake.requests("POST", ".*")).isEmpty();
    }

    @Test
    void anEndpointThatCannotBeReadRightBeforeADeletionStopsThere() {
        fixture.at(
                Event.MutationConfirmed.class,
                "archive/" + fixture.id("b") + "/apply",
                () -> fixture.fake.fail(Fault.on("GET", ENDPOINT).always().status(403)));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("snapshot a of shop-prod is deleted for good", "kept as");
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "b", "c", "d");
    }

    @Test
    void anEndpointThatBeginsToRunItBetweenPlanAndDeletionKeepsIt() {
        fixture.at(
                Event.MutationConfirmed.class,
                fixture.deletionOf("a"),
                () -> fixture.prod.addEndpoint("Night", "b").changedBy("ada", "{\"active\":false}"));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because())
                .contains("endpoint Night runs it now", "snapshot a of shop-prod is deleted for good")
                .contains("Nothing else was changed");
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "b", "c", "d");
        assertThat(report.payload().at("/retention/left/0/name").asText()).isEqualTo("b");
        assertThat(report.payload().at("/retention/left/1/name").asText()).isEqualTo("c");
        assertThat(report.payload().at("/retention/deleted/0/name").asText()).isEqualTo("a");
    }

    @Test
    void aProjectThatChangesWhileTheGatesAreJudgedIsLeft() {
        fixture.with(builder -> builder.gate("slow person", plan -> {
            fixture.prod.addEndpoint("Night", "a");
            return Verdict.pass();
        }));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.deletions()).isEmpty();
    }

    @Test
    void sparedSnapshotsStay() {
        fixture.retention = fixture.retention.sparing("a", fixture.id("c"));

        succeeds("v1.0.0", "a", "c", "d");
        keeps("a", "spared");
    }

    @Test
    void aSparedSnapshotThatIsNotThereIsNoPlan() {
        fixture.retention = fixture.retention.sparing("z");

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("there is no snapshot z");
    }

    @Test
    void aSnapshotThatWasReplacedStaysWithoutADrainTime() {
        fixture.retention = fixture.retention.replaced(fixture.id("b"), fixture.time.now(), "Web");

        succeeds("v1.0.0", "b", "d");
        keeps("b", "replaced at 2026-01-15T17:00:00Z, and no time to drain it is given");
    }

    @Test
    void snapshotsWithoutATimeStay() {
        fixture.fake.installation().hideTimesOfSnapshots();

        Report report = succeeds("v1.0.0", "a", "b", "c", "d");

        keeps("a", "the platform does not state when it was made");
        assertThat(report.gates()).anyMatch(gate -> gate.verdict().reason().equals("nothing to delete"));
        assertThat(fixture.fake.requests("POST", ".*")).isEmpty();
    }

    @Test
    void snapshotsOfOneAgeStayTogether() {
        fixture.prod.addSnapshot("e1", "[cognigy-deploy e1]").addSnapshot("e2", "[cognigy-deploy e2]");

        succeeds("v1.0.0", "e1", "e2");
    }

    @Test
    void aPlanNamesWhatIsDeletedAndOnlyReads() {
        fixture.retention = SnapshotRetention.of("prod", "shop-prod").keeping(3);

        Plan plan = fixture.pipeline().plan(fixture.retention);

        assertThat(plan.changes())
                .containsExactly(
                        "keep the file of snapshot a of shop-prod as " + fixture.file(fixture.id("a")),
                        "delete snapshot a of shop-prod; its file is kept as " + fixture.file(fixture.id("a")));
        assertThat(plan.describe()).contains("snapshot a is deleted: made by run run-of-a at 2026-01-15T13:00:00Z");
        keeps("b", "one of the 3 newest that this library made");
        keeps("v1.0.0", "run by endpoint Web");
        assertThat(fixture.fake.requests()).extracting(RecordedRequest::method).containsOnly("GET");
        assertThat(fixture.archive).doesNotExist();
    }

    @Test
    void nothingBringsThemBack() {
        String run = fixture.run().runId();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> fixture.pipeline().undo(run))
                .withMessageContainingAll(
                        "Run " + run + " cannot be undone: ",
                        "snapshot a of shop-prod is deleted for good",
                        "kept as",
                        "Bring back by hand");
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "d");
    }

    @Test
    void aProjectAlwaysKeepsItsNewest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotRetention.of("prod", "shop-prod").keeping(0))
                .withMessage("newest must be at least 1, but was 0.");
        assertThatIllegalArgumentException().isThrownBy(() -> fixture.retention.draining(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> fixture.retention.sparing(" "));
    }
}
