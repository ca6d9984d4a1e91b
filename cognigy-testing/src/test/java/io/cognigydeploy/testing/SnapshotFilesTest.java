package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Transport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The files of snapshots: packages, links, downloads, uploads. */
final class SnapshotFilesTest {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final ProductWire wire = new ProductWire(fake);
    private final Installation installation = fake.installation();
    private final InstalledProject dev = installation.project("shop-dev");
    private final InstalledProject prod = installation.project("shop-prod");
    private final String snapshot;

    SnapshotFilesTest() {
        dev.editFlow("Main").addSnapshot("v2", "second");
        snapshot = dev.snapshotId("v2").orElseThrow();
    }

    private byte[] file() {
        return wire.fetch(wire.link(snapshot), "X-API-Key", ProductWire.KEY).body();
    }

    @Test
    void aPackageIsThereForOneDay() {
        assertThat(wire.post("/snapshots/" + snapshot + "/downloadlink", "").status())
                .isEqualTo(409);
        wire.link(snapshot);
        JsonNode row =
                wire.get("/snapshots?filter=v2&projectId=" + dev.id()).json().at("/items/0");
        assertThat(row.path("isPackaged").booleanValue()).isTrue();
        assertThat(row.path("packageExpiresAt").longValue())
                .isBetween(
                        fake.time().now().plus(Duration.ofHours(23)).getEpochSecond(),
                        fake.time().now().plus(Duration.ofHours(24)).getEpochSecond());
        fake.time().advance(Duration.ofDays(1));
        assertThat(wire.get("/snapshots/" + snapshot).json().path("isPackaged").booleanValue())
                .isFalse();
        assertThat(wire.post("/snapshots/" + snapshot + "/downloadlink", "{}").status())
                .isEqualTo(409);
    }

    @Test
    void aLinkServesTheFileOnceAndNeedsAKey() {
        URI link = wire.link(snapshot);
        assertThat(link).hasHost("cognigy.test");
        assertThat(wire.fetch(link).status()).isEqualTo(401);
        Transport.Response file = wire.fetch(link, "X-API-Key", ProductWire.KEY);
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.body()).hasSize(4096);
        assertThat(file.headers().firstValue("Content-Length")).contains("4096");
        assertThat(wire.fetch(link, "X-API-Key", ProductWire.KEY).status()).isEqualTo(404);
        assertThat(file()).isEqualTo(file.body());
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void linksMayLastAndNeedNoKey() {
        installation.lastingLinks().openLinks().fileSize(10_000);
        URI link = wire.link(snapshot);
        assertThat(wire.fetch(link).body()).hasSize(10_000);
        assertThat(wire.fetch(link, "X-API-Key", ProductWire.KEY).body()).hasSize(10_000);
    }

    @Test
    void aLinkMayLeadToAnotherOriginThatNeedsNoKey() {
        installation.linksTo(URI.create("https://files.example.com:8443/ignored"));
        URI link = wire.link(snapshot);
        assertThat(link.toString()).startsWith("https://files.example.com:8443/new/v2.0/snapshots/");
        assertThat(wire.fetch(link).body()).hasSize(4096);
    }

    @Test
    void aFileIsAPlaceholderOrCutAtFirst() {
        installation.placeholders(1).cutFiles(1);
        assertThat(file()).hasSizeLessThan(100);
        Transport.Response cut = wire.fetch(wire.link(snapshot), "X-API-Key", ProductWire.KEY);
        assertThat(cut.headers().firstValue("Content-Length")).contains("4096");
        assertThat(cut.body()).hasSize(2048);
        assertThat(file()).hasSize(4096);
    }

    @Test
    void anUploadIsTheSameContentUnderOtherIds() {
        JsonNode task = wire.uploaded(prod.id(), file());
        assertThat(task.path("name").asText()).isEqualTo("uploadSnapshotPackage");
        assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("done");
        String there = task.at("/data/snapshotId").asText();
        assertThat(there).isNotEqualTo(snapshot);
        JsonNode one = wire.get("/snapshots/" + snapshot).json();
        JsonNode other = wire.get("/snapshots/" + there).json();
        assertThat(other.path("name").asText()).isEqualTo("v2");
        assertThat(other.path("description").asText()).isEqualTo("second");
        assertThat(other.path("hash")).isEqualTo(one.path("hash"));
        JsonNode flow = wire.get("/snapshots/" + snapshot + "/resources?resourceType=flow")
                .json()
                .at("/items/0");
        JsonNode copy = wire.get("/snapshots/" + there + "/resources?resourceType=flow")
                .json()
                .at("/items/0");
        assertThat(copy.path("referenceId")).isEqualTo(flow.path("referenceId"));
        assertThat(copy.path("_id")).isNotEqualTo(flow.path("_id"));
        assertThat(fake.requests("POST", ".*/upload"))
                .singleElement()
                .satisfies(request ->
                        assertThat(request.body()).contains("\"bytes\":4096", "\"name\":\"shop.csnap\"", prod.id()));
    }

    @Test
    void anotherInstallationTakesTheFileToo() {
        installation.fileSize(20_000);
        FakeCognigy other = FakeCognigy.withDefaultWorld();
        other.installation().rehashUploads();
        JsonNode task = new ProductWire(other)
                .uploaded(other.installation().project("shop-prod").id(), file());
        assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("done");
        InstalledProject target = other.installation().project("shop-prod");
        assertThat(target.snapshots()).containsExactly("v1.0.0", "v2");
        String there = target.snapshotId("v2").orElseThrow();
        assertThat(new ProductWire(other).get("/snapshots/" + there).text("hash"))
                .isNotEqualTo(wire.get("/snapshots/" + snapshot).text("hash"));
    }

    @Test
    void aBrokenFileFailsTheTask() {
        byte[] file = file();
        byte[] changed = file.clone();
        changed[3000]++;
        for (byte[] broken : new byte[][] {
            Arrays.copyOf(file, 4000), Arrays.copyOf(file, 5000), changed, "PK".getBytes(StandardCharsets.UTF_8), {}
        }) {
            assertThat(wire.uploaded(prod.id(), broken).path("failReason").asText())
                    .contains("could not be read");
        }
        assertThat(prod.snapshots()).containsExactly("v1.0.0");
    }

    @Test
    void anUploadOfANameThatIsThereFailsTheTask() {
        byte[] file = file();
        wire.uploaded(prod.id(), file);
        assertThat(wire.uploaded(prod.id(), file).path("failReason").asText()).contains("already exists");
    }

    @Test
    void anUploadHasItsForm() {
        assertThat(wire.upload("nothing", file()).status()).isEqualTo(400);
        assertThat(wire.keyed()
                        .with("Content-Type", "multipart/form-data; boundary=b")
                        .post(
                                "/new/v2.0/snapshots/upload",
                                "--b\r\nContent-Disposition: form-data; name=\"projectId\"\r\n\r\n" + prod.id()
                                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"
                                        + "x.csnap\r\n--b--")
                        .text("detail"))
                .contains("must be a file");
        assertThat(wire.post("/snapshots/upload", "{}").text("detail")).contains("multipart/form-data");
        assertThat(wire.keyed()
                        .with("Content-Type", "multipart/form-data; boundary=b")
                        .post("/new/v2.0/snapshots/upload", "")
                        .text("detail"))
                .contains("is missing");
    }
}
