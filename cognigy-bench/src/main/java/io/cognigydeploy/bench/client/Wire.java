package io.cognigydeploy.bench.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.cognigydeploy.bench.server.Answers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests, and the values that users of the other clients would write for the answers. */
final class Wire {

    static final String DEPLOYMENT = "/api/v1/deployments/" + Answers.DEPLOYMENT_ID;
    static final String FLOWS = "/api/v2/flows?limit=" + Answers.FLOWS + "&offset=0";

    static final String KEY = "bench-key";
    static final String AUTHORIZATION = "Authorization: Bearer " + KEY;
    static final String ACCEPT = "Accept: application/json";

    static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Wire() {}

    record Deployment(
            String id,
            String status,
            String botId,
            String environmentId,
            String version,
            Instant createdAt,
            String message) {}

    record FlowPage(List<Flow> data, int total) {}

    record Flow(
            String id,
            String name,
            String version,
            String environmentId,
            List<Node> nodes,
            List<Edge> edges,
            List<Reference> externalReferences) {}

    record Node(String id, String type, Map<String, @Nullable Object> configuration) {}

    record Edge(String from, String to, @Nullable String condition) {}

    record Reference(String type, String id, String environmentId) {}
}
