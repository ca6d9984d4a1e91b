package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.InstalledEndpoint;
import io.cognigydeploy.testing.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Releases in waves: each endpoint is watched after its switch, and the next one is switched when it has passed. */
class WavesTest {

    private static final Traffic HEALTHY =
            Traffic.good().errorRate(0.03).latencyMs(400).perMinute(8);

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private SnapshotFixture fixture;
    private InstalledEndpoint web;
    private InstalledEndpoint app;
    private InstalledEndpoint kiosk;

    static SnapshotRelease inWaves() {
        return SnapshotRelease.from("dev", "shop-dev")
                .to("prod", "shop-prod", "Kiosk", "App", "Web")
                .watchedBy(Waves.limitedTo(0.15).soaking(Duration.ofMinutes(30)).atEnd(Policy.ASK));
    }

    @BeforeEach
    void setUp() {
        fixture = SnapshotFixture.oneInstallation(records);
        fixture.prod.addSnapshot("v2.0.0");
        web = fixture.prod.endpoint("Web").users(HEALTHY);
        app = fixture.prod.addEndpoint("App", "v1.0.0").users(HEALTHY);
        kiosk = fixture.prod.addEndpoint("Kiosk", "v1.0.0").users(HEALTHY);
        fixture.release = SnapshotRelease.from("prod", "shop-prod")
                .to("prod", "shop-prod", "Web", "App", "Kiosk")
                .existing("v2.0.0")
                .watchedBy(Waves.limitedTo(0.15));
        fixture.time.advance(Duration.ofMinutes(20));
    }

    private void by(UnaryOperator<Waves> change) {
        fixture.releasing(
                release -> release.watchedBy(change.apply(release.waves().orElseThrow())));
    }

    private List<String> switched() {
        return fixture.source.requests("PATCH", ".*").stream()
                .map(request -> Stream.of(web, app, kiosk)
                        .map(InstalledEndpoint::id)
                        .toList()
                        .indexOf(request.path().substring(request.path().lastIndexOf('/') + 1)))
                .map(List.of("Web", "App", "Kiosk")::get)
                .toList();
    }

    private static List<Observation.Window> windows(DecisionRecord decision) {
        return decision.observations().stream()
                .filter(Observation.Window.class::isInstance)
                .map(Observation.Window.class::cast)
                .toList();
    }

    private static DecisionRecord at(Report report, String endpoint) {
        return Optional.ofNullable(report.strata().get(endpoint)).orElseThrow();
    }

    private static long conversations(List<Observation.Window> windows) {
        return windows.stream()
                .mapToLong(window -> window.canary().conversations())
                .sum();
    }

    @Test
    void healthyEndpointsAreSwitchedOneAfterAnotherByTheLimits() {
        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(switched()).containsExactly("Web", "App", "Kiosk");
        assertThat(Stream.of(web, app, kiosk).map(InstalledEndpoint::snapshot)).containsOnly(Optional.of("v2.0.0"));
        assertThat(report.strata()).containsOnlyKeys("Web", "App", "Kiosk");
        assertThat(report.strata().values())
                .allSatisfy(decision -> assertThat(decision.verdict().call()).isEqualTo(Call.PROMOTE));
        assertThat(report.canary()).isEmpty();
        // Each wave has the conversations of its time to the last one, and those of earlier waves go on beside it.
        List<Observation.Window> ofWeb = windows(at(report, "Web"));
        assertThat(conversations(ofWeb)).isBetween(3 * 15 * 8L - 3, 3 * 20 * 8L);
        assertThat(conversations(windows(at(report, "Kiosk")))).isBetween(15 * 8L - 1, 20 * 8L);
        assertThat(ofWeb.get(1).canary().conversations()).isEqualTo(8);
        assertThat(ofWeb.get(1).stable().orElseThrow().conversations()).isEqualTo(16);
        assertThat(windows(at(report, "Kiosk")))
                .allSatisfy(window -> assertThat(window.stable()).isEmpty());
        assertThat(fixture.source.violations()).isEmpty();
    }

    @Test
    void everyReportStatesTheCountsAndThatTheEndpointsWereNotRandomised() throws Exception {
        Report report = fixture.run();

        assertThat(List.of(report.toText(), report.toMarkdown(), report.toHtml(), report.toJson()))
                .allSatisfy(text ->
                        assertThat(text).contains("not randomised", "Web", "App", "Kiosk", "no limit was breached"));
        JsonNode json = Json.MAPPER.readTree(report.toJson());
        assertThat(json.at("/strata/App/verdict/verdict").asText()).isEqualTo("promote");
        assertThat(report.payload().at("/release/endpoints/1/watch/verdict").asText())
                .isEqualTo("promote");
        assertThat(report.payload()
                        .at("/release/endpoints/1/watch/conversations")
                        .longValue())
                .isGreaterThan(100);
        assertThat(at(report, "Web").replay()).isEqualTo(at(report, "Web"));
    }

    @Test
    void aSickSnapshotIsRolledBackAtTheFirstWaveAndTheOthersAreUntouched() {
        web.users("v2.0.0", HEALTHY.errorRate(0.4));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(switched()).containsExactly("Web", "Web");
        assertThat(web.snapshot()).contains("v1.0.0");
        assertThat(report.strata()).containsOnlyKeys("Web");
        assertThat(report.toText()).contains("snapshot v2.0.0 at Web was not good enough", "not randomised");
    }

    /** The limit alone would let it pass; the other endpoints in the same minutes show it. */
    @Test
    void theComparisonFindsWhatTheLimitAllows() {
        by(waves -> Waves.limitedTo(0.6));
        web.users("v2.0.0", HEALTHY.errorRate(0.4));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(switched()).containsExactly("Web", "Web");
        assertThat(report.outcome().because()).contains("the chance of this from a canary with ");
    }

    @Test
    void anIncidentOnAllEndpointsIsNoReasonForTheComparison() {
        by(waves -> Waves.limitedTo(0.6));
        Traffic bad = HEALTHY.errorRate(0.3);
        fixture.at(Event.MutationConfirmed.class, "switch/Web/apply", () -> {
            web.users(bad);
            app.users(bad);
            kiosk.users(bad);
        });

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void anEndpointThatTurnsBadAfterItsWaveRollsAllBack() {
        by(waves -> Waves.limitedTo(0.6));
        fixture.at(
                Event.MutationConfirmed.class, "switch/App/apply", () -> web.users("v2.0.0", HEALTHY.errorRate(0.9)));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("v2.0.0 at Web was not good enough after its wave");
        assertThat(switched()).containsExactly("Web", "App", "App", "Web");
        assertThat(at(report, "Web").verdict().call()).isEqualTo(Call.ROLL_BACK);
    }

    /** Pooled over endpoints, the canary's share of bad conversations is far above that of stable at each wave. */
    @Test
    void endpointsThatDifferByThemselvesAreMeasuredByWhatTheyWereBefore() {
        by(waves -> Waves.limitedTo(0.6));
        web.users(HEALTHY.errorRate(0.35));
        fixture.time.advance(Duration.ofMinutes(20));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        List<Observation.Window> ofWeb = windows(at(report, "Web"));
        double bad = ofWeb.stream()
                .mapToLong(window -> window.canary().errors().orElseThrow().least())
                .sum();
        assertThat(bad / conversations(ofWeb)).isGreaterThan(0.25);
    }

    @Test
    void aBadSnapshotIsFoundWhereTheEndpointWasWorseBefore() {
        by(waves -> Waves.limitedTo(0.95));
        web.users(HEALTHY.errorRate(0.2)).users("v2.0.0", HEALTHY.errorRate(0.9));
        fixture.time.advance(Duration.ofMinutes(20));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("the chance of this from a canary with ");
    }

    @Test
    void tooFewConversationsAreLeftToThePolicy() {
        by(waves -> waves.atEnd(Policy.ASK).reading(2000));
        web.users(HEALTHY.perMinute(1));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.toText()).contains("keeps all new conversations and is no longer watched");
        assertThat(switched()).containsExactly("Web");
        // The person decides to wait: a resumed run watches on, and passes when there were enough.
        Report resumed = fixture.pipeline().resume(report.runId());
        assertThat(resumed.outcome()).isInstanceOf(Outcome.Unknown.class);
        fixture.time.advance(Duration.ofMinutes(50));
        web.users(HEALTHY.perMinute(8));
        assertThat(fixture.pipeline().resume(report.runId()).outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void tooFewConversationsCanBeAReasonToGoBack() {
        by(waves -> waves.atEnd(Policy.ROLL_BACK));
        web.users(HEALTHY.perMinute(1));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("was not shown to be good enough");
        assertThat(switched()).containsExactly("Web", "Web");
    }

    @Test
    void aHeldWavePassesWhenThereAreEnough() {
        web.users(HEALTHY.perMinute(2));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(Duration.between(sent(report, "switch/Web/apply"), sent(report, "switch/App/apply")))
                .isBetween(Duration.ofMinutes(24), Duration.ofMinutes(32));
    }

    private static Instant sent(Report report, String mutation) {
        return report.events().stream()
                .filter(event -> event instanceof Event.MutationIntended intended
                        && intended.mutation().equals(mutation))
                .findFirst()
                .orElseThrow()
                .at();
    }

    @Test
    void conversationsHaveTimeToAppear() {
        fixture.source.installation().conversationsAppearAfter(Duration.ofSeconds(110));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        List<Observation.Window> windows = windows(at(report, "Kiosk"));
        long minutes = Duration.between(
                        windows.get(0).from(), windows.get(windows.size() - 1).to())
                .toMinutes();
        assertThat(conversations(windows)).isBetween(minutes * 8 - 2, minutes * 8 + 10);
    }

    @Test
    void conversationsThatAppearTooLateAreNoEvidence() {
        fixture.source.installation().conversationsAppearAfter(Duration.ofMinutes(30));
        by(waves -> waves.atEnd(Policy.ASK));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(conversations(windows(at(report, "Web")))).isZero();
    }

    static Stream<Fault> unreadable() {
        Fault list = Fault.on("GET", "/new/v2.0/conversations").always();
        Fault one = Fault.on("GET", "/new/v2.0/conversations/.*").always();
        return Stream.of(
                list.status(403),
                list.body("<html>login</html>", "text/html"),
                one.status(403),
                one.body("{\"items\":[", "application/json"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void conversationsThatCannotBeReadAreNeitherGoodNorBad(Fault fault) {
        by(waves -> waves.afterOutage(Duration.ofMinutes(5), Policy.ASK));
        fixture.at(Event.MutationConfirmed.class, "switch/Web/apply", () -> fixture.source.fail(fault));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("There were no usable data since");
        assertThat(switched()).containsExactly("Web");
        assertThat(at(report, "Web").verdict().grounds().canaryConversations()).isZero();
    }

    @Test
    void aRunThatDiedGoesOnWithTheSameEvidenceAndReadsNoOldSpanAgain() throws IOException {
        Path saved = records.resolve("saved");
        int[] seen = {0};
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.CanaryObserved && ++seen[0] == 25) {
                try {
                    Files.copy(records.resolve(fixture.runId()).resolve("journal.jsonl"), saved);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                Thread.currentThread().interrupt();
            }
        }));
        String run = fixture.run().runId();
        Thread.interrupted();
        web.changedBy("tester", "{\"entrypoint\":\"v2.0.0\"}");
        app.changedBy("tester", "{\"entrypoint\":\"v2.0.0\"}");
        Files.move(saved, records.resolve(run).resolve("journal.jsonl"), StandardCopyOption.REPLACE_EXISTING);

        Report report = fixture.pipeline().resume(run);

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        report.strata().forEach((name, decision) -> {
            List<Observation.Window> windows = windows(decision);
            for (int i = 1; i < windows.size(); i++) {
                assertThat(windows.get(i).from())
                        .as(name)
                        .isAfterOrEqualTo(windows.get(i - 1).to());
            }
        });
        assertThat(at(report, "Web").replay()).isEqualTo(at(report, "Web"));
    }

    @Test
    void aLookReadsABoundedNumberAndStatesWhatItLeftOut() {
        by(waves -> waves.reading(10));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(windows(at(report, "Web")))
                .filteredOn(window -> window.leftOut().isPresent())
                .isNotEmpty()
                .allSatisfy(window -> assertThat(window.canary().conversations()
                                + window.stable()
                                        .map(Observation.Arm::conversations)
                                        .orElse(0L))
                        .isLessThanOrEqualTo(10));
        assertThat(report.toMarkdown()).contains("further conversations");
        int looks = (int) report.events().stream()
                .filter(Event.CanaryObserved.class::isInstance)
                .count();
        assertThat(fixture.source.requests("GET", ".*/conversations/.*").size()).isLessThan(10 * looks);
    }

    @Test
    void anEndpointThatAnotherPersonSwitchedIsLeftToThem() {
        fixture.prod.addSnapshot("v3.0.0");
        int[] seen = {0};
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.CanaryObserved && ++seen[0] == 3) {
                web.changedBy("ada", "{\"entrypoint\":\"v3.0.0\"}");
            }
        }));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("endpoint Web was changed: it runs", "ada");
        assertThat(web.snapshot()).contains("v3.0.0");
        assertThat(switched()).containsExactly("Web");
    }

    @Test
    void thePlanHasTheWavesAndReadsTheConversations() throws InterruptedException {
        var pipeline = fixture.pipeline();
        var plan = pipeline.plan(fixture.release);

        assertThat(plan.changes())
                .anySatisfy(line -> assertThat(line).contains("switch App", "wave 2 of 3, watched for 15 min"));
        Verdict gate = SnapshotFixture.of(pipeline.check(plan), "waves");
        assertThat(gate).isInstanceOf(Verdict.Pass.class);
        assertThat(gate.evidence().toString()).contains("conversations of Kiosk in the last 15 min 12");
    }

    @Test
    void aBusyProjectIsPlannedFromTheFirstPagesOfItsList() throws InterruptedException {
        web.users(HEALTHY.perMinute(200));
        fixture.time.advance(Duration.ofMinutes(15));

        var pipeline = fixture.pipeline();
        Verdict gate = SnapshotFixture.of(pipeline.check(pipeline.plan(fixture.release)), "waves");

        assertThat(gate).as(gate.reason()).isInstanceOf(Verdict.Pass.class);
        assertThat(fixture.source.requests("GET", ".*/conversations")).hasSizeBetween(20, 21);
    }

    @Test
    void endpointsOfOneNameCannotBeDistinguished() {
        fixture.prod.addEndpoint("Web", "v1.0.0");
        fixture.releasing(release -> SnapshotRelease.from("prod", "shop-prod")
                .to("prod", "shop-prod", web.id())
                .existing("v2.0.0")
                .watchedBy(Waves.limitedTo(0.15)));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("several endpoints are called Web");
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void theRulesAreOfTheReleaseAndReadBackFromItsRecords(Policy policy) throws Exception {
        Waves waves = Waves.limitedTo(0.2)
                .soaking(Duration.ofMinutes(30))
                .every(Duration.ofMinutes(2))
                .appearingWithin(Duration.ofMinutes(5))
                .requiring(80)
                .requiringSatisfaction(-0.5)
                .comparedBy(JudgeOptions.builder().alpha(0.01).build())
                .atEnd(policy)
                .afterOutage(Duration.ofMinutes(3), policy)
                .reading(20);
        SnapshotRelease release = fixture.release.watchedBy(waves);

        assertThat(Json.MAPPER.readValue(Json.tree(release).toString(), SnapshotRelease.class))
                .isEqualTo(release);
    }

    @Test
    void theProgramOfTheDocumentIsARelease() {
        assertThat(inWaves().describe())
                .isEqualTo("a new snapshot of shop-dev on Kiosk, App, Web of shop-prod, in waves");
    }

    static Stream<ThrowingCallable> impossible() {
        Waves waves = Waves.limitedTo(0.2);
        return Stream.of(
                () -> Waves.limitedTo(0),
                () -> Waves.limitedTo(1),
                () -> waves.soaking(Duration.ZERO),
                () -> waves.appearingWithin(Duration.ofSeconds(-1)),
                () -> waves.requiring(49),
                () -> waves.requiringSatisfaction(2),
                () -> waves.reading(0),
                () -> waves.comparedBy(JudgeOptions.builder()
                        .against(JudgeOptions.Against.LIMITS)
                        .limits(Map.of(Metric.ERROR_RATE, 0.1))
                        .build()),
                () -> waves.comparedBy(
                        JudgeOptions.builder().addNamed(NamedMetric.HAND_OFF).build()));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void impossibleRulesAreRefused(ThrowingCallable rules) {
        assertThatIllegalArgumentException().isThrownBy(rules).withMessageContaining("must be");
    }

    @ParameterizedTest
    @CsvSource({"1, false", "-1, true"})
    void ratingsCanBeALimit(double satisfaction, boolean isRolledBack) {
        by(waves -> waves.requiringSatisfaction(0.2));
        web.users("v2.0.0", HEALTHY.satisfaction((satisfaction + 1) * 2.5));

        assertThat(fixture.run().outcome() instanceof Outcome.RolledBack).isEqualTo(isRolledBack);
    }
}
