package io.cognigydeploy.testing;

import static io.cognigydeploy.client.SampleRequests.ENVIRONMENT;
import static io.cognigydeploy.client.SampleRequests.ROLLED_BACK_BOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import org.junit.jupiter.api.AfterEach;

final class FakeClientTest extends ClientContract {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld().addFlow("env_prod", FLOW_BEFORE);
    private final CognigyClient client = fake.client();

    @Override
    CognigyClient client() {
        return client;
    }

    @Override
    void openSessions(int count) {
        fake.openSessions(ROLLED_BACK_BOT, ENVIRONMENT, count);
    }

    @AfterEach
    void everyRequestHadTheDocumentedForm() {
        assertThat(fake.violations()).isEmpty();
    }
}
