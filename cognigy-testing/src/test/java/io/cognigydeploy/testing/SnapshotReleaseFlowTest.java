package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The whole way of a version from one installation to another, and back, as pipelines of the product go it. */
final class SnapshotReleaseFlowTest {

    private final FakeCognigy source = FakeCognigy.withDefaultWorld();
    private final FakeCognigy target = FakeCognigy.withDefaultWorld();
    private final ProductWire dev = new ProductWire(source);
    private final ProductWire prod = new ProductWire(target);

    @Test
    void aVersionGoesLiveIsProvedAndGoesBack() {
        InstalledProject shop = source.installation().project("shop-dev").editFlow("Main");
        InstalledProject live = target.installation().project("shop-prod");

        // 0 to 2: credentials, the state before, capacity
        assertThat(dev.get("/projects/" + shop.id()).status()).isEqualTo(200);
        String web = prod.id("/endpoints?projectId=" + live.id(), "Web");
        JsonNode before = prod.get("/endpoints/" + web).json();
        assertThat(dev.get("/snapshots?projectId=" + shop.id() + "&limit=100&sort=createdAt%3Adesc")
                        .json()
                        .path("total")
                        .intValue())
                .isEqualTo(1);

        // 3 to 5: the snapshot
        JsonNode created = dev.create(shop.id(), "v1.1.0");
        assertThat(created.path("status").asText()).isEqualTo("done");
        String snapshot = created.at("/data/snapshotId").asText();
        assertThat(snapshot).isEqualTo(dev.id("/snapshots?projectId=" + shop.id(), "v1.1.0"));

        // 6 and 7: references, and the gate on the snapshot
        String flow = reference(dev, snapshot, "flow", "Main");
        String locale = reference(dev, snapshot, "locale", "English");
        assertThat(playbook(dev, shop, snapshot, flow, locale)).isEqualTo("successful");

        // 8 to 10: the file, and its transfer
        byte[] file =
                dev.fetch(dev.link(snapshot), "X-API-Key", ProductWire.KEY).body();
        String there = prod.uploaded(live.id(), file).at("/data/snapshotId").asText();
        assertThat(prod.get("/snapshots/" + there).text("hash"))
                .isEqualTo(dev.get("/snapshots/" + snapshot).text("hash"));

        // 11 to 13: references there, the gate there, the switch
        assertThat(reference(prod, there, "flow", "Main")).isEqualTo(flow);
        assertThat(reference(prod, there, "locale", "English")).isEqualTo(locale);
        assertThat(playbook(prod, live, there, flow, locale)).isEqualTo("successful");
        assertThat(prod.patch("/endpoints/" + web, entry(there, flow, locale)).status())
                .isEqualTo(204);
        assertThat(prod.get("/endpoints/" + web).text("entrypoint")).isEqualTo(there);

        // 14 and 15: behaviour, and evidence of the version
        Wire.Received reply = prod.plain()
                .with("Content-Type", Wire.JSON)
                .post(
                        "/test/" + before.path("URLToken").asText(),
                        "{\"userId\":\"probe\",\"sessionId\":\"probe-1\",\"text\":\"hello\"}");
        assertThat(reply.json().path("outputStack")).isNotEmpty();
        assertThat(prod.get("/conversations/probe-1")
                        .json()
                        .at("/items/0/snapshotId")
                        .asText())
                .isEqualTo(there);

        // 17 refused while attached, 16: back, 17: cleaned up
        assertThat(prod.ended(prod.delete("/snapshots/" + there)).path("status").asText())
                .isEqualTo("error");
        assertThat(prod.patch(
                                "/endpoints/" + web,
                                entry(
                                        before.path("entrypoint").asText(),
                                        before.path("flowId").asText(),
                                        before.path("localeId").asText()))
                        .status())
                .isEqualTo(204);
        assertThat(live.endpoint("Web").snapshot()).contains("v1.0.0");
        assertThat(prod.ended(prod.delete("/snapshots/" + there)).path("status").asText())
                .isEqualTo("done");

        assertThat(source.violations()).isEmpty();
        assertThat(target.violations()).isEmpty();
    }

    private static String reference(ProductWire wire, String snapshot, String type, String name) {
        for (JsonNode resource : wire.get("/snapshots/" + snapshot + "/resources?resourceType=" + type)
                .json()
                .path("items")) {
            if (resource.path("name").asText().equals(name)) {
                return resource.path("referenceId").asText();
            }
        }
        throw new AssertionError("no " + type + " " + name);
    }

    private static String playbook(
            ProductWire wire, InstalledProject project, String snapshot, String flow, String locale) {
        String path = "/playbooks/" + wire.id("/playbooks?projectId=" + project.id(), "Smoke");
        JsonNode task = wire.ended(wire.post(path + "/schedule", entry(snapshot, flow, locale)));
        return wire.get(path + "/runs/" + task.at("/data/playbookRunId").asText())
                .text("status");
    }

    private static String entry(String entrypoint, String flow, String locale) {
        return "{\"entrypoint\":\"" + entrypoint + "\",\"flowId\":\"" + flow + "\",\"localeId\":\"" + locale + "\"}";
    }
}
