package io.cognigydeploy.core.flows;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Three flows, each of which refers to the one before, on their way from one environment to another. */
public final class Promotion {

    static final String DEV = "env_dev";
    public static final String PROD = "env_prod";

    final FakeCognigy fake;
    final Path records;
    final List<Event> events = new ArrayList<>();
    public FlowBundle deployment = FlowBundle.from(DEV).to(PROD);
    UnaryOperator<DeploymentPipeline.Builder<FlowBundle>> more = UnaryOperator.identity();
    private final CognigyClient client;

    public Promotion(Path records) {
        this(world(), records);
    }

    public Promotion(FakeCognigy fake, Path records) {
        this(fake, fake, records);
    }

    public Promotion(FakeCognigy fake, Transport way, Path records) {
        this.fake = fake;
        this.records = records;
        this.client = CognigyClient.builder()
                .baseUrl("https://cognigy.test")
                .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                .transport(way)
                .time(fake.time())
                .random(new Random(fake.requests().size()))
                .withoutRateLimit()
                .build();
    }

    /** The platform lists them in the order in which they cannot be pushed. */
    public static FakeCognigy world() {
        return world("flow flow_c");
    }

    /** Two of the flows do not refer to each other, so their imports are under way at once. */
    public static FakeCognigy worldOfIndependentFlows() {
        return world(new String[0]);
    }

    private static FakeCognigy world(String... referencesOfB) {
        FakeCognigy fake = FakeCognigy.create()
                .acceptAnyCredentials()
                .addEnvironment(DEV, "5.0.0")
                .addEnvironment(PROD, "5.0.0")
                .addEnvironment("env_else", "5.0.0")
                .addIntent(PROD, "intent_order");
        fake.addFlow("env_else", flow("flow_a", "7.0.0"));
        for (String place : List.of(DEV, PROD)) {
            String version = place.equals(DEV) ? "1.1.0" : "1.0.0";
            fake.addFlow(place, flow("flow_a", version, "flow flow_b", "intent intent_order"));
            fake.addFlow(place, flow("flow_b", version, referencesOfB));
            fake.addFlow(place, flow("flow_c", version));
        }
        return fake;
    }

    public static String flow(String id, String version, String... references) {
        List<String> all = Stream.of(references)
                .map(reference -> reference.split(" ", -1))
                .map(parts ->
                        "{\"type\":\"%s\",\"id\":\"%s\",\"environmentId\":\"env_dev\"}".formatted(parts[0], parts[1]))
                .toList();
        return """
            {"id":"%s","name":"%s","version":"%s","unknown":null,"nodes":[{"id":"s","type":"start",\
            "configuration":{"was":"%s"}},{"id":"e","type":"end","configuration":{}}],\
            "edges":[{"from":"s","to":"e","condition":null}],"externalReferences":[%s]}\
            """.formatted(id, id, version, version, String.join(",", all));
    }

    DeploymentPipeline<FlowBundle> pipeline() {
        return more.apply(FlowBundle.pipeline(client)
                        .journal(records)
                        .actor("tester")
                        .listener(event -> events.add(event.event())))
                .build();
    }

    Plan plan() {
        return pipeline().plan(deployment);
    }

    Report run() {
        DeploymentPipeline<FlowBundle> pipeline = pipeline();
        return pipeline.run(pipeline.plan(deployment));
    }

    /** What was sent to change something, in order, without what was not taken. */
    List<String> changes() {
        List<String> all = new ArrayList<>();
        for (RecordedRequest request : fake.requests()) {
            boolean taken = request.status() == 0 || request.status() / 100 == 2 || request.status() / 100 == 5;
            if (request.method().equals("POST") && taken && request.path().endsWith("/import")) {
                all.add("import " + flowIn(request.body()));
            } else if (request.method().equals("POST")
                    && taken
                    && request.path().endsWith("/rollback")) {
                all.add("rollback " + request.path().split("/", -1)[4] + " " + request.body());
            }
        }
        return all;
    }

    private static String flowIn(String body) {
        try {
            return Json.MAPPER.readTree(body).path("flow").path("id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The versions of the three flows in the target. */
    String live() {
        return Stream.of("flow_a", "flow_b", "flow_c")
                .map(id -> fake.flowVersion(id, PROD).orElse("none"))
                .toList()
                .toString();
    }

    String onlyRunId() {
        return ReleaseFixture.onlyRunId(records);
    }
}
