package io.cognigydeploy.testing;

import static io.cognigydeploy.client.SampleRequests.ENVIRONMENT;
import static io.cognigydeploy.client.SampleRequests.ROLLED_BACK_BOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.model.Flow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

    // One flow of 15,000 nodes made the whole list unreadable for all.
    @Test
    void largeFlowsKeepNoOtherFromBeingListed() {
        String nodes = IntStream.range(0, 15_000)
                .mapToObj(i -> "{\"id\":\"n" + i + "\",\"type\":\"action\",\"configuration\":{\"text\":\"Received " + i
                        + "\",\"options\":[1,2,3],\"more\":{\"a\":true,\"b\":null}}}")
                .collect(Collectors.joining(","));
        List<String> ids = new ArrayList<>();
        client.lists().flows().forEach(flow -> ids.add(flow.id()));
        for (String large : List.of("flow_large_1", "flow_large_2", "flow_large_3")) {
            fake.addFlow("env_prod", "{\"id\":\"" + large + "\",\"version\":\"1.0.0\",\"nodes\":[" + nodes + "]}");
            ids.add(large);
            fake.addFlow("env_prod", FLOW_BEFORE.replace("flow_abc123", large + "_next"));
            ids.add(large + "_next");
        }

        assertThat(client.lists().flows()).extracting(Flow::id).containsExactlyInAnyOrderElementsOf(ids);
    }
}
