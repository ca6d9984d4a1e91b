package io.cognigydeploy.core.retention;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.StoreOnDisk;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeTime;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Deletions of snapshots of shop-prod on a fake in virtual time. Its endpoint Web runs v1.0.0, which a person made. */
final class RetentionFixture {

    static final Duration BETWEEN = Duration.ofHours(1);

    final FakeTime time = new FakeTime();
    final FakeCognigy fake = FakeCognigy.withDefaultWorld(time);
    final InstalledProject prod = fake.installation().project("shop-prod");
    final Path records;
    final Path archive;
    final List<Event> events = new ArrayList<>();
    SnapshotRetention retention = SnapshotRetention.of("prod", "shop-prod").keeping(1);
    UnaryOperator<DeploymentPipeline.Builder<SnapshotRetention>> more = UnaryOperator.identity();

    RetentionFixture(Path folder) {
        this.records = folder.resolve("records");
        this.archive = folder.resolve("archive");
    }

    /** Adds snapshots as releases of this library make them, an hour apart, the oldest first. */
    RetentionFixture made(String... names) {
        for (String name : names) {
            time.advance(BETWEEN);
            prod.addSnapshot(name, "Released to prod [cognigy-deploy run-of-" + name + "]");
        }
        time.advance(BETWEEN);
        return this;
    }

    RetentionFixture with(UnaryOperator<DeploymentPipeline.Builder<SnapshotRetention>> change) {
        UnaryOperator<DeploymentPipeline.Builder<SnapshotRetention>> before = more;
        more = builder -> change.apply(before.apply(builder));
        return this;
    }

    /** Calls an action at the first event of a kind about a mutation, or of any other kind. */
    RetentionFixture at(Class<? extends Event> moment, String mutation, Runnable what) {
        boolean[] done = {false};
        return with(builder -> builder.listener(event -> {
            boolean isMeant = moment.isInstance(event.event())
                    && (!(event.event() instanceof Event.OfMutation of)
                            || of.mutation().equals(mutation));
            if (isMeant && !done[0]) {
                done[0] = true;
                what.run();
            }
        }));
    }

    String id(String snapshot) {
        return prod.snapshotId(snapshot).orElseThrow();
    }

    String deletionOf(String snapshot) {
        return "delete/" + id(snapshot) + "/apply";
    }

    Path file(String id) {
        return archive.resolve(prod.id() + "-" + id + ".csnap");
    }

    CognigyInstallation client() {
        return client("https://api-shop.test");
    }

    CognigyInstallation client(String url) {
        return CognigyInstallation.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey("demo-key"))
                .transport(fake)
                .time(time)
                .random(new Random(fake.requests().size()))
                .withoutRateLimit()
                .build();
    }

    DeploymentPipeline<SnapshotRetention> pipeline() {
        return more.apply(SnapshotRetention.pipeline(client(), archive)
                        .journal(records)
                        .actor("tester")
                        .listener(event -> events.add(event.event())))
                .build();
    }

    Report run() {
        return pipeline().run(retention);
    }

    String runId() {
        List<String> ids = StoreOnDisk.runIds(records);
        return ids.get(ids.size() - 1);
    }

    List<RecordedRequest> deletions() {
        return fake.requests("DELETE", ".*");
    }

    List<String> archived() {
        if (Files.notExists(archive)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(archive)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
