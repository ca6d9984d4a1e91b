package io.cognigydeploy.examples;

import static io.cognigydeploy.assertj.DeploymentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.FreezeWindows;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeTime;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.World;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Example of docs/testing.md: tests of a pipeline on a world of one's own. */
@World("shop.json")
class ShopReleaseTest {

    private static final BotDeployment V8 = BotDeployment.of("bot_shop", "v8").to("env_shop");

    @TempDir
    Path records;

    private DeploymentPipeline<BotDeployment> pipeline(CognigyClient client) {
        return BotDeployment.pipeline(client)
                .gate(FreezeWindows.none()
                        .between(Instant.parse("2026-01-24T00:00:00Z"), Instant.parse("2026-01-26T00:00:00Z")))
                .verify("calls", applied -> Verdict.pass("a call was answered"))
                .journal(records)
                .build();
    }

    @Test
    void a_release_changes_the_version(FakeCognigy fake, CognigyClient client) {
        var pipeline = pipeline(client);

        Plan plan = pipeline.plan(V8);
        assertThat(plan).changes("v8").hasGates("change freeze");

        Report report = pipeline.run(plan);
        assertThat(report).succeeded().hasChanged("bot-version");
        assertThat(report).gate("change freeze").passed();
        assertThat(fake.liveVersion("bot_shop", "env_shop")).contains("v8");
    }

    @Test
    void a_job_that_half_failed_is_rolled_back(FakeCognigy fake, CognigyClient client) {
        fake.nextJob(JobScript.fails("out of memory").halfApplied());

        assertThat(pipeline(client).run(V8)).rolledBack().because("out of memory");
        assertThat(fake.liveVersion("bot_shop", "env_shop")).contains("v7");
    }

    @Test
    void a_freeze_stops_it(CognigyClient client, FakeTime time) {
        time.set(Instant.parse("2026-01-24T12:00:00Z"));

        Report report = pipeline(client).run(V8);
        assertThat(report).rejected().hasChangedNothing();
        assertThat(report).gate("change freeze").failed();
    }

    @Test
    @World("draft-shop.json")
    void a_draft_is_not_released(CognigyClient client) {
        assertThat(pipeline(client).run(V8)).rejected().because("DRAFT");
    }
}
