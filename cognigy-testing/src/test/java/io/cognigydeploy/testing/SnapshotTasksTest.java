package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The product's snapshots, and the tasks that make and delete them. */
final class SnapshotTasksTest {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final ProductWire wire = new ProductWire(fake);
    private final Installation installation = fake.installation();
    private final InstalledProject dev = installation.project("shop-dev");

    private Wire.Received begin(String name) {
        return wire.post(
                "/snapshots", "{\"projectId\":\"" + dev.id() + "\",\"name\":\"" + name + "\",\"description\":\"d\"}");
    }

    private String status(Wire.Received begun) {
        return wire.get("/tasks/" + begun.text("_id")).text("status");
    }

    @Test
    void aTaskMovesWithTime() {
        Wire.Received begun = begin("v2");
        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.text("status")).isEqualTo("queued");
        assertThat(begun.text("type")).isEqualTo("createSnapshot");
        assertThat(begun.json().path("totalStep").intValue()).isEqualTo(2);
        assertThat(status(begun)).isEqualTo("queued");
        assertThat(status(begun)).isEqualTo("queued");
        fake.time().advance(Duration.ofSeconds(2));
        assertThat(status(begun)).isEqualTo("active");
        assertThat(dev.snapshots()).containsExactly("v1.0.0");
        fake.time().advance(Duration.ofSeconds(2));
        JsonNode done = wire.get("/tasks/" + begun.text("_id")).json();
        assertThat(done.path("status").asText()).isEqualTo("done");
        assertThat(done.path("failReason").isNull()).isTrue();
        assertThat(done.path("lastFinishedAt").asText()).isEqualTo("2026-01-15T12:00:04Z");
        assertThat(done.at("/data/snapshotId").asText()).isEqualTo(wire.id("/snapshots?projectId=" + dev.id(), "v2"));
        assertThat(wire.get("/tasks?projectId=" + dev.id()).json().path("items"))
                .hasSize(1);
    }

    @Test
    void tasksAreShownAsTheInstallationDoes() {
        installation.answerTasksWith(201).taskProgress().hideTaskResults().tasksAppearAfter(Duration.ofSeconds(1));
        installation.taskStep(Duration.ofSeconds(5));
        Wire.Received begun = begin("v2");
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.json().path("progress").intValue()).isZero();
        assertThat(begun.json().has("currentStep")).isFalse();
        String path = "/tasks/" + begun.text("_id");
        assertThat(wire.get(path).status()).isEqualTo(404);
        fake.time().advance(Duration.ofSeconds(5));
        assertThat(wire.get(path).json().path("progress").intValue()).isEqualTo(50);
        assertThat(wire.get(path).json().at("/job/name").asText()).startsWith("createSnapshot");
        fake.time().advance(Duration.ofSeconds(5));
        assertThat(wire.get(path).text("status")).isEqualTo("done");
        assertThat(wire.get(path).json().at("/data").has("snapshotId")).isFalse();
    }

    @Test
    void aTaskIsCancelledByAndBy() {
        Wire.Received begun = begin("v2");
        String path = "/tasks/" + begun.text("_id");
        assertThat(wire.post(path + "/cancel", "").text("status")).isEqualTo("cancelling");
        fake.time().advance(Duration.ofMinutes(1));
        assertThat(wire.get(path).text("status")).isEqualTo("cancelled");
        assertThat(wire.post(path + "/cancel", "").status()).isEqualTo(409);
        assertThat(dev.snapshots()).containsExactly("v1.0.0");
    }

    @Test
    void aScriptedTaskFailsOrNeverEnds() {
        installation.nextTask(
                "createSnapshot",
                JobScript.states("queued", "active", "error").message("disk full"),
                JobScript.states("queued", "active"));
        JsonNode failed = wire.create(dev.id(), "v2");
        assertThat(failed.path("status").asText()).isEqualTo("error");
        assertThat(failed.path("failReason").asText()).isEqualTo("disk full");
        assertThat(wire.create(dev.id(), "v3").path("status").asText()).isEqualTo("active");
        assertThat(wire.create(dev.id(), "v4").path("status").asText()).isEqualTo("done");
        assertThat(dev.snapshots()).containsExactly("v1.0.0", "v4");
    }

    @Test
    void theSameContentHasTheSameHash() {
        wire.create(dev.id(), "v2");
        dev.editFlow("Main");
        wire.create(dev.id(), "v3");
        List<String> hashes =
                wire.get("/snapshots?projectId=" + dev.id()).json().findValuesAsText("hash");
        assertThat(hashes.get(0)).isEqualTo(hashes.get(1)).isNotEqualTo(hashes.get(2));
    }

    @Test
    void aNameThatIsTakenFailsTheTask() {
        assertThat(wire.create(dev.id(), "v1.0.0").path("failReason").asText()).contains("name", "already exists");
        assertThat(begin("a/b").status()).isEqualTo(400);
    }

    @Test
    void aFullProjectFailsTheTask() {
        dev.snapshotCap(2);
        assertThat(wire.create(dev.id(), "v2").path("status").asText()).isEqualTo("done");
        assertThat(wire.create(dev.id(), "v3").path("failReason").asText()).contains("limit of allowed snapshots");
    }

    @Test
    void aSnapshotOfAnEndpointIsNotDeletedUnlessThatIsAllowed() {
        wire.create(dev.id(), "v2");
        String used = wire.id("/snapshots?projectId=" + dev.id(), "v1.0.0");
        String unused = wire.id("/snapshots?projectId=" + dev.id(), "v2");
        assertThat(wire.ended(wire.delete("/snapshots/" + used))
                        .path("failReason")
                        .asText())
                .contains("attached to an endpoint");
        assertThat(wire.ended(wire.delete("/snapshots/" + unused))
                        .path("status")
                        .asText())
                .isEqualTo("done");
        assertThat(wire.get("/snapshots/" + unused).status()).isEqualTo(404);
        installation.deleteAttachedSnapshots();
        assertThat(wire.ended(wire.delete("/snapshots/" + used)).path("status").asText())
                .isEqualTo("done");
    }

    @Test
    void contentsAreListedByType() {
        String snapshot = wire.id("/snapshots?projectId=" + dev.id(), "v1.0.0");
        String path = "/snapshots/" + snapshot + "/resources?resourceType=";
        JsonNode flow = wire.get(path + "flow").json().at("/items/0");
        assertThat(flow.path("name").asText()).isEqualTo("Main");
        assertThat(flow.path("resourceType").asText()).isEqualTo("flow");
        assertThat(flow.path("createdAt").isTextual()).isTrue();
        assertThat(wire.names(path + "locale")).containsExactly("English", "Deutsch");
        assertThat(wire.names(path + "largeLanguageModel")).containsExactly("Assistant");
        assertThat(wire.names(path + "nluconnector")).isEmpty();
        assertThat(wire.get(path + "playbook").status()).isEqualTo(400);
    }

    @Test
    void aRestoreGivesNewIdsAndKeepsReferences() {
        String flows = "/flows?projectId=" + dev.id();
        JsonNode before = wire.get(flows).json().at("/items/0");
        dev.editFlow("Main");
        String snapshot = wire.id("/snapshots?projectId=" + dev.id(), "v1.0.0");
        assertThat(wire.ended(wire.post("/snapshots/" + snapshot + "/restore", "{\"projectId\":\"" + dev.id() + "\"}"))
                        .path("status")
                        .asText())
                .isEqualTo("done");
        JsonNode after = wire.get(flows).json().at("/items/0");
        assertThat(after.path("referenceId")).isEqualTo(before.path("referenceId"));
        assertThat(after.path("_id")).isNotEqualTo(before.path("_id"));
        assertThat(after.path("isTrainingOutOfDate").booleanValue()).isFalse();
        assertThat(after.path("localeReference").asText())
                .isEqualTo(wire.id("/locales?projectId=" + dev.id(), "English"));
    }

    @Test
    void aFlowIsTrained() {
        dev.editFlow("Main").editFlow("Orders");
        String main = wire.id("/flows?projectId=" + dev.id(), "Main");
        wire.ended(wire.post("/flows/" + main + "/intents/train", "{\"localeId\":\"any\"}"));
        assertThat(wire.get("/flows?projectId=" + dev.id()).json().findValuesAsText("isTrainingOutOfDate"))
                .containsExactly("false", "true");
        wire.ended(wire.post("/projects/" + dev.id() + "/trainallflows", ""));
        assertThat(wire.get("/flows?projectId=" + dev.id()).json().findValuesAsText("isTrainingOutOfDate"))
                .containsExactly("false", "false");
    }
}
