package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeTime;
import io.cognigydeploy.testing.InstalledEndpoint;
import io.cognigydeploy.testing.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases after a canary that a router in front of the platform sends a rising share of the users to. */
class RoutedCanaryTest {

    private static final Traffic HEALTHY =
            Traffic.good().errorRate(0.03).latencyMs(400).perMinute(30);

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private SnapshotFixture fixture;
    private FakeCognigy platform;
    private InstalledEndpoint web;
    private InstalledEndpoint canary;
    private final UsersOfWeb edge = new UsersOfWeb();

    /** A router that sends users of Web to its canary, and can fail before or after it did. */
    private final class UsersOfWeb implements TrafficRouter {

        private final List<String> requests = new ArrayList<>();
        private int failsBefore;
        private int failsAfter;

        @Override
        public TrafficShare share(String endpoint) {
            return web.routed();
        }

        @Override
        public void send(String endpoint, TrafficShare share) {
            requests.add(endpoint + " " + share);
            if (failsBefore-- > 0) {
                throw new IllegalStateException("the router is busy");
            }
            web.route(endpoint, share);
            if (failsAfter-- > 0) {
                throw new IllegalStateException("the answer of the router was lost");
            }
        }
    }

    @BeforeEach
    void setUp() {
        fixture = SnapshotFixture.oneInstallation(records);
        platform = fixture.source;
        fixture.prod.addSnapshot("v2.0.0");
        web = fixture.prod.endpoint("Web").users(HEALTHY);
        canary = fixture.prod.addEndpoint("Web-Canary", "v1.0.0");
        fixture.release = SnapshotRelease.from("prod", "shop-prod")
                .to("prod", "shop-prod", "Web")
                .existing("v2.0.0")
                .after(RoutedCanary.at("Web-Canary")
                        .judgedBy(options(Policy.HOLD))
                        .reading(200));
        fixture.time.advance(Duration.ofMinutes(20));
    }

    static Report afterCanary(CognigyInstallation dev, CognigyInstallation prod, TrafficRouter edge, Path records) {
        var pipeline =
                SnapshotRelease.pipeline(dev, prod, edge).journal(records).build();
        var release = SnapshotRelease.from("dev", "shop-dev")
                .to("prod", "shop-prod", "Web")
                .after(RoutedCanary.at("Web-Canary"));
        return pipeline.run(release);
    }

    @Test
    void theProgramOfTheDocumentReleasesAfterACanary() {
        CognigyInstallation client =
                SnapshotFixture.client("https://api-dev.test", platform, platform.time(), new Secrets());
        web.route("Web-Canary", TrafficShare.ofPercent(1));

        // The router sends users to the canary already, which ends the program before it changes anything.
        assertThat(afterCanary(client, client, edge, records).outcome().because())
                .contains("router: the router sends 1 %");
    }

    private static WatchOptions options(Policy atEnd) {
        return WatchOptions.builder()
                .judge(Judge.sequential(JudgeOptions.builder().margin(3).build()))
                .ramp(Ramp.percent(25, 50))
                .atEnd(atEnd)
                .build();
    }

    private DeploymentPipeline<SnapshotRelease> pipeline() {
        CognigyInstallation client =
                SnapshotFixture.client("https://api-dev.test", platform, platform.time(), new Secrets());
        return fixture.more
                .apply(SnapshotRelease.pipeline(client, client, edge)
                        .journal(records)
                        .actor("tester"))
                .build();
    }

    private Report run() {
        return pipeline().run(fixture.release);
    }

    private List<String> switched() {
        return fixture.source.requests("PATCH", ".*").stream()
                .map(request -> request.path().endsWith(canary.id()) ? "Web-Canary" : "Web")
                .toList();
    }

    /** Calls an action at the first event that matches. */
    private void when(Predicate<Event> moment, Runnable what) {
        boolean[] done = {false};
        fixture.with(builder -> builder.listener(event -> {
            if (!done[0] && moment.test(event.event())) {
                done[0] = true;
                what.run();
            }
        }));
    }

    @Test
    void aHealthyCanaryIsPromotedAndTheEndpointsAreSwitched() {
        when(
                event -> event instanceof Event.MutationConfirmed confirmed
                        && confirmed.mutation().equals("switch/Web-Canary/apply"),
                () -> assertThat(web.routed()).isEqualTo(TrafficShare.NONE));

        Report report = run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(switched()).containsExactly("Web-Canary", "Web");
        assertThat(edge.requests).containsExactly("Web-Canary 25 %", "Web-Canary 50 %", "Web-Canary 0 %");
        assertThat(web.snapshot()).contains("v2.0.0");
        assertThat(web.routed()).isEqualTo(TrafficShare.NONE);
        assertThat(report.strata().get("Web-Canary"))
                .satisfies(decision -> assertThat(decision.verdict().call()).isEqualTo(Call.PROMOTE));
        assertThat(List.of(report.toText(), report.toHtml(), report.toMarkdown(), report.toJson()))
                .allSatisfy(text -> assertThat(text).contains("Web-Canary").doesNotContain("not randomised"));
        assertThat(report.payload().at("/release/endpoints/0/watch/verdict").asText())
                .isEqualTo("promote");
    }

    @Test
    void aSickCanaryLosesItsUsersFirst() {
        web.users("v2.0.0", HEALTHY.errorRate(0.4));

        Report report = run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(edge.requests).containsExactly("Web-Canary 25 %", "Web-Canary 0 %");
        assertThat(switched()).containsExactly("Web-Canary", "Web-Canary");
        assertThat(web.snapshot()).contains("v1.0.0");
        assertThat(canary.snapshot()).contains("v1.0.0");
        List<String> reverts = report.mutations().stream()
                .map(Report.MutationReport::name)
                .filter(name -> name.contains("revert"))
                .toList();
        assertThat(reverts).containsExactly("canary/Web-Canary/revert-1", "switch/Web-Canary/revert-1");
    }

    @Test
    void anUndecidedCanaryIsLeftToAPerson() {
        fixture.releasing(release -> release.after(RoutedCanary.at("Web-Canary").judgedBy(options(Policy.ASK))));
        web.users(HEALTHY.perMinute(1));

        Report report = run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("keeps 25 % of the users and is no longer watched");
        assertThat(web.routed()).isEqualTo(TrafficShare.ofPercent(25));
        Report undone = pipeline().undo(report.runId());
        assertThat(undone.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(web.routed()).isEqualTo(TrafficShare.NONE);
        assertThat(canary.snapshot()).contains("v1.0.0");
    }

    @Test
    void aShareThatAnotherPersonSetIsLeftToThem() {
        int[] looks = {0};
        when(
                event -> event instanceof Event.CanaryObserved && ++looks[0] == 2,
                () -> web.route("Web-Canary", TrafficShare.ofPercent(7)));

        Report report = run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("the router sends 7 % of the users to Web-Canary");
        assertThat(web.routed()).isEqualTo(TrafficShare.ofPercent(7));
        assertThat(switched()).doesNotContain("Web");
    }

    @Test
    void aShareThatIsSetBeforeStopsTheRelease() {
        web.route("Web-Canary", TrafficShare.ofPercent(5));

        Report report = run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("router: the router sends 5 %");
        assertThat(switched()).isEmpty();
    }

    @Test
    void aPipelineWithoutARouterRefusesTheRelease() {
        assertThat(fixture.run().outcome().because()).contains("has no router");
    }

    @Test
    void aLostAnswerOfTheRouterIsSettledByReadingTheShare() {
        edge.failsAfter = 1;

        Report report = run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(edge.requests).containsExactly("Web-Canary 25 %", "Web-Canary 50 %", "Web-Canary 0 %");
    }

    @Test
    void aRequestWithoutEffectIsSentAgain() {
        edge.failsBefore = 1;

        Report report = run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(edge.requests)
                .containsExactly("Web-Canary 25 %", "Web-Canary 25 %", "Web-Canary 50 %", "Web-Canary 0 %");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary/Web-Canary/apply",
                "canary/Web-Canary/share-2",
                "switch/Web/apply",
                "end/Web-Canary/apply"
            })
    void aRunThatDiedGoesOn(String mutation) throws IOException {
        Path saved = records.resolve("saved");
        AtomicReference<FakeCognigy> world = new AtomicReference<>(platform);
        when(
                event -> event instanceof Event.MutationIntended intended
                        && intended.mutation().equals(mutation),
                () -> {
                    copyTo(saved);
                    world.set(FakeCognigy.fromJson(platform.toJson(), new FakeTime(fixture.time.now())));
                });
        String run = run().runId();
        Files.move(saved, journal(), StandardCopyOption.REPLACE_EXISTING);
        // The process died before the request was sent, and the world is as it was then.
        platform = Optional.ofNullable(world.get()).orElseThrow();
        web = platform.installation().project("shop-prod").endpoint("Web");
        canary = platform.installation().project("shop-prod").endpoint("Web-Canary");
        int sent = edge.requests.size();

        Report report = pipeline().resume(run);

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(web.routed()).isEqualTo(TrafficShare.NONE);
        assertThat(web.snapshot()).contains("v2.0.0");
        assertThat(edge.requests.size()).isLessThanOrEqualTo(sent + 3);
        List<Observation> seen = Optional.ofNullable(report.strata().get("Web-Canary"))
                .orElseThrow()
                .observations();
        assertThat(seen).isNotEmpty();
    }

    private Path journal() {
        return records.resolve(fixture.runId()).resolve("journal.jsonl");
    }

    private void copyTo(Path saved) {
        try {
            Files.copy(journal(), saved, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCanaryNeedsAnEndpointOfItsOwnAndNoWaves() {
        SnapshotRelease release = SnapshotRelease.from("prod", "shop-prod").to("prod", "shop-prod", "Web");

        assertThatIllegalArgumentException().isThrownBy(() -> release.after(RoutedCanary.at("Web")));
        assertThatIllegalArgumentException().isThrownBy(() -> fixture.release.watchedBy(Waves.limitedTo(0.1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoutedCanary.at("x")
                        .judgedBy(WatchOptions.builder().ramp(Ramp.percent(100)).build()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoutedCanary.at("x")
                        .judgedBy(WatchOptions.builder()
                                .judge(Judge.sequential(JudgeOptions.builder()
                                        .addNamed(NamedMetric.HAND_OFF)
                                        .build()))
                                .build()))
                .withMessageStartingWith("named must be empty, because no source is read here, but was ");
    }
}
