package io.cognigydeploy.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletions that do not go well: what became of each is found out, and nothing after it is deleted. */
class RetentionFailureTest {

    private static final String SNAPSHOT = "/new/v2.0/snapshots/[^/]*";
    private static final String FILE = "/new/v2.0/snapshots/[^/]*/file/.*";
    private static final List<String> ALL = List.of("v1.0.0", "a", "b", "c");

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private RetentionFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new RetentionFixture(folder).made("a", "b", "c");
    }

    private Report ends(Class<? extends Outcome> outcome, String because) {
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(outcome);
        assertThat(report.outcome().because()).contains(because);
        return report;
    }

    // ---------------------------------------------------------------- answers

    static Stream<Arguments> answersOfDeletionsWithEffect() {
        return Stream.of(
                with("dropped", Fault::dropAfterEffect),
                with("500", fault -> fault.statusAfterEffect(500)),
                with("504", fault -> fault.statusAfterEffect(504)),
                with("unreadable", fault -> fault.body("{\"_id\":", "application/json")),
                with("HTML", fault -> fault.body("<html></html>", "text/html")),
                with("no task", fault -> fault.statusAfterEffect(204)),
                with("no answer for an hour", fault -> fault.dropAfterEffect().stall(Duration.ofHours(1))));
    }

    static Stream<Arguments> answersOfDeletionsWithoutEffect() {
        return Stream.of(
                with("dropped", Fault::drop),
                with("not sent", Fault::notSent),
                with("500", fault -> fault.status(500)),
                with("502", fault -> fault.status(502)),
                with("504", fault -> fault.status(504)),
                with("429", fault -> fault.status(429)));
    }

    private static Arguments with(String name, UnaryOperator<Fault> how) {
        return Arguments.of(name, how);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersOfDeletionsWithEffect")
    void aDeletionWhoseAnswerIsLostIsFoundAndNotRepeated(String name, UnaryOperator<Fault> how) {
        fixture.fake.fail(how.apply(Fault.on("DELETE", ".*")));

        ends(Outcome.Succeeded.class, "");

        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "c");
        assertThat(fixture.deletions()).hasSize(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersOfDeletionsWithoutEffect")
    void aDeletionWithoutEffectIsSentOnceMoreOrStopsTheRest(String name, UnaryOperator<Fault> how) {
        fixture.fake.fail(how.apply(Fault.on("DELETE", ".*")));

        Report report = fixture.run();

        if (report.outcome() instanceof Outcome.Succeeded) {
            assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "c");
            assertThat(fixture.deletions().size()).isBetween(2, 3);
        } else {
            assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Failed.class);
            assertThat(fixture.prod.snapshots()).isEqualTo(ALL);
        }
    }

    @Test
    void aDeletionThatNeverArrivesIsUnknownAndTheRestStays() {
        fixture.fake.fail(Fault.on("DELETE", ".*").always().drop());

        Report report = ends(Outcome.Unknown.class, "no trace of any of 2 requests");

        assertThat(fixture.prod.snapshots()).isEqualTo(ALL);
        assertThat(fixture.deletions())
                .hasSize(2)
                .allMatch(request -> request.path().endsWith(id("a")));
        assertThat(report.payload().at("/retention/left")).hasSize(2);
    }

    private String id(String snapshot) {
        return fixture.id(snapshot);
    }

    @Test
    void anUnknownDeletionIsExaminedAgainWhenTheRunIsResumed() {
        String a = id("a");
        fixture.fake.fail(Fault.on("DELETE", ".*").dropAfterEffect());
        fixture.at(
                Event.MutationInDoubt.class,
                fixture.deletionOf("a"),
                () -> fixture.fake.fail(Fault.on("GET", SNAPSHOT).status(403)));

        ends(Outcome.Unknown.class, "it is unclear what became of \"delete snapshot a of shop-prod");
        assertThat(fixture.prod.snapshots()).contains("b", "c");
        assertThat(fixture.deletions()).hasSize(1);

        assertThat(fixture.pipeline().resume(fixture.runId()).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.deletions()).hasSize(2);
        assertThat(fixture.deletions())
                .filteredOn(request -> request.path().endsWith(a))
                .hasSize(1);
    }

    @Test
    void aRefusedDeletionStopsTheRest() {
        fixture.fake.fail(Fault.on("DELETE", ".*").nth(2).status(403));

        Report report = ends(Outcome.Failed.class, "snapshot a of shop-prod is deleted for good; its file is kept as");

        assertThat(report.outcome().because()).contains("Nothing else was changed");
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "b", "c");
    }

    // ---------------------------------------------------------------- tasks

    @Test
    void thePlatformsOwnRefusalIsReportedAsItIs() {
        fixture.at(Event.MutationAccepted.class, fixture.deletionOf("a"), () -> fixture.prod.addEndpoint("Night", "a"));

        Report report = ends(Outcome.Failed.class, "attached to an endpoint: 'Night'");

        assertThat(report.outcome().because()).doesNotContain("deleted for good");
        assertThat(fixture.prod.snapshots()).isEqualTo(ALL);
        assertThat(fixture.deletions()).hasSize(1);
    }

    @Test
    void aPlatformThatDeletesWhatAnEndpointRunsIsNotTrusted() {
        fixture.fake.installation().deleteAttachedSnapshots();
        fixture.at(Event.MutationAccepted.class, fixture.deletionOf("a"), () -> fixture.prod.addEndpoint("Night", "a"));

        Report report = ends(Outcome.Failed.class, "endpoint Night began to run it at the same moment");

        assertThat(report.outcome().because()).contains("its file is kept as");
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "cancelled"})
    void aTaskThatDeletesNothingStopsTheRest(String end) {
        fixture.fake
                .installation()
                .nextTask("deleteSnapshot", JobScript.states("queued", end).message("no space"));

        ends(Outcome.Failed.class, "ended as " + (end.equals("error") ? "failed" : "cancelled"));

        assertThat(fixture.prod.snapshots()).isEqualTo(ALL);
        assertThat(fixture.deletions()).hasSize(1);
    }

    @Test
    void aTaskThatFailsAfterItsWorkIsFoundToHaveWorked() {
        fixture.fake
                .installation()
                .nextTask(
                        "deleteSnapshot",
                        JobScript.states("queued", "error").message("index").halfApplied());

        Report report = ends(Outcome.Failed.class, "snapshot a of shop-prod is deleted for good; its file is kept as");

        assertThat(report.outcome().because()).contains("is otherwise as it was");
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "b", "c");
    }

    @Test
    void aTaskThatDoesNotEndIsCancelled() {
        String[] states = new String[1000];
        Arrays.fill(states, "active");
        fixture.fake.installation().nextTask("deleteSnapshot", JobScript.states(states));

        ends(Outcome.Failed.class, "did not end within 10 min");

        assertThat(fixture.fake.requests("POST", "/new/v2.0/tasks/[^/]*/cancel"))
                .hasSize(1);
        assertThat(fixture.prod.snapshots()).isEqualTo(ALL);
    }

    @Test
    void aPlatformThatListsNoTasksIsServed() {
        fixture.fake.fail(
                Fault.on("GET", "/new/v2.0/tasks").always().status(404),
                Fault.on("DELETE", ".*").dropAfterEffect());

        Report report = fixture.run();

        if (!report.outcome().isSuccess()) {
            assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
            fixture.time.advance(Duration.ofMinutes(1));
            report = fixture.pipeline().resume(fixture.runId());
        }
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.deletions()).hasSize(2);
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "c");
    }

    @Test
    void aSnapshotThatAnotherPersonDeletesMeanwhileStopsTheRest() {
        String a = id("a");
        fixture.at(Event.MutationConfirmed.class, "archive/" + a + "/apply", () -> {
            fixture.fake.fail(
                    Fault.on("GET", "/new/v2.0/snapshots/" + a).always().status(404));
        });

        ends(Outcome.Failed.class, "was deleted by another person meanwhile");

        assertThat(fixture.deletions()).isEmpty();
    }

    // ---------------------------------------------------------------- the archive

    @Test
    void withoutItsFileNothingIsDeleted() {
        fixture.fake.fail(Fault.on("GET", FILE).always().status(500));

        ends(Outcome.Failed.class, "the file of snapshot a of shop-prod is not kept");

        assertThat(fixture.deletions()).isEmpty();
        assertThat(fixture.archived()).isEmpty();
    }

    @Test
    void aPackageThatFailsDeletesNothing() {
        fixture.fake
                .installation()
                .nextTask("packageSnapshot", JobScript.states("queued", "error").message("no space"));

        ends(Outcome.Failed.class, "no space");

        assertThat(fixture.deletions()).isEmpty();
    }

    @Test
    void aPlaceholderIsNotTakenForTheFile() {
        fixture.fake.installation().placeholders(2).cutFiles(1);

        ends(Outcome.Succeeded.class, "");

        assertThat(fixture.file(fixture.archived().get(0).substring(25, 49))).hasSize(4096);
    }

    @Test
    void anotherContentUnderTheNameOfTheFileDeletesNothing() throws IOException {
        Files.createDirectories(fixture.archive);
        Files.writeString(fixture.file(id("a")), "something else");

        ends(Outcome.Failed.class, "is there already, without its SHA-256 beside it");

        assertThat(fixture.deletions()).isEmpty();
        assertThat(fixture.file(id("a"))).hasContent("something else");
    }

    @Test
    void aFileThatIsLostBeforeTheDeletionIsKeptAgain() {
        String a = id("a");
        fixture.at(Event.MutationConfirmed.class, "archive/" + a + "/apply", () -> delete(fixture.file(a)));

        ends(Outcome.Succeeded.class, "");

        assertThat(fixture.file(a)).hasSize(4096);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
            Files.delete(file.resolveSibling(file.getFileName() + ".sha256"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotRetention.pipeline(fixture.client(), file))
                .withMessageContaining("archive must be a folder that can be written to");
    }

    // ---------------------------------------------------------------- cancelled, and resumed

    @ParameterizedTest
    @CsvSource({"MutationIntended", "MutationAccepted", "MutationEnded"})
    void aRunThatIsCancelledDuringADeletionSaysWhatBecameOfIt(String moment) throws ClassNotFoundException {
        Class<? extends Event> event =
                Class.forName(Event.class.getName() + "$" + moment).asSubclass(Event.class);
        fixture.at(event, fixture.deletionOf("a"), () -> Thread.currentThread().interrupt());

        Report report = fixture.run();

        assertThat(Thread.interrupted()).isTrue();
        boolean isGone = !fixture.prod.snapshots().contains("a");
        assertThat(report.outcome().because().contains("snapshot a of shop-prod is deleted for good"))
                .as(report.outcome() + ", " + fixture.prod.snapshots())
                .isEqualTo(isGone);
        assertThat(report.outcome()).isNotInstanceOf(Outcome.RolledBack.class);
        assertThat(fixture.prod.snapshots()).contains("b", "c");
    }

    @ParameterizedTest
    @CsvSource({"MutationIntended", "MutationAccepted", "MutationEnded", "MutationConfirmed"})
    void aRunThatDiedDuringADeletionGoesOn(String moment) throws Exception {
        Class<? extends Event> event =
                Class.forName(Event.class.getName() + "$" + moment).asSubclass(Event.class);
        String run = dies(event, fixture.deletionOf("a"));
        fixture.made("d");

        Report report = fixture.pipeline().resume(run);

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "c", "d");
        assertThat(fixture.deletions()).hasSize(2);
    }

    private String dies(Class<? extends Event> moment, String mutation) {
        fixture.at(moment, mutation, () -> {
            throw new InternalError("the process died");
        });
        assertThatExceptionOfType(InternalError.class).isThrownBy(fixture::run);
        return fixture.runId();
    }

    @Test
    void aRunIsNotResumedOnAnotherInstallation() {
        String run = dies(Event.MutationAccepted.class, fixture.deletionOf("a"));
        var elsewhere = SnapshotRetention.pipeline(fixture.client("https://api-copy.test"), fixture.archive)
                .journal(fixture.records)
                .build();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> elsewhere.resume(run))
                .withMessageContaining("https://api-shop.test");
        assertThat(fixture.deletions()).hasSize(1);
    }
}
