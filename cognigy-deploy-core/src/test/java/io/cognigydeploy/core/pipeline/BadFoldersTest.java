package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Deliveries;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.record.RunRecords;
import io.cognigydeploy.core.store.ChainLine;
import io.cognigydeploy.testing.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journal folders with things in them that no run wrote, or that a run did not write to its end. */
class BadFoldersTest {

    private static final URI HOOK = URI.create("https://ci.test/hooks/cognigy");

    @TempDir
    Path folder;

    private Path records;
    private BotRelease release;

    @BeforeEach
    void setUp() {
        records = folder.resolve("a/b/records");
        release = new BotRelease(records);
    }

    private Report undelivered() {
        release.fault(Fault.on("POST", "/hooks/.*").times(4).status(500));
        release.with(builder -> builder.notify(CiWebhook.to(HOOK)));
        Report report = release.run();
        release.fake.time().advance(Duration.ofSeconds(5));
        return report;
    }

    @Test
    void aReportThatCouldNotBeWrittenIsNotNamed() {
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.RunStarted) {
                // A file cannot take the place of a folder with something in it.
                createDirectories(records.resolve(event.runId()).resolve("report.html/full"));
            }
        }));

        assertThat(release.run().toText())
                .contains("Succeeded", "journal.jsonl (no other was written)")
                .doesNotContain("report.html");
    }

    private static void createDirectories(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folderNamed(String name) throws IOException {
        return Files.createDirectory(records.resolve(name));
    }

    @Test
    void whatCannotBeReadIsNamedAndTheOtherRunsAreServed() throws IOException {
        Report report = undelivered();
        Files.createFile(folderNamed("00000000-empty").resolve("journal.jsonl"));
        Files.writeString(folderNamed("11111111-torn").resolve("journal.jsonl"), "{\"body\":{");
        Files.writeString(folderNamed("22222222-damaged").resolve("journal.jsonl"), "{}\n");
        Files.createDirectory(folderNamed("33333333-directory").resolve("journal.jsonl"));
        Files.writeString(folderNamed("44444444-text").resolve("journal.jsonl"), "\ufeffno journal\r\n");
        Files.writeString(folderNamed("55 foreign").resolve("journal.jsonl"), "");
        folderNamed("66666666-without");
        Files.writeString(records.resolve("77777777-file"), "a file");

        Deliveries found = release.pipeline().deliverPending();

        assertThat(found.reports())
                .singleElement()
                .satisfies(served -> assertThat(served.deliveries())
                        .containsExactly(new Report.Delivery("webhook ci.test", Optional.empty())));
        assertThat(found.reports()).extracting(Report::runId).containsExactly(report.runId());
        assertThat(found.left())
                .extracting(Deliveries.Left::runId)
                .containsExactly(
                        "00000000-empty",
                        "11111111-torn",
                        "22222222-damaged",
                        "33333333-directory",
                        "44444444-text",
                        "55 foreign");
        assertThat(found.left().get(0).cause()).isInstanceOf(ResumeRefusedException.class);
        assertThat(found.left().get(2).cause()).isInstanceOf(DamagedRecordException.class);
        assertThat(found.left().get(3).cause()).isInstanceOf(UncheckedIOException.class);
        assertThat(found.left().get(4).cause()).isInstanceOf(DamagedRecordException.class);
    }

    @Test
    void aDamagedLockIsNamedAndTheOtherRunsAreServed() throws IOException {
        undelivered();
        try (Stream<Path> locks = Files.list(records.resolve("locks"))) {
            for (Path owner :
                    locks.filter(file -> file.toString().endsWith(".owner")).toList()) {
                Files.writeString(owner, "");
            }
        }

        assertThat(release.pipeline().deliverPending().left())
                .singleElement()
                .satisfies(left -> assertThat(left.cause()).isInstanceOf(DamagedRecordException.class));
    }

    @Test
    void aDamagedAuditLogIsReportedAndTheWebhookIsServed() throws IOException {
        undelivered();
        Path file = Files.writeString(folder.resolve("audit.jsonl"), "{}\n");
        release.with(builder -> builder.audit(AuditLog.jsonLines(file)));

        Deliveries found = release.pipeline().deliverPending();

        assertThat(found.left()).isEmpty();
        assertThat(found.reports())
                .singleElement()
                .satisfies(report -> assertThat(report.deliveries())
                        .extracting(Report.Delivery::failure)
                        .satisfiesExactlyInAnyOrder(
                                webhook -> assertThat(webhook).isEmpty(),
                                audit -> assertThat(audit).isPresent()));
        assertThat(file).hasContent("{}\n");
    }

    @Test
    void aRunThatCouldNotBeBegunLeavesNothingInTheFolder() throws IOException {
        release.deployment = release.deployment.override("greeting", "x".repeat(ChainLine.LONGEST));

        assertThatExceptionOfType(RuntimeException.class).isThrownBy(release::run);

        assertThat(release.runIds()).isEmpty();
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aFolderThatIsAFileHasNoRuns() throws IOException {
        Files.writeString(folder.resolve("file"), "");

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(
                        () -> new BotRelease(folder.resolve("file")).pipeline().deliverPending());
        assertThat(new BotRelease(folder.resolve("absent")).pipeline().deliverPending())
                .isEqualTo(new Deliveries(List.of(), List.of()));
    }

    @Test
    void everyRecordIsItsOwnersAlone() throws IOException {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path audit = folder.resolve("c/audit.jsonl");
        release.with(builder -> builder.audit(AuditLog.jsonLines(audit))
                .notify(
                        RunRecords.jsonLines(folder.resolve("d/runs.jsonl")),
                        RunRecords.files(folder.resolve("e/runs"))));

        release.run();

        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(path -> !path.equals(folder)).toList())
                    .hasSizeGreaterThan(15)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as(path.toString())
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }
}
