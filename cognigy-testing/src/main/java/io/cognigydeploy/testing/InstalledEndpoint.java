package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Version;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** An endpoint of an {@link InstalledProject}. Safe for use by many threads. */
public final class InstalledEndpoint {

    private final FakeCognigy fake;
    private final String id;

    InstalledEndpoint(FakeCognigy fake, String id) {
        this.fake = fake;
        this.id = id;
    }

    private ProductWorld world() {
        return fake.world.installation();
    }

    private <T> T locked(BiFunction<Project, ObjectNode, T> value) {
        return fake.locked(() -> {
            world().moveOn();
            Map.Entry<Project, ObjectNode> place =
                    world().endpoint(ProductWorld.ID, id).orElseThrow();
            return value.apply(place.getKey(), place.getValue());
        });
    }

    /** Returns the endpoint's id. */
    public String id() {
        return id;
    }

    /** Returns the secret in the paths for users. */
    public String urlToken() {
        return locked((project, endpoint) -> endpoint.path("URLToken").asText());
    }

    /** Returns the id of the snapshot, or the project, that the endpoint serves. */
    public String entrypoint() {
        return locked((project, endpoint) -> endpoint.path("entrypoint").asText());
    }

    /** Returns the name of the snapshot that the endpoint serves; empty if it serves the project, or a lost one. */
    public Optional<String> snapshot() {
        return locked(
                (project, endpoint) -> world().entry(endpoint.path("entrypoint").asText())
                        .flatMap(Version::snapshot)
                        .map(ProductWorld.Item::name));
    }

    /** Returns the endpoint as it is read, as JSON. */
    public String toJson() {
        return locked((project, endpoint) -> Json.write(endpoint));
    }

    /**
     * Changes the endpoint as a person does, without a request. An audit event has the change.
     *
     * @param user the id of the person
     * @param members a JSON object with the members that change; {@code entrypoint} may be the name of a snapshot
     * @throws IllegalArgumentException if the members are no JSON object
     */
    public InstalledEndpoint changedBy(String user, String members) {
        return locked((project, endpoint) -> {
            try {
                if (Json.read(members) instanceof ObjectNode object) {
                    project.snapshotNamed(object.path("entrypoint").asText())
                            .ifPresent(snapshot -> object.put("entrypoint", snapshot.id()));
                    world().change(project, endpoint, object, user);
                    return this;
                }
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("members must be JSON: " + e.getOriginalMessage(), e);
            }
            throw new IllegalArgumentException("members must be a JSON object, but was " + members);
        });
    }

    /**
     * Adds conversations that ended just now on the present version. Errors are conversations that a person had to
     * take over, spread evenly; ratings are 1 or -1, in a proportion of satisfaction to 5.
     *
     * @param conversations how many there are; the number a minute of the traffic does not matter
     */
    public InstalledEndpoint converse(int conversations, Traffic traffic) {
        return locked((project, endpoint) -> {
            Version version =
                    world().entry(endpoint.path("entrypoint").asText()).orElseThrow();
            for (int i = 0; i < conversations; i++) {
                boolean isError = isDue(i, traffic.errorRate());
                int rating = isDue(i, traffic.satisfaction() / 5) ? 1 : -1;
                ObjectNode conversation = TalkRequests.begun(world(), project, endpoint, "session-" + world().newId());
                TalkRequests.enter(conversation, version);
                TalkRequests.item(world(), conversation, endpoint, "user", "hello");
                TalkRequests.item(world(), conversation, endpoint, "bot", "Hello")
                        .put("rating", rating)
                        .put("inHandoverRequest", isError)
                        .put("inHandoverConversation", isError);
                conversation.withArray("ratings").add(rating);
                conversation.put("endTime", world().now().toString());
                world().conversations.add(conversation);
            }
            return this;
        });
    }

    /** Begins a conversation on the present version, which goes on until it is ended or its session expires. */
    public InstalledEndpoint beginConversation(String session) {
        return locked((project, endpoint) -> {
            ObjectNode conversation = TalkRequests.begun(world(), project, endpoint, session);
            TalkRequests.enter(
                    conversation,
                    world().entry(endpoint.path("entrypoint").asText()).orElseThrow());
            TalkRequests.item(world(), conversation, endpoint, "user", "hello");
            world().conversations.add(conversation);
            return this;
        });
    }

    /** Ends the conversations of a session now. */
    public InstalledEndpoint endConversation(String session) {
        return locked((project, endpoint) -> {
            world().conversations.stream()
                    .filter(one -> one.path("sessionId").asText().equals(session)
                            && one.path("endpointUrlToken").equals(endpoint.path("URLToken")))
                    .forEach(one -> one.put("endTime", world().now().toString()));
            return this;
        });
    }

    /**
     * Sets how long a session lasts without a message, in whole minutes. Default: 30 minutes.
     *
     * @param life zero for ever
     */
    public InstalledEndpoint sessionLife(Duration life) {
        return locked((project, endpoint) -> {
            world().sessionMinutes.put(id, life.toMinutes());
            return this;
        });
    }

    /**
     * Lets users begin so many conversations a minute from now on, at even intervals, on whatever the endpoint serves then.
     * Errors are conversations that a person had to take over, or without a reply, drawn one by one by the fake's seed. A
     * reply takes the latency. A quarter of them is rated, as in {@link #converse}.
     */
    public InstalledEndpoint users(Traffic traffic) {
        return users("", traffic, traffic.perMinute());
    }

    /**
     * Sets how the conversations of this endpoint's users go that are on the snapshot of this name. How many they begin a
     * minute stays as it is.
     */
    public InstalledEndpoint users(String snapshot, Traffic traffic) {
        return locked((project, endpoint) -> users(snapshot, traffic, world().usersOf(id).perMinute));
    }

    private InstalledEndpoint users(String snapshot, Traffic traffic, double perMinute) {
        return locked((project, endpoint) -> {
            ProductUsers users = world().usersOf(id);
            users.quality.put(snapshot, ProductUsers.Quality.of(traffic));
            if (users.perMinute != perMinute) {
                users.come(perMinute, world().now());
            }
            return this;
        });
    }

    /**
     * Sends this share of the endpoint's users to another endpoint of the project from now on. Each is sent by chance, as by a
     * router in front of the platform; the platform itself has no such thing.
     *
     * @param canary the name of the other endpoint
     */
    public InstalledEndpoint route(String canary, TrafficShare share) {
        return locked((project, endpoint) -> {
            ProductUsers users = world().usersOf(id);
            users.canary = project.endpoints.stream()
                    .filter(one -> one.path("name").asText().equals(canary))
                    .map(one -> one.path(ProductWorld.ID).asText())
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no endpoint '" + canary + "'"));
            users.share = share.percent();
            return this;
        });
    }

    /** Returns the share of the endpoint's users that {@link #route} sends elsewhere. */
    public TrafficShare routed() {
        return locked((project, endpoint) -> TrafficShare.ofPercent(world().usersOf(id).share));
    }

    /** Returns whether the share of all so far grows by a whole one with this number. */
    private static boolean isDue(int number, double share) {
        return Math.floor((number + 1) * share) > Math.floor(number * share);
    }
}
