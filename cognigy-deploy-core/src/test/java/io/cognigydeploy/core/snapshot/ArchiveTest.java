package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases that keep the file that they transfer: it is there whole and with its SHA-256, or not at all. */
class ArchiveTest {

    private static final String LINK = "/new/v2.0/snapshots/[^/]*/downloadlink";
    private static final String UPLOAD = "/new/v2.0/snapshots/upload";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private Path archive;
    private SnapshotFixture fixture;

    @BeforeEach
    void setUp() {
        archive = folder.resolve("of").resolve("files");
        fixture = SnapshotFixture.twoInstallations(records);
        fixture.archive = Optional.of(archive);
    }

    private Report run(Class<? extends Outcome> outcome) {
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(outcome);
        return report;
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(archive)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertIsKept(Report report) throws IOException {
        String name = report.runId() + ".csnap";
        Path file = archive.resolve(name);
        JsonNode recorded = report.payload().at("/release/file");
        assertThat(kept()).containsExactly(name, name + ".sha256");
        assertThat(file).hasSize(recorded.path("bytes").asLong());
        String sha256 = HexFormat.of().formatHex(CanonicalJson.sha256().digest(Files.readAllBytes(file)));
        assertThat(recorded.path("sha256").asText()).isEqualTo(sha256);
        assertThat(recorded.path("archived").asText()).isEqualTo(file.toString());
        assertThat(archive.resolve(name + ".sha256")).hasContent(sha256 + "  " + name + "\n");
    }

    @Test
    void theTransferredFileIsKeptWithItsSha256() throws IOException {
        Report report = run(Outcome.Succeeded.class);

        assertIsKept(report);
        assertThat(report.before()).contains(Evidence.of("archive", archive));
    }

    @Test
    void withoutAnArchiveTheReportNamesNone() {
        fixture.archive = Optional.empty();

        JsonNode file = run(Outcome.Succeeded.class).payload().at("/release/file");

        assertThat(file.path("archived").isNull()).isTrue();
        assertThat(archive).doesNotExist();
    }

    @Test
    void aPlanMakesNoFolderAndHasTheSameFingerprintWithoutAnArchive() {
        String with = fixture.pipeline().plan(fixture.release).fingerprint();
        fixture.archive = Optional.empty();

        assertThat(fixture.pipeline().plan(fixture.release).fingerprint()).isEqualTo(with);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whereNothingIsTransferredNothingIsKept() {
        fixture.dev.addSnapshot("v1.1.0");
        fixture.releasing(release -> release.existing("v1.1.0"));
        fixture.archive = Optional.empty();
        run(Outcome.Succeeded.class);
        fixture.archive = Optional.of(archive);

        Report report = run(Outcome.Succeeded.class);

        assertThat(archive).doesNotExist();
        assertThat(report.before()).contains(Evidence.of("archive", "nothing is transferred, so no file is kept"));
        assertThat(report.payload().at("/release/file").isNull()).isTrue();
    }

    @Test
    void aFileThatIsSentAgainIsNotDownloadedAgain() throws IOException {
        fixture.target.fail(Fault.on("POST", UPLOAD).drop());

        Report report = run(Outcome.Succeeded.class);

        assertIsKept(report);
        assertThat(fixture.target.requests("POST", UPLOAD)).hasSize(2);
        assertThat(fixture.source.requests("POST", LINK)).hasSize(1);
    }

    @Test
    void aFileThatTheTargetRefusesIsKept() throws IOException {
        fixture.target.fail(Fault.on("POST", UPLOAD).always().status(400));

        assertIsKept(run(Outcome.Failed.class));
    }

    @Test
    void aDownloadThatFailsLeavesNothing() throws IOException {
        fixture.source.installation().cutFiles(1000);

        run(Outcome.Failed.class);

        assertThat(kept()).isEmpty();
    }

    /** Puts files into the archive before the transfer of the run. */
    private void puts(String file, Optional<String> sum) {
        fixture.at(Event.MutationIntended.class, "snapshot/apply", () -> {
            try {
                Path taken = Files.createDirectories(archive).resolve(fixture.runId() + ".csnap");
                Files.writeString(taken, file);
                if (sum.isPresent()) {
                    Files.writeString(
                            taken.resolveSibling(taken.getFileName() + ".sha256"),
                            sum.get() + "  " + taken.getFileName() + "\n");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aFileOfTheNameIsNotOverwritten() throws IOException {
        puts("of another", Optional.empty());

        Report report = run(Outcome.Failed.class);

        assertThat(report.outcome().because()).contains(".csnap is there already, without its SHA-256 beside it");
        assertThat(kept()).containsExactly(report.runId() + ".csnap");
        assertThat(archive.resolve(report.runId() + ".csnap")).hasContent("of another");
        assertThat(fixture.target.requests("POST", UPLOAD)).isEmpty();
    }

    @Test
    void aKeptFileThatWasChangedIsNotSent() throws IOException {
        puts("changed", Optional.of("0".repeat(64)));

        Report report = run(Outcome.Failed.class);

        assertThat(archive.resolve(report.runId() + ".csnap")).hasContent("changed");
        assertThat(kept()).hasSize(2);
        assertThat(fixture.target.requests("POST", UPLOAD)).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeMeanwhileFailsTheTransfer() {
        fixture.at(Event.MutationIntended.class, "snapshot/apply", () -> {
            try {
                Files.createFile(folder.resolve("of"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(run(Outcome.Failed.class).outcome().because()).contains("cannot be kept");
        assertThat(fixture.target.requests("POST", UPLOAD)).isEmpty();
    }

    @Test
    void anArchiveIsAFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (Path refused : List.of(file, file.resolve("below"))) {
            fixture.archive = Optional.of(refused);

            assertThatIllegalArgumentException()
                    .isThrownBy(fixture::pipeline)
                    .withMessage("archive must be a folder that can be written to, but was " + refused);
        }
        assertThat(fixture.source.requests()).isEmpty();
    }

    @Test
    void anArchiveCanBeWrittenTo() throws IOException {
        assertThat(folder.toFile().setWritable(false)).isTrue();
        try {
            assumeThat(Files.isWritable(folder)).isFalse();

            assertThatIllegalArgumentException()
                    .isThrownBy(fixture::pipeline)
                    .withMessageContaining("must be a folder that can be written to");
        } finally {
            assertThat(folder.toFile().setWritable(true)).isTrue();
        }
    }
}
