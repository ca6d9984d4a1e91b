package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are resumed or undone with other installations than those that they were planned for. */
class SnapshotResumeTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private SnapshotFixture fixture;
    private FakeCognigy copy;

    @BeforeEach
    void setUp() {
        fixture = SnapshotFixture.twoInstallations(records).releasing(release -> release.testedBy("Smoke"));
        copy = FakeCognigy.withDefaultWorld(fixture.time);
    }

    /** Returns a pipeline where a copy of one installation, with the same ids, stands at another address. */
    private DeploymentPipeline<SnapshotRelease> elsewhere(boolean isSource) {
        Secrets secrets = new Secrets();
        CognigyInstallation other = SnapshotFixture.client("https://api-copy.test", copy, fixture.time, secrets);
        CognigyInstallation from = isSource
                ? other
                : SnapshotFixture.client("https://api-dev.test", fixture.source, fixture.time, secrets);
        CognigyInstallation to = isSource
                ? SnapshotFixture.client("https://api-prod.test", fixture.target, fixture.time, secrets)
                : other;
        return SnapshotRelease.pipeline(from, to).journal(records).build();
    }

    /** Runs a release, and brings its journal back to the moment when a mutation was confirmed. */
    private String diedAfter(String mutation) throws IOException {
        Path saved = records.resolve("saved");
        fixture.at(Event.MutationConfirmed.class, mutation, () -> copyTo(saved));
        String run = fixture.run().runId();
        Files.move(saved, journal(), StandardCopyOption.REPLACE_EXISTING);
        return run;
    }

    private Path journal() {
        return records.resolve(fixture.runId()).resolve("journal.jsonl");
    }

    private void copyTo(Path saved) {
        try {
            Files.copy(journal(), saved);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, snapshot/apply, https://api-dev.test",
        "false, snapshot/apply, https://api-prod.test",
        "true, switch/Web/apply, https://api-dev.test",
        "false, switch/Web/apply, https://api-prod.test"
    })
    void aRunIsNotResumedOnAnotherInstallation(boolean isSource, String mutation, String planned) throws IOException {
        String run = diedAfter(mutation);
        List<String> effects = fixture.effects();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> elsewhere(isSource).resume(run))
                .withMessageContaining(planned)
                .withMessageContaining("https://api-copy.test. Give the same one again.");
        assertThat(copy.requests()).isEmpty();
        assertThat(fixture.effects()).isEqualTo(effects);
    }

    @Test
    void aRunIsNotUndoneOnAnotherInstallation() {
        String run = fixture.run().runId();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> elsewhere(false).undo(run))
                .withMessageContaining("https://api-copy.test. Give the same one again.");
        assertThat(copy.requests()).isEmpty();
    }
}
