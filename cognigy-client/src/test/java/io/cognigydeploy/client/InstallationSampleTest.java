package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.SnapshotName;
import io.cognigydeploy.client.product.model.SnapshotRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/installation.md. */
class InstallationSampleTest {

    private static final String ID = "aaaaaaaaaaaaaaaaaaaaaaa1";

    private static List<String> snapshotsAfterOneMore(String url, String key, String projectId) throws Exception {
        List<String> names = new ArrayList<>();
        try (CognigyInstallation installation = CognigyInstallation.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey(key))
                .build()) {
            Project project = installation.projects().get(new ObjectId(projectId));
            AcceptedTask task = installation
                    .snapshots()
                    .create(new SnapshotRequest(project.id(), new SnapshotName("shop 2026-11-28"), "before the sale"));
            installation.operations().task(task).awaitCompleted();
            for (Snapshot snapshot : installation.lists().snapshots(project)) {
                names.add(snapshot.name());
            }
        }
        return names;
    }

    private static AcceptedTask transfer(
            CognigyInstallation source,
            ObjectId snapshotId,
            Path folder,
            CognigyInstallation target,
            ObjectId projectId)
            throws InterruptedException {
        source.operations().task(source.snapshots().pack(snapshotId)).awaitCompleted();
        SnapshotFile file = source.files().download(snapshotId, folder.resolve("shop.csnap"));
        return target.files().upload(projectId, file);
    }

    private static CognigyInstallation installation(RawServer server) {
        return CognigyInstallation.builder()
                .baseUrl(server.url())
                .credentials(Credentials.apiKey("the-key"))
                .build();
    }

    @Test
    void theProgramTransfersAFile(@TempDir Path folder) throws Exception {
        String task = "{\"_id\":\"" + ID + "\",\"status\":\"done\"}";
        String content = "0123456789".repeat(200);
        try (RawServer to = new RawServer(RawServer.answer(202, task));
                RawServer files = new RawServer(RawServer.answer(200, content));
                RawServer from = new RawServer(
                        RawServer.answer(202, task),
                        RawServer.answer(200, task),
                        RawServer.answer(200, "{\"downloadLink\":\"" + files.url() + "/shop\"}"));
                CognigyInstallation source = installation(from);
                CognigyInstallation target = installation(to)) {
            ObjectId id = new ObjectId(ID);

            assertThat(transfer(source, id, folder, target, id).id()).isEqualTo(id);
            assertThat(to.requests()).singleElement().asString().contains(content);
        }
    }

    @Test
    void theProgramMakesASnapshot() throws Exception {
        String row = "{\"_id\":\"" + ID + "\",\"name\":\"shop 2026-11-28\",\"status\":\"done\"}";
        try (RawServer server = new RawServer(
                RawServer.answer(200, row),
                RawServer.answer(202, row),
                RawServer.answer(200, row),
                RawServer.answer(200, "{\"items\":[" + row + "],\"total\":1}"))) {
            assertThat(snapshotsAfterOneMore(server.url(), "the-key", ID)).containsExactly("shop 2026-11-28");
        }
    }
}
