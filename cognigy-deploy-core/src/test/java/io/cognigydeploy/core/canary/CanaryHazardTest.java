package io.cognigydeploy.core.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryWatch;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.Traffic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Canaries whose platform changes between two steps of a run. */
class CanaryHazardTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private FakeCognigy fake;
    private ReleaseFixture<CanaryDeployment> fixture;
    private CanaryWatch watch = CanaryWatch.begin(WatchOptions.defaults(), Instant.EPOCH);

    @BeforeEach
    void setUp() {
        fake = FakeCognigy.withDefaultWorld();
        fixture = fixture();
        watch = CanaryWatch.begin(
                fixture.deployment.validator().options(), fake.time().now());
    }

    private ReleaseFixture<CanaryDeployment> fixture() {
        return fixture(fake);
    }

    private ReleaseFixture<CanaryDeployment> fixture(Transport way) {
        ReleaseFixture<CanaryDeployment> fresh = ReleaseFixture.canary(fake, way, records);
        fresh.deployment = fresh.deployment.validatedBy(
                fresh.deployment.validator().along(Ramp.percent(5, 50).cap(50)));
        return fresh;
    }

    private String live() {
        return fake.liveVersion(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE)
                .orElse("nothing");
    }

    /** A run whose process dies at the first such event, and that is resumed when something else has happened. */
    private Report diesAt(Predicate<Event> moment, Runnable meanwhile) {
        fixture.with(builder -> builder.listener(event -> {
            if (moment.test(event.event())) {
                throw new PowerCut.Dead();
            }
        }));
        try {
            return fixture.run();
        } catch (PowerCut.Dead e) {
            meanwhile.run();
            return fixture().pipeline().resume(fixture.onlyRunId());
        }
    }

    @Test
    void aPromotionThatWasNotReadBackIsNoneAfterACrashEither() {
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationEnded ended
                    && ended.state().equals("completed")) {
                fake.live(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE, ReleaseFixture.CANARY_OLD);
            }
        }));

        Report report = diesAt(
                event -> event instanceof Event.MutationConfirmed confirmed
                        && confirmed.judged() instanceof Verdict.Fail,
                () -> {});

        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("2.0.0 is live, not 2.1.0-canary");
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 100})
    void aCanaryThatThePlatformEndedBetweenRunsIsNotBegunAnew(double next) {
        Report report = diesAt(event -> decides(event, next), this::rolledBackByAnotherClient);

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("canary dep_0001 is rolled_back already");
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void aPlatformThatDoesNotSayHowTheCanaryStandsWhenTheShareIsToRiseIsWaitedFor() {
        fixture.at(
                Event.CanaryObserved.class,
                () -> fixture.fault(Fault.on("GET", "/api/v1/deployments/dep_0001")
                        .times(60)
                        .status(503)));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void aPlatformThatMakesAnotherDeploymentOfEachShareIsRidOfAllOfThem() {
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationIntended intended
                    && intended.mutation().equals("canary/share-2")) {
                rolledBackByAnotherClient();
            } else if (event.event() instanceof Event.MutationConfirmed confirmed
                    && confirmed.mutation().equals("canary/share-2")) {
                Thread.currentThread().interrupt();
            }
        }));

        Report report = fixture.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fixture.sent("/api/v1/deployments/dep_0002/rollback")).hasSize(1);
        assertThat(fake.deployments())
                .extracting(DeploymentJob::id, DeploymentJob::state)
                .containsExactly(tuple("dep_0001", JobState.ROLLED_BACK), tuple("dep_0002", JobState.ROLLED_BACK));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aShareWhoseAnswerIsCutOffByCancellingLeavesNoCanaryBehind(int which) {
        int[] asked = {0};
        fixture = fixture((request, limit) -> {
            Transport.Response answer = fake.exchange(request, limit);
            if (request.uri().getPath().endsWith("/deploy") && ++asked[0] == which) {
                throw new InterruptedException("cancelled before the answer");
            }
            return answer;
        });

        Report report = fixture.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(which == 1 ? Outcome.Cancelled.class : Outcome.RolledBack.class);
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
        assertThat(fake.deployments())
                .extracting(DeploymentJob::state)
                .containsExactly(which == 1 ? JobState.CANCELLED : JobState.ROLLED_BACK);
    }

    @Test
    void aClockThatIsSetBackDoesNotPutTheNextLookOff() {
        fixture.at(
                Event.CanaryObserved.class,
                () -> fake.time().set(fake.time().now().minus(Duration.ofHours(1))));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.time().sleeps()).allMatch(sleep -> sleep.compareTo(Duration.ofMinutes(1)) <= 0);
    }

    @Test
    void whatAPlatformMeasuresFromNowBackIsNotUsedTwiceWhenItAnswersLate() {
        fake.rawMetrics(ReleaseFixture.CANARY_BOT, "{\"error_rate\":0.01,\"conversation_count\":100}");
        List<Instant> measured = new ArrayList<>();
        fixture = fixture((request, limit) -> {
            if (request.uri().getPath().equals("/api/v1/metrics/conversations")) {
                // Every other answer is late.
                fake.time().advance(Duration.ofSeconds(measured.size() % 2 == 0 ? 0 : 20));
                measured.add(fake.time().now());
            }
            return fake.exchange(request, limit);
        });
        fixture.deployment =
                fixture.deployment.validatedBy(fixture.deployment.validator().every(Duration.ofSeconds(30)));

        Report report = fixture.run();

        measured.subList(0, 2).clear();
        Instant usedUntil = Instant.MIN;
        List<Observation> seen = report.canary().orElseThrow().observations();
        assertThat(seen).hasSameSizeAs(measured).hasSizeGreaterThan(10);
        for (int i = 0; i < seen.size(); i++) {
            Observation.Window window = (Observation.Window) seen.get(i);
            long minutes = Duration.between(window.from(), window.to()).toMinutes();
            assertThat(measured.get(i).minus(Duration.ofMinutes(minutes))).isAfterOrEqualTo(usedUntil);
            usedUntil = measured.get(i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "active", "failed"})
    void aCanaryThatKeepsItsShareIsNotReportedAsRolledBack(String word) {
        fixture = fixture((request, limit) -> calledOtherwise(fake.exchange(request, limit), word));
        fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "canary",
                Traffic.good().errorRate(0.4).perMinute(800));
        fixture.fault(
                Fault.on("POST", "/api/v1/deployments/[^/]+/rollback").always().status(504));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(fake.deployments())
                .singleElement()
                .extracting(DeploymentJob::state)
                .isEqualTo(JobState.RUNNING);
    }

    /** Replaces the word for a canary that has a share. */
    private static Transport.Response calledOtherwise(Transport.Response answer, String word) {
        String body = new String(answer.body(), StandardCharsets.UTF_8).replace("\"running\"", '"' + word + '"');
        return new Transport.Response(answer.status(), answer.headers(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPromotionWithoutEffectIsSentAgainThoughTheCanaryIsCalledCompleted() {
        fixture = fixture((request, limit) -> calledOtherwise(fake.exchange(request, limit), "completed"));
        fixture.at(
                Event.CanaryObserved.class,
                () -> fixture.fault(
                        Fault.on("POST", "/api/v1/bots/[^/]+/deploy").nth(2).status(504)));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_NEW);
    }

    @Test
    void aPromotedCanaryIsUndoneOnRequest() {
        Report promoted = fixture.run();
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_NEW);

        Report report = fixture.pipeline().undo(promoted.runId());

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
    }

    @Test
    void aPromotedCanaryWhoseRollbackIsLostIsNotReportedAsRolledBackFromAListThatLags() {
        Report promoted = fixture.run();
        fixture = fixture((request, limit) -> {
            Transport.Response answer = fake.exchange(request, limit);
            return request.uri().getPath().endsWith("/versions") ? withOldVersionLive(answer) : answer;
        });
        fixture.fault(
                Fault.on("POST", "/api/v1/deployments/[^/]+/rollback").always().status(504));

        Report report = fixture.pipeline().undo(promoted.runId());

        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_NEW);
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
    }

    /** Returns a list of versions in which the version before the canary is live. */
    private static Transport.Response withOldVersionLive(Transport.Response answer) {
        String body = "{\"success\":true,\"data\":[{\"id\":\"" + ReleaseFixture.CANARY_OLD
                + "\",\"status\":\"PUBLISHED\",\"environment\":\"" + ReleaseFixture.CANARY_PLACE + "\"}]}";
        return new Transport.Response(answer.status(), answer.headers(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPromotedCanaryIsNotUndoneWhenAnotherVersionHasFollowed() {
        Report promoted = fixture.run();
        fake.addVersion(ReleaseFixture.CANARY_BOT, "3.0.0")
                .live(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE, "3.0.0");

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> fixture.pipeline().undo(promoted.runId()))
                .withMessageContaining("3.0.0 is live");
        assertThat(live()).isEqualTo("3.0.0");
    }

    @Test
    void aCanaryThatAPersonWasAskedAboutIsUndoneOnRequest() {
        fake.traffic(ReleaseFixture.CANARY_BOT, "canary", Traffic.good().perMinute(4))
                .traffic(ReleaseFixture.CANARY_BOT, "stable", Traffic.good().perMinute(4));
        fixture.deployment = fixture.deployment.validatedBy(
                CanaryValidator.of(WatchOptions.builder().atEnd(Policy.ASK).build()));
        Report asked = fixture.run();
        assertThat(asked.outcome()).isInstanceOf(Outcome.Unknown.class);

        Report report = fixture.pipeline().undo(asked.runId());

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fake.deployments())
                .singleElement()
                .extracting(DeploymentJob::state)
                .isEqualTo(JobState.ROLLED_BACK);
    }

    /** Whether it is the look after which the canary is to have this share. */
    private boolean decides(Event event, double share) {
        if (event instanceof Event.CanaryBegun begun) {
            watch = CanaryWatch.begin(begun.options(), begun.since());
        }
        return event instanceof Event.CanaryObserved observed
                && watch.observe(observed.seen()).share() == share;
    }

    private void rolledBackByAnotherClient() {
        Operation<?> canary = fixture.client().operations().deployment("dep_0001");
        fixture.client().deployments().rollback("dep_0001", "another-client");
        while (!canary.poll().state().equals(JobState.ROLLED_BACK)) {
            fake.time().advance(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {100_001, 250_000, 3e9})
    void noTrafficIsTooMuchToForesee(double perMinute) {
        assertThat(CanaryValidator.defaults().prospects(perMinute, 0.03)).hasSize(3);
    }
}
