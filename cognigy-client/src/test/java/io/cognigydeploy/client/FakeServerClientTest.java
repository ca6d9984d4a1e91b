package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.testing.FakeCognigy;
import io.cognigydeploy.client.testing.FakeServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class FakeServerClientTest extends ClientContract {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld().addFlow("env_prod", FLOW_BEFORE);

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

    @SuppressWarnings("NullAway.Init")
    private CognigyClient client;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.start(fake, 0);
        client = CognigyClient.builder()
                .baseUrl(server.url())
                .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                .time(fake.time())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        assertThat(fake.violations()).isEmpty();
    }

    @Override
    CognigyClient client() {
        return client;
    }

    @Override
    void openSessions(int count) {
        fake.openSessions(ROLLED_BACK_BOT, ENVIRONMENT, count);
    }
}
