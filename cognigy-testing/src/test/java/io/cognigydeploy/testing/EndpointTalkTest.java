package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of endpoints, and the conversations that are recorded. */
final class EndpointTalkTest {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final ProductWire wire = new ProductWire(fake);
    private final InstalledProject prod =
            fake.installation().project("shop-prod").addSnapshot("v2");
    private final InstalledEndpoint web = prod.endpoint("Web");

    private Wire.Received say(String session, String text) {
        return talk("/test/", session, text);
    }

    private Wire.Received talk(String prefix, String session, String text) {
        return wire.plain()
                .with("Content-Type", Wire.JSON)
                .with("Accept", Wire.JSON)
                .post(
                        prefix + web.urlToken(),
                        "{\"userId\":\"u\",\"sessionId\":\"" + session + "\",\"text\":\"" + text + "\"}");
    }

    private String version(String session) {
        JsonNode items = wire.get("/conversations/" + session).json().path("items");
        return items.path(items.size() - 1).path("snapshotName").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/test/"})
    void anEndpointReplies(String prefix) {
        JsonNode reply = talk(prefix, "s1", "hello").json();
        assertThat(reply.path("text").asText()).isEqualTo("Hello from shop-prod");
        assertThat(reply.path("sessionId").asText()).isEqualTo("s1");
        assertThat(reply.at("/outputStack/0/source").asText()).isEqualTo("bot");
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void repliesAreScripted() {
        prod.replies(ScriptedReply.text("one", "two"))
                .replies("", "menu", ScriptedReply.rich("{\"_cognigy\":{\"_buttons\":[]}}"))
                .replies("", "silence", ScriptedReply.nothing())
                .replies("v2", "", ScriptedReply.failure(500));
        JsonNode texts = say("s1", "hello").json();
        assertThat(texts.path("outputStack")).hasSize(2);
        assertThat(texts.path("text").asText()).isEqualTo("two");
        JsonNode rich = say("s1", "menu").json();
        assertThat(rich.path("text").asText()).isEmpty();
        assertThat(rich.at("/outputStack/0/data/_cognigy").isObject()).isTrue();
        assertThat(say("s1", "silence").json().path("outputStack")).isEmpty();
        web.changedBy("ada", "{\"entrypoint\":\"v2\"}");
        assertThat(say("s2", "hello").status()).isEqualTo(500);
        assertThatIllegalArgumentException().isThrownBy(() -> ScriptedReply.rich("[]"));
        assertThatIllegalArgumentException().isThrownBy(() -> ScriptedReply.failure(200));
    }

    @Test
    void aSessionStaysOnItsSnapshotWhileThatExists() {
        say("old", "hello");
        web.changedBy("ada", "{\"entrypoint\":\"v2\"}");
        say("old", "hello");
        say("new", "hello");
        assertThat(version("old")).isEqualTo("v1.0.0");
        assertThat(version("new")).isEqualTo("v2");

        wire.ended(wire.delete("/snapshots/" + prod.snapshotId("v1.0.0").orElseThrow()));
        say("old", "hello");
        assertThat(version("old")).isEqualTo("v2");
    }

    @Test
    void aSessionEndsAfterHalfAnHour() {
        say("s", "hello");
        assertThat(wire.get("/conversations?projectId=" + prod.id())
                        .json()
                        .at("/items/0/endTime")
                        .isNull())
                .isTrue();
        web.changedBy("ada", "{\"entrypoint\":\"v2\"}");
        fake.time().advance(Duration.ofMinutes(30));
        assertThat(wire.get("/conversations?projectId=" + prod.id())
                        .json()
                        .at("/items/0/endTime")
                        .asText())
                .isEqualTo("2026-01-15T12:00:00Z");
        say("s", "hello");
        assertThat(version("s")).isEqualTo("v2");
    }

    @Test
    void aSwitchToAFlowThatTheSnapshotLacksShowsInTheTalk() {
        wire.patch("/endpoints/" + web.id(), "{\"flowId\":\"11111111-1111-1111-1111-111111111111\"}");
        Wire.Received reply = say("s", "hello");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void anUnknownTokenOrAnInactiveEndpointIsNotFound() {
        assertThat(wire.plain()
                        .with("Content-Type", Wire.JSON)
                        .post("/" + "0".repeat(64), "{\"userId\":\"u\",\"sessionId\":\"s\"}")
                        .status())
                .isEqualTo(404);
        web.changedBy("ada", "{\"active\":false}");
        assertThat(say("s", "hello").status()).isEqualTo(404);
    }

    @Test
    void conversationsShowWhichVersionAnsweredHowWell() {
        web.converse(100, Traffic.good().errorRate(0.25).satisfaction(4));
        JsonNode page =
                wire.get("/conversations?limit=100&projectId=" + prod.id()).json();
        assertThat(page.path("total").intValue()).isEqualTo(100);
        int handovers = 0;
        int good = 0;
        for (JsonNode row : page.path("items")) {
            assertThat(row.path("endpointName").asText()).isEqualTo("Web");
            assertThat(row.path("messages").intValue()).isEqualTo(2);
            assertThat(row.path("endTime").isNull()).isFalse();
            JsonNode bot = wire.get("/conversations/" + row.path("sessionId").asText())
                    .json()
                    .at("/items/1");
            assertThat(bot.path("snapshotName").asText()).isEqualTo("v1.0.0");
            handovers += bot.path("inHandoverRequest").booleanValue() ? 1 : 0;
            good += bot.path("rating").intValue() > 0 ? 1 : 0;
        }
        assertThat(handovers).isEqualTo(25);
        assertThat(good).isEqualTo(80);
        assertThat(wire.get("/conversations/none").status()).isEqualTo(404);
    }

    private boolean isOpen(String session) {
        for (JsonNode row :
                wire.get("/conversations?projectId=" + prod.id()).json().path("items")) {
            if (row.path("sessionId").asText().equals(session)) {
                return row.path("endTime").isNull();
            }
        }
        throw new AssertionError("no conversation " + session);
    }

    @Test
    void aSessionThatNeverExpiresGoesOnUntilItIsEnded() {
        web.beginConversation("s1").sessionLife(Duration.ZERO);
        fake.time().advance(Duration.ofDays(30));

        assertThat(isOpen("s1")).isTrue();
        assertThat(FakeCognigy.fromJson(fake.toJson()).toJson()).contains("\"" + web.id() + "\" : 0");

        web.endConversation("s1");

        assertThat(isOpen("s1")).isFalse();
    }

    @Test
    void aSessionStaysOnItsSnapshotWhenItsEndpointIsSwitched() {
        web.beginConversation("s1").changedBy("ada", "{\"entrypoint\":\"v2\"}");
        fake.time().advance(Duration.ofMinutes(29));

        assertThat(version("s1")).isEqualTo("v1.0.0");
        assertThat(isOpen("s1")).isTrue();

        fake.time().advance(Duration.ofMinutes(1));

        assertThat(isOpen("s1")).isFalse();
    }

    @Test
    void snapshotsCanLackTheTimeOfTheirCreation() {
        fake.installation().hideTimesOfSnapshots();

        JsonNode rows = wire.get("/snapshots?projectId=" + prod.id()).json().path("items");

        assertThat(rows).hasSize(2).noneMatch(row -> row.has("createdAt"));
        assertThat(wire.get("/snapshots/" + rows.path(0).path("_id").asText())
                        .json()
                        .has("createdAt"))
                .isFalse();
    }
}
