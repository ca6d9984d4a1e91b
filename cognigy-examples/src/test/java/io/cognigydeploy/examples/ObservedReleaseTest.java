package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservedReleaseTest {

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private final List<String> observed = new ArrayList<>();

    private final class Names implements ObservationHandler<Observation.Context> {

        @Override
        public void onStop(Observation.Context context) {
            observed.add(context.getContextualName());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @Test
    void aReleaseIsMeteredAndObserved() {
        observations.observationConfig().observationHandler(new Names());
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        CognigyClient cognigy = ObservedRelease.client(
                CognigyClient.builder()
                        .baseUrl("https://cognigy.test")
                        .credentials(Credentials.apiKey("demo-key"))
                        .transport(fake)
                        .time(fake.time()),
                meters,
                observations);

        var report = ObservedRelease.pipeline(cognigy, meters, observations)
                .journal(folder)
                .build()
                .run(BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1"));

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(meters.get("cognigy.runs")
                        .tag("outcome", "succeeded")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("cognigy.client.budget.remaining")
                        .tag("platform", "cognigy.test")
                        .gauge()
                        .value())
                .isBetween(0.0, 60.0);
        assertThat(observed)
                .contains("POST /api/v1/deployments", "change bot-version")
                .endsWith("run bot-version");
    }

    @Test
    void headersOfAGatewayAreSent() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
        try (FakeServer server = FakeServer.start(fake, 0);
                CognigyClient cognigy = ObservedRelease.behindAGateway(
                        server.url(), Credentials.apiKey("demo-key"), Secret.of("CHG-1"))) {
            assertThat(cognigy.environments().get("env_prod_us_east_1").id()).contains("env_prod_us_east_1");
        }
        assertThat(fake.requests()).singleElement().satisfies(request -> {
            assertThat(request.header("X-Team")).contains("bots");
            assertThat(request.header("X-Ticket")).contains("CHG-1");
            assertThat(request.header("X-Attempt")).contains("1");
        });
    }
}
