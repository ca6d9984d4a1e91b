package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Version;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The users of an endpoint. They begin conversations at even intervals, on whatever the endpoint serves then. A router in
 * front of the platform may send some of them to another endpoint.
 */
final class ProductUsers {

    private static final double MINUTE = 60_000;
    private static final double RATED = 0.25;

    /** The quality of conversations on a version. */
    record Quality(double errorRate, double satisfaction, double latencyMs) {

        static Quality of(Traffic traffic) {
            return new Quality(traffic.errorRate(), traffic.satisfaction(), traffic.latencyMs());
        }
    }

    /** The id of the endpoint. */
    final String endpoint;

    double perMinute;

    /** By the names of snapshots; the empty name stands for all others, and for the project itself. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    Map<String, Quality> quality = new LinkedHashMap<>();

    /** The id of the endpoint that a router sends some of them to; empty for none. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    String canary = "";

    /** The part of them that is sent there, in percent. */
    double share;

    private Instant since;
    private long begun;

    @JsonCreator
    ProductUsers(
            @JsonProperty(value = "endpoint", required = true) String endpoint,
            @JsonProperty(value = "since", required = true) Instant since) {
        this.endpoint = endpoint;
        this.since = since;
    }

    /** Changes how many conversations they begin. */
    void come(double conversationsPerMinute, Instant from) {
        perMinute = conversationsPerMinute;
        since = from;
        begun = 0;
    }

    /** Begins the conversations up to the present. */
    void moveOn(ProductWorld world) {
        while (perMinute > 0) {
            Instant next = since.plusMillis(Math.round((begun + 1) * MINUTE / perMinute));
            if (next.isAfter(world.now())) {
                return;
            }
            begun++;
            converse(world, next, new SplittableRandom(Objects.hash(world.seed(), endpoint, next)));
        }
    }

    private void converse(ProductWorld world, Instant at, SplittableRandom random) {
        boolean isCanary = !canary.isEmpty() && random.nextDouble() * 100 < share;
        Map.Entry<Project, ObjectNode> place =
                world.endpoint(ProductWorld.ID, isCanary ? canary : endpoint).orElseThrow();
        ObjectNode there = place.getValue();
        Version version = world.entry(there.path("entrypoint").asText()).orElseThrow();
        Quality now = quality.getOrDefault(version.name(), quality.getOrDefault("", Quality.of(Traffic.good())));
        boolean isError = random.nextDouble() < now.errorRate();
        boolean isAnswered = !isError || random.nextBoolean();
        ObjectNode conversation = TalkRequests.begun(world, place.getKey(), there, "session-" + world.newId());
        String stamp = ProductWorld.stamp(at);
        conversation.put("startTime", stamp).put("lastMessage", stamp);
        TalkRequests.enter(conversation, version);
        ObjectNode last =
                TalkRequests.item(world, conversation, there, "user", "hello").put("timestamp", stamp);
        if (isAnswered) {
            last = TalkRequests.item(world, conversation, there, "bot", "Hello")
                    .put("timestamp", ProductWorld.stamp(at.plusMillis(Math.round(now.latencyMs()))))
                    .put("inHandoverRequest", isError)
                    .put("inHandoverConversation", isError);
        }
        if (random.nextDouble() < RATED) {
            int rating = random.nextDouble() < now.satisfaction() / 5 ? 1 : -1;
            last.put("rating", rating);
            conversation.withArray("ratings").add(rating);
        }
        world.conversations.add(conversation);
    }
}
