package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.model.TrafficShare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The conversations that users of an endpoint begin by themselves, and a router in front of the platform. */
class EndpointUsersTest {

    private final FakeTime time = new FakeTime();
    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(time);
    private final ProductWire wire = new ProductWire(fake);
    private final InstalledProject prod = fake.installation().project("shop-prod");
    private final InstalledEndpoint web = prod.endpoint("Web");

    private List<JsonNode> conversations() {
        List<JsonNode> all = new ArrayList<>();
        wire.get("/conversations?limit=100&sort=startTime:desc&projectId=" + prod.id())
                .json()
                .path("items")
                .forEach(all::add);
        return all;
    }

    private List<JsonNode> items(JsonNode conversation) {
        List<JsonNode> all = new ArrayList<>();
        wire.get("/conversations/" + conversation.path("sessionId").asText())
                .json()
                .path("items")
                .forEach(all::add);
        return all;
    }

    @Test
    void usersBeginConversationsAtEvenIntervals() {
        web.users(Traffic.good().errorRate(0).latencyMs(1500).perMinute(8));
        time.advance(Duration.ofMinutes(5));

        List<JsonNode> all = conversations();

        assertThat(all).hasSize(40);
        assertThat(all)
                .extracting(one -> one.path("startTime").asText())
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
        assertThat(items(all.get(1)))
                .extracting(item -> item.path("source").asText()
                        + item.path("timestamp").asText().substring(16))
                .containsExactly("user:52.500Z", "bot:54.000Z");
    }

    @Test
    void errorsOfAVersionAreHandOversAndMessagesWithoutReply() {
        prod.addSnapshot("v2");
        web.users(Traffic.good().errorRate(0).perMinute(10))
                .users("v2", Traffic.good().errorRate(1));
        time.advance(Duration.ofMinutes(5));
        web.changedBy("ada", "{\"entrypoint\":\"v2\"}");
        time.advance(Duration.ofMinutes(5));

        List<List<JsonNode>> all = conversations().stream().map(this::items).toList();

        assertThat(all).hasSize(100);
        assertThat(all.subList(50, 100)).allSatisfy(items -> {
            assertThat(items).hasSize(2);
            assertThat(items.get(1).path("snapshotName").asText()).isEqualTo("v1.0.0");
            assertThat(items.get(1).path("inHandoverRequest").booleanValue()).isFalse();
        });
        assertThat(all.subList(0, 50))
                .allSatisfy(items -> {
                    assertThat(items.get(0).path("snapshotName").asText()).isEqualTo("v2");
                    assertThat(items.size() == 1
                                    || items.get(1).path("inHandoverRequest").booleanValue())
                            .isTrue();
                })
                .anySatisfy(items -> assertThat(items).hasSize(1))
                .anySatisfy(items -> assertThat(items).hasSize(2));
    }

    @Test
    void conversationsAppearLate() {
        fake.installation().conversationsAppearAfter(Duration.ofMinutes(2));
        web.users(Traffic.good().errorRate(0).latencyMs(30_000).perMinute(1));
        time.advance(Duration.ofMinutes(3));

        assertThat(conversations())
                .singleElement()
                .satisfies(one -> assertThat(items(one)).hasSize(1));

        time.advance(Duration.ofSeconds(30));
        assertThat(items(conversations().get(0))).hasSize(2);
    }

    @Test
    void aRouterSendsAShareOfTheUsersElsewhere() {
        prod.addSnapshot("v2").addEndpoint("Web-Canary", "v2");
        web.users(Traffic.good().perMinute(20)).route("Web-Canary", TrafficShare.ofPercent(25));
        time.advance(Duration.ofMinutes(5));

        assertThat(web.routed()).isEqualTo(TrafficShare.ofPercent(25));
        assertThat(conversations())
                .hasSize(100)
                .filteredOn(one -> one.path("endpointName").asText().equals("Web-Canary"))
                .hasSizeBetween(15, 35)
                .allSatisfy(
                        one -> assertThat(items(one).get(0).path("snapshotName").asText())
                                .isEqualTo("v2"));
    }

    @Test
    void theStateHasTheUsers() {
        web.users(Traffic.good().perMinute(20)).users("v2", Traffic.good().errorRate(0.5));
        time.advance(Duration.ofMinutes(1));
        conversations();
        String state = fake.toJson();

        FakeCognigy copy = FakeCognigy.fromJson(state, new FakeTime(time.now()));

        assertThat(copy.toJson()).isEqualTo(state);
        copy.time().advance(Duration.ofMinutes(1));
        assertThat(new ProductWire(copy)
                        .get("/conversations?projectId=" + prod.id())
                        .json()
                        .path("total")
                        .intValue())
                .isEqualTo(40);
    }
}
