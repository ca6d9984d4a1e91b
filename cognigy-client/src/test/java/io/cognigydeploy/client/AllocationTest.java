package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The memory that a call takes above its transport. Code that is not compiled yet takes up to twice as much. */
class AllocationTest {

    private static final int CALLS = 50;

    private static CognigyClient answering(String json) {
        return CognigyClient.builder()
                .baseUrl("http://127.0.0.1:1")
                .credentials(Credentials.apiKey("the-key"))
                .rateLimit(1_000_000, 1_000_000)
                .transport((request, limit) -> ScriptedTransport.json(200, json))
                .build();
    }

    private static long leastBytes(Runnable call) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < CALLS; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            call.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    @Test
    void oneSmallAnswerTakesLittle() {
        try (CognigyClient client = answering("{\"id\":\"dep_1\",\"status\":\"running\",\"botId\":\"bot_1\","
                + "\"environmentId\":\"env_1\",\"version\":\"v2.4.1\",\"createdAt\":\"2026-11-20T08:15:30Z\"}")) {
            assertThat(leastBytes(() -> client.deployments().get("dep_1"))).isLessThan(30_000);
        }
    }

    @Test
    void aDocumentThatIsPostedIsNotCopied() {
        byte[] document = new byte[4 * 1024 * 1024];
        try (CognigyClient client = answering("{}")) {
            assertThat(leastBytes(() -> client.postAnywhere(URI.create("http://127.0.0.1:1/"), Map.of(), document)))
                    .isLessThan(document.length / 10);
        }
    }

    @Test
    void aPageOfFlowsTakesAFewTimesItsBytes() {
        String node = "{\"id\":\"node_1\",\"type\":\"action\",\"configuration\":{\"text\":\"" + "Which one? ".repeat(10)
                + "\",\"retries\":1,\"log\":true}}";
        String json = IntStream.range(0, 100)
                .mapToObj(i -> "{\"id\":\"flow_" + i + "\",\"name\":\"Questions\",\"version\":\"1.4.0\",\"nodes\":["
                        + String.join(",", node, node, node, node) + "],\"edges\":["
                        + "{\"from\":\"node_0\",\"to\":\"node_1\"},{\"from\":\"node_1\",\"to\":\"node_2\"}]}")
                .collect(Collectors.joining(",", "{\"data\":[", "],\"total\":100}"));

        try (CognigyClient client = answering(json)) {
            assertThat(leastBytes(() -> client.flows().list(100, 0))).isLessThan(8L * json.length());
        }
    }
}
