package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.StoreOnDisk;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeTime;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.RecordedRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Releases of snapshots from shop-dev of one fake to shop-prod of another, or of the same, in virtual time. */
final class SnapshotFixture {

    static final String KEY = "demo-key";

    final FakeTime time = new FakeTime();
    final FakeCognigy source = FakeCognigy.withDefaultWorld(time);
    final FakeCognigy target;
    final InstalledProject dev;
    final InstalledProject prod;
    final Path records;
    final List<Event> events = new ArrayList<>();
    SnapshotRelease release = SnapshotRelease.from("dev", "shop-dev").to("prod", "shop-prod", "Web");
    Optional<Path> archive = Optional.empty();
    UnaryOperator<DeploymentPipeline.Builder<SnapshotRelease>> more = UnaryOperator.identity();

    private SnapshotFixture(Path records, boolean isOne) {
        this.records = records;
        this.target = isOne ? source : FakeCognigy.withDefaultWorld(time);
        this.dev = source.installation().project("shop-dev");
        this.prod = target.installation().project("shop-prod");
    }

    static SnapshotFixture oneInstallation(Path records) {
        return new SnapshotFixture(records, true);
    }

    static SnapshotFixture twoInstallations(Path records) {
        return new SnapshotFixture(records, false);
    }

    /** Returns a client with the same randomness each time. */
    static CognigyInstallation client(String url, Transport way, FakeTime time, Secrets secrets) {
        return client(url, way, time, secrets, 1);
    }

    private static CognigyInstallation client(String url, Transport way, FakeTime time, Secrets secrets, int seed) {
        return CognigyInstallation.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey(KEY))
                .transport(way)
                .time(time)
                .random(new Random(seed))
                .secrets(secrets)
                .withoutRateLimit()
                .build();
    }

    SnapshotFixture with(UnaryOperator<DeploymentPipeline.Builder<SnapshotRelease>> change) {
        UnaryOperator<DeploymentPipeline.Builder<SnapshotRelease>> before = more;
        more = builder -> change.apply(before.apply(builder));
        return this;
    }

    SnapshotFixture releasing(UnaryOperator<SnapshotRelease> change) {
        release = change.apply(release);
        return this;
    }

    /** Calls an action at the first event of a kind about a mutation, or of any other kind. */
    SnapshotFixture at(Class<? extends Event> moment, String mutation, Runnable what) {
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

    DeploymentPipeline<SnapshotRelease> pipeline() {
        Secrets secrets = new Secrets();
        int seed = source.requests().size() + 1;
        CognigyInstallation from = client("https://api-dev.test", source, time, secrets, seed);
        CognigyInstallation to = target == source ? from : client("https://api-prod.test", target, time, secrets, seed);
        return more.apply(archive.map(folder -> SnapshotRelease.pipeline(from, to, folder))
                        .orElseGet(() -> SnapshotRelease.pipeline(from, to))
                        .journal(records)
                        .actor("tester")
                        .listener(event -> events.add(event.event())))
                .build();
    }

    Report run() {
        return pipeline().run(release);
    }

    String runId() {
        List<String> ids = StoreOnDisk.runIds(records);
        return ids.get(ids.size() - 1);
    }

    /** Returns the requests that change something, without their ids, in order. */
    List<String> effects() {
        List<RecordedRequest> all = new ArrayList<>(source.requests());
        if (target != source) {
            all.addAll(target.requests());
        }
        return all.stream()
                .filter(request -> !request.method().equals("GET"))
                .map(request -> request.method() + " " + request.path().replaceAll("[0-9a-f]{24,}", "*"))
                .toList();
    }

    static Verdict of(List<CheckResult> results, String name) {
        return results.stream()
                .filter(result -> result.name().equals(name))
                .map(CheckResult::verdict)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + results));
    }
}
