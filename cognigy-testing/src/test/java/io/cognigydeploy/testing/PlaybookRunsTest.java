package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Runs of the product's playbooks. */
final class PlaybookRunsTest {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final ProductWire wire = new ProductWire(fake);
    private final InstalledProject prod =
            fake.installation().project("shop-prod").addSnapshot("v2");
    private final String playbook = "/playbooks/" + wire.id("/playbooks?projectId=" + prod.id(), "Smoke");

    private Wire.Received schedule(String entrypoint, String flow) {
        JsonNode web = wire.get("/endpoints/" + prod.endpoint("Web").id()).json();
        return wire.post(
                playbook + "/schedule",
                "{\"entrypoint\":\"" + entrypoint + "\",\"flowId\":\"" + flow + "\",\"localeId\":\""
                        + web.path("localeId").asText() + "\",\"playbookId\":\""
                        + playbook.substring(playbook.lastIndexOf('/') + 1) + "\"}");
    }

    private JsonNode run(String snapshot) {
        String flow = wire.get("/endpoints/" + prod.endpoint("Web").id()).text("flowId");
        JsonNode task = wire.ended(schedule(prod.snapshotId(snapshot).orElseThrow(), flow));
        assertThat(task.path("name").asText()).isEqualTo("runPlaybook");
        return wire.get(playbook + "/runs/" + task.at("/data/playbookRunId").asText())
                .json();
    }

    @Test
    void aRunSucceedsOnASnapshot() {
        JsonNode run = run("v2");
        assertThat(run.path("status").asText()).isEqualTo("successful");
        assertThat(run.path("entrypoint").asText())
                .isEqualTo(prod.snapshotId("v2").orElseThrow());
        assertThat(run.at("/stepResults/0/asserts/0/status").asText()).isEqualTo("successful");
        assertThat(wire.get(playbook + "/runs").json().path("total").intValue()).isEqualTo(1);
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void theEndIsScriptedForAllSnapshotsAndForOne() {
        prod.playbookEnds("Smoke", "failed").playbookEnds("Smoke", "v2", "successful");
        assertThat(run("v1.0.0").path("status").asText()).isEqualTo("failed");
        assertThat(run("v2").path("status").asText()).isEqualTo("successful");
    }

    @Test
    void aFlowThatTheSnapshotLacksFailsTheRun() {
        JsonNode task =
                wire.ended(schedule(prod.snapshotId("v2").orElseThrow(), "11111111-1111-1111-1111-111111111111"));
        assertThat(wire.get(playbook + "/runs/" + task.at("/data/playbookRunId").asText())
                        .text("status"))
                .isEqualTo("failed");
        assertThat(wire.get(playbook + "/runs/650000000000000000000000").status())
                .isEqualTo(404);
        assertThat(schedule("650000000000000000000000", "").status()).isEqualTo(404);
    }
}
