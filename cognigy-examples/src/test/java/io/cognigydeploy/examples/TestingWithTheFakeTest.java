package io.cognigydeploy.examples;

import static io.cognigydeploy.assertj.DeploymentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Example of the page about testing your own code. */
class TestingWithTheFakeTest {

    @Test
    void a_lost_answer_does_not_deploy_twice(@TempDir Path records) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(Fault.on("POST", "/api/v1/deployments").dropAfterEffect());

        var pipeline = BotDeployment.pipeline(fake.client()).journal(records).build();
        var deployment =
                BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1");
        Report report = pipeline.run(pipeline.plan(deployment));

        assertThat(report).succeeded();
        assertThat(fake.deployments()).hasSize(1);
        assertThat(fake.liveVersion("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1"))
                .contains("v2.4.1-stable");
    }
}
