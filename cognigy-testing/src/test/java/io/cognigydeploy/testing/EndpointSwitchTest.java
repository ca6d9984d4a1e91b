package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The product's endpoints, and the audit events of their changes. */
final class EndpointSwitchTest {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final ProductWire wire = new ProductWire(fake);
    private final InstalledProject prod =
            fake.installation().project("shop-prod").addSnapshot("v2");
    private final InstalledEndpoint web = prod.endpoint("Web");
    private final String path = "/endpoints/" + web.id();
    private final String second = prod.snapshotId("v2").orElseThrow();

    @Test
    void aListDoesNotShowTheEntryPoint() {
        JsonNode row = wire.get("/endpoints?projectId=" + prod.id()).json().at("/items/0");
        assertThat(row.path("name").asText()).isEqualTo("Web");
        assertThat(row.path("channel").asText()).isEqualTo("rest");
        assertThat(row.path("URLToken").asText()).matches("[0-9a-f]{64}");
        assertThat(row.has("entrypoint")).isFalse();
        assertThat(wire.get(path).text("entrypoint"))
                .isEqualTo(prod.snapshotId("v1.0.0").orElseThrow());
    }

    @Test
    void aChangeIsAnsweredWithoutABodyAndIsRecorded() {
        fake.time().advance(Duration.ofMinutes(1));
        Wire.Received answer = wire.patch(path, "{\"entrypoint\":\"" + second + "\"}");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        JsonNode now = wire.get(path).json();
        assertThat(now.path("entrypoint").asText()).isEqualTo(second);
        assertThat(now.path("lastChanged").longValue())
                .isEqualTo(fake.time().now().getEpochSecond());
        assertThat(web.snapshot()).contains("v2");
        JsonNode event = wire.get("/auditevents?projectId=" + prod.id()).json().at("/items/0");
        assertThat(event.path("type").asText()).isEqualTo("patch");
        assertThat(event.path("user")).isEqualTo(now.path("lastChangedBy"));
        assertThat(event.at("/payload/entrypoint").asText()).isEqualTo(second);
        assertThat(wire.get("/auditevents/" + event.path("_id").asText()).json())
                .isEqualTo(event);
    }

    @Test
    void aChangeMayBeAnsweredWithTheEndpoint() {
        fake.installation().showChangedEndpoints();
        Wire.Received answer = wire.patch(path, "{\"entrypoint\":\"" + prod.id() + "\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("entrypoint")).isEqualTo(prod.id());
        assertThat(web.snapshot()).isEmpty();
    }

    @Test
    void idsOfTheWrongKindAreRefused() {
        String locale = wire.id("/locales?projectId=" + prod.id(), "English");
        assertThat(wire.patch(path, "{\"localeId\":\"" + locale + "\"}").text("detail"))
                .contains("localeId should be of format 'uuid'");
        assertThat(wire.patch(path, "{\"flowId\":\"" + locale + "\"}").text("detail"))
                .contains("flowId should be of format 'uuid'");
        assertThat(wire.patch(path, "{\"flowId\":\"\"}").status()).isEqualTo(204);
        assertThat(wire.patch(path, "{\"entrypoint\":\"v2\"}").text("detail")).contains("'mongo-id'");
        assertThat(wire.patch(path, "{\"_id\":\"" + web.id() + "\"}").text("detail"))
                .contains("body._id is not known");
        assertThat(wire.patch(path, "{\"entrypoint\":\"650000000000000000000000\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aTokenCannotBeChanged() {
        String token = web.urlToken();
        assertThat(wire.patch(path, "{\"URLToken\":\"other\",\"name\":\"Site\"}")
                        .status())
                .isEqualTo(204);
        assertThat(web.urlToken()).isEqualTo(token);
        assertThat(prod.endpoint("Site").id()).isEqualTo(web.id());
    }

    @Test
    void aReadMayLagBehindAChange() {
        fake.fail(Fault.parse("GET /new/v2.0/endpoints/.* 2 stale-1"));
        String first = wire.get(path).text("entrypoint");
        wire.patch(path, "{\"entrypoint\":\"" + second + "\"}");
        assertThat(wire.get(path).text("entrypoint")).isEqualTo(first);
        assertThat(wire.get(path).text("entrypoint")).isEqualTo(second);
    }

    @Test
    void aChangeMayTakeEffectWithoutAnAnswer() {
        fake.fail(Fault.parse("PATCH .* 1 applied-html-504"));
        Wire.Received answer = wire.patch(path, "{\"entrypoint\":\"" + second + "\"}");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).contains("<html>");
        assertThat(web.snapshot()).contains("v2");
    }

    @Test
    void aPersonChangesAnEndpoint() {
        web.changedBy("ada", "{\"entrypoint\":\"v2\"}");
        JsonNode now = wire.get(path).json();
        assertThat(now.path("entrypoint").asText()).isEqualTo(second);
        assertThat(now.path("lastChangedBy").asText()).isEqualTo("ada");
        assertThat(wire.get("/auditevents?user=ada").json().path("items")).hasSize(1);
        assertThat(web.toJson()).contains(second);
        assertThatIllegalArgumentException().isThrownBy(() -> web.changedBy("ada", "[]"));
    }

    @Test
    void endpointsAreAddedAndMistakesAreNamed() {
        InstalledEndpoint phone = prod.addEndpoint("Phone", "voiceGateway2", prod.id());
        assertThat(phone.entrypoint()).isEqualTo(prod.id());
        assertThat(wire.names("/endpoints?channel=voiceGateway2")).containsExactly("Phone");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prod.endpoint("Fax"))
                .withMessageContaining("'Fax'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prod.addEndpoint("Fax", "v9"))
                .withMessageContaining("'v9'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fake.installation().project("none"))
                .withMessageContaining("shop-dev");
    }
}
