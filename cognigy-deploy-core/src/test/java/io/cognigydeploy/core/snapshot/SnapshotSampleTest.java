package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/snapshots.md, over ports. */
class SnapshotSampleTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private static Report release(String devUrl, String devKey, String prodUrl, String prodKey, Path records) {
        Secrets secrets = new Secrets();
        try (CognigyInstallation dev = CognigyInstallation.builder()
                        .baseUrl(devUrl)
                        .credentials(Credentials.apiKey(devKey))
                        .secrets(secrets)
                        .build();
                CognigyInstallation prod = CognigyInstallation.builder()
                        .baseUrl(prodUrl)
                        .endpointUrl(prodUrl)
                        .credentials(Credentials.apiKey(prodKey))
                        .secrets(secrets)
                        .build()) {
            var pipeline = SnapshotRelease.pipeline(dev, prod).journal(records).build();
            var release = SnapshotRelease.from("dev", "shop-dev")
                    .to("prod", "shop-prod", "Web")
                    .testedBy("Smoke")
                    .saying("hello");
            return pipeline.run(pipeline.plan(release));
        }
    }

    @Test
    void theProgramReleasesASnapshot() throws Exception {
        FakeCognigy source = FakeCognigy.withDefaultWorld(Time.SYSTEM);
        FakeCognigy target = FakeCognigy.withDefaultWorld(Time.SYSTEM);
        source.installation().taskStep(Duration.ofMillis(1));
        target.installation().taskStep(Duration.ofMillis(1));
        try (FakeServer dev = FakeServer.start(source, 0);
                FakeServer prod = FakeServer.start(target, 0)) {
            Report report = release(dev.url(), SnapshotFixture.KEY, prod.url(), SnapshotFixture.KEY, records);

            assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
            assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed()).isEmpty();
        }
    }
}
