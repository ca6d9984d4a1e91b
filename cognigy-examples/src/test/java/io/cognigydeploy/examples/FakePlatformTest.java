package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.Installation;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.ScriptedReply;
import io.cognigydeploy.testing.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the page about the fake platform. */
class FakePlatformTest {

    @Test
    void a_job_ends_as_its_script_says() throws InterruptedException {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.nextJob(JobScript.fails("out of memory"));
        CognigyClient client = fake.client();

        BotDeploymentRequest request = BotDeploymentRequest.builder()
                .botId("bot_9f8e7d6c5b4a3210")
                .environmentId("env_prod_us_east_1")
                .version("v2.4.1-stable")
                .build();
        DeploymentJob end = client.operations().deploy("a-key", request).await();

        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.message()).contains("out of memory");
    }

    @Test
    void a_world_of_a_file_is_served_on_a_port(@TempDir Path folder) throws Exception {
        Path state = Files.writeString(
                folder.resolve("state.json"), FakeCognigy.withDefaultWorld().toJson());
        List<String> lines = new ArrayList<>();

        FakeCognigy fake = FakeCognigy.fromFile(state, Time.SYSTEM).acceptAnyCredentials();
        try (FakeServer server = FakeServer.start(fake, 0)) {
            server.onRequest(request -> lines.add(request.logLine()));
            try (CognigyClient client = CognigyClient.builder()
                    .baseUrl(server.url())
                    .credentials(Credentials.apiKey("any"))
                    .build()) {
                client.bots().get("bot_9f8e7d6c5b4a3210");
            }
        }

        assertThat(lines).anyMatch(line -> line.contains("/api/v1/bots/bot_9f8e7d6c5b4a3210"));
    }

    @Test
    void an_installation_has_projects_and_endpoints() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();

        Installation installation = fake.installation().taskStep(Duration.ofSeconds(5));
        InstalledProject prod =
                installation.project("shop-prod").addSnapshot("v1.1.0").playbookEnds("Smoke", "v1.1.0", "failed");
        prod.replies("v1.1.0", "menu", ScriptedReply.rich("{\"_cognigy\":{}}"));
        prod.endpoint("Web")
                .changedBy("ada", "{\"entrypoint\":\"v1.1.0\"}")
                .converse(500, Traffic.good().errorRate(0.2));

        assertThat(fake.toJson()).contains("v1.1.0");
    }
}
