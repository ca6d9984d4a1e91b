package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of a run, and its pipeline, as another process finds them in the store. */
class StoredEventsTest {

    @TempDir
    private Path records;

    @Test
    void theRecordsAfterThePlanAreTheEventsThatListenersReceived() {
        BotRelease release = new BotRelease(records);
        Report report = release.run();

        assertThat(RunStore.files(records).events(report.runId())).isEqualTo(release.events);
    }

    @Test
    void aPipelineServesTheRunsOfItsKindOnItsPlatform() {
        BotRelease release = new BotRelease(records);
        DeploymentPipeline<BotDeployment> bots = release.pipeline();
        String runId = bots.run(release.deployment).runId();
        var run = RunStore.files(records).run(runId);

        assertThat(bots.serves(run)).isTrue();
        assertThat(new BotRelease(FakeCognigy.withDefaultWorld(), records)
                        .pipeline()
                        .serves(run))
                .isTrue();
        assertThat(ReleaseFixture.flows(release.fake, release.fake, records)
                        .pipeline()
                        .serves(run))
                .isFalse();
    }
}
