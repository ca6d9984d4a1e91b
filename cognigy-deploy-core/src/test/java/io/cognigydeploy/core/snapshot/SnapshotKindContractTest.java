package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.core.installation.Archive;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.testing.KindContract;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of kinds, for releases of snapshots: a process that dies at each record and at each request, and each answer
 * lost. One snapshot is made, one file is sent, and each endpoint is switched once.
 */
class SnapshotKindContractTest {

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private static SnapshotRelease onto(SnapshotRelease.Unplaced snapshot) {
        return snapshot.to("prod", "shop-prod", "Web", "Voice")
                .testedBy("Smoke")
                .saying("hello");
    }

    /** Returns the values of the endpoints that a rollback restores; a snapshot stays, and the moment of a change differs. */
    private static JsonNode restored(JsonNode state) {
        ArrayNode endpoints = Json.MAPPER.createArrayNode();
        state.path("endpoints")
                .forEach(endpoint -> endpoints.add(
                        ((ObjectNode) endpoint.deepCopy()).without(List.of("lastChanged", "lastChangedBy"))));
        return endpoints;
    }

    private static SnapshotKind inOneInstallation() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.installation().project("shop-prod").addSnapshot("v2.0.0").addEndpoint("Voice", "v1.0.0");
        CognigyInstallation client = SnapshotFixture.client("https://api-shop.test", fake, fake.time(), new Secrets());
        return new SnapshotKind(client, client, Optional.empty());
    }

    private static SnapshotKind inTwoInstallations(Optional<Archive> archive) {
        FakeTime time = new FakeTime();
        FakeCognigy source = FakeCognigy.withDefaultWorld(time);
        FakeCognigy target = FakeCognigy.withDefaultWorld(time);
        target.installation().project("shop-prod").addSnapshot("v2.0.0").addEndpoint("Voice", "v1.0.0");
        Secrets secrets = new Secrets();
        return new SnapshotKind(
                SnapshotFixture.client("https://api-dev.test", source, time, secrets),
                SnapshotFixture.client("https://api-prod.test", target, time, secrets),
                archive);
    }

    @Test
    void releasesInOneProjectKeepTheContract() {
        assertThat(KindContract.of(
                                SnapshotKindContractTest::inOneInstallation,
                                onto(SnapshotRelease.from("prod", "shop-prod")))
                        .restoring(SnapshotKindContractTest::restored)
                        .problems(folder))
                .isEmpty();
    }

    @Test
    void releasesBetweenTwoInstallationsKeepTheContract() {
        assertThat(KindContract.of(
                                () -> inTwoInstallations(Optional.empty()),
                                onto(SnapshotRelease.from("dev", "shop-dev")))
                        .restoring(SnapshotKindContractTest::restored)
                        .problems(folder))
                .isEmpty();
    }

    @Test
    @Tag("long")
    void releasesWithAnArchiveKeepTheContract() throws IOException {
        Path archive = folder.resolve("archive");

        assertThat(KindContract.of(
                                () -> inTwoInstallations(Optional.of(new Archive(archive))),
                                onto(SnapshotRelease.from("dev", "shop-dev")))
                        .restoring(SnapshotKindContractTest::restored)
                        .problems(folder))
                .isEmpty();

        try (Stream<Path> kept = Files.list(archive)) {
            assertThat(kept)
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(path.toString()).matches(".*\\.csnap(\\.sha256)?"))
                    .filteredOn(path -> path.toString().endsWith(".csnap"))
                    .allSatisfy(path -> assertThat(path.resolveSibling(path.getFileName() + ".sha256"))
                            .exists());
        }
    }

    private static SnapshotKind inFullProjects(Archive archive) {
        FakeTime time = new FakeTime();
        FakeCognigy source = FakeCognigy.withDefaultWorld(time);
        FakeCognigy target = FakeCognigy.withDefaultWorld(time);
        for (String name : List.of("old", "new")) {
            time.advance(Duration.ofHours(1));
            source.installation().project("shop-dev").addSnapshot(name, "[cognigy-deploy " + name + "]");
            target.installation().project("shop-prod").addSnapshot(name, "[cognigy-deploy " + name + "]");
        }
        target.installation().project("shop-prod").addEndpoint("Voice", "v1.0.0");
        Secrets secrets = new Secrets();
        return new SnapshotKind(
                SnapshotFixture.client("https://api-dev.test", source, time, secrets),
                SnapshotFixture.client("https://api-prod.test", target, time, secrets),
                Optional.of(archive));
    }

    @Test
    @Tag("long")
    void releasesIntoFullProjectsKeepTheContract() {
        assertThat(KindContract.of(
                                () -> inFullProjects(new Archive(folder.resolve("archive"))),
                                onto(SnapshotRelease.from("dev", "shop-dev"))
                                        .withCaps(3, 3)
                                        .keeping(1))
                        .restoring(SnapshotKindContractTest::restored)
                        .problems(folder))
                .isEmpty();
    }

    @Test
    @Tag("long")
    void releasesOfAnExistingSnapshotKeepTheContract() {
        assertThat(KindContract.of(
                                SnapshotKindContractTest::inOneInstallation,
                                onto(SnapshotRelease.from("prod", "shop-prod")).existing("v2.0.0"))
                        .restoring(SnapshotKindContractTest::restored)
                        .problems(folder))
                .isEmpty();
    }
}
