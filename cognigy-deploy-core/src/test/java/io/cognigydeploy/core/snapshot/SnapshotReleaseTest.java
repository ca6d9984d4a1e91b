package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases of snapshots that go well, in one project, in one installation and in two. */
class SnapshotReleaseTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    @Test
    void inOneProjectNothingIsTransferred() {
        SnapshotFixture fixture = SnapshotFixture.oneInstallation(records);
        fixture.release = SnapshotRelease.from("dev", "shop-prod")
                .to("prod", "shop-prod", "Web")
                .testedBy("Smoke")
                .saying("hello");

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed()).isEmpty();
        assertThat(fixture.effects())
                .containsExactly(
                        "POST /new/v2.0/snapshots",
                        "POST /new/v2.0/playbooks/*/schedule",
                        "PATCH /new/v2.0/endpoints/*",
                        "POST /test/*");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("shop-prod " + report.runId());
        assertThat(fixture.source.violations()).isEmpty();
    }
}
