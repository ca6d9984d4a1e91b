package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.store.ChainedLog;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs whose process died, at every point where it can die, and what another process makes of them. */
public class ResumeTest {

    /** A course of a run, its outcome, and the version that is live then. */
    record RunCourse(
            String name,
            Consumer<BotRelease> setting,
            Class<? extends Outcome> outcome,
            String live,
            int deployments,
            int rollbacks) {

        @Override
        public String toString() {
            return name;
        }

        private void requireTrue(BotRelease release, Report report, String when) {
            assertThat(report.outcome()).as(when).isInstanceOf(outcome);
            assertThat(release.live()).as(when).isEqualTo(live);
            assertThat(release.fake.deployments()).as(when).hasSize(deployments);
            assertThat(release.fake.requests("POST", "/api/v1/deployments/[^/]+/rollback"))
                    .as(when)
                    .filteredOn(request -> request.status() == 202 || request.status() == 0)
                    .hasSizeLessThanOrEqualTo(rollbacks);
            assertThat(ChainedLog.verify(report.folder().orElseThrow().resolve("journal.jsonl"))
                            .problem())
                    .as(when)
                    .isEmpty();
        }
    }

    private static Stream<RunCourse> courses() {
        return Stream.of(
                new RunCourse("SUCCESS", release -> {}, Outcome.Succeeded.class, BotRelease.NEW, 1, 0),
                new RunCourse(
                        "JOB_FAILS",
                        release -> release.job(JobScript.fails("boom").halfApplied()),
                        Outcome.RolledBack.class,
                        BotRelease.OLD,
                        1,
                        1),
                new RunCourse(
                        "VERIFICATION_FAILS",
                        release -> release.with(
                                builder -> builder.verify("smoke test", applied -> Verdict.fail("silent"))),
                        Outcome.RolledBack.class,
                        BotRelease.OLD,
                        1,
                        1),
                new RunCourse(
                        "OTHERS_CANCEL",
                        release -> release.job(JobScript.isCancelled()),
                        Outcome.Failed.class,
                        BotRelease.OLD,
                        1,
                        0),
                new RunCourse(
                        "FALLBACK",
                        release -> release.job(
                                        JobScript.fails("boom").halfApplied().rollbackFails())
                                .with(builder -> builder.onFailure(
                                        Rollbacker.toPreviousVersion().fallback("v_stable"))),
                        Outcome.RolledBack.class,
                        "v_stable",
                        2,
                        1),
                new RunCourse(
                        "ANSWER_LOST",
                        release -> release.fault(
                                Fault.on("POST", "/api/v1/deployments").dropAfterEffect()),
                        Outcome.Succeeded.class,
                        BotRelease.NEW,
                        1,
                        0),
                new RunCourse(
                        "GATE_FAILS",
                        release -> release.gate =
                                QualityGate.suite(BotRelease.SUITE).minPassRate(0.99),
                        Outcome.Rejected.class,
                        BotRelease.OLD,
                        0,
                        0));
    }

    static Stream<RunCourse> coursesByExchange() {
        return courses("SUCCESS", "JOB_FAILS", "FALLBACK", "ANSWER_LOST");
    }

    static Stream<RunCourse> coursesByEvent() {
        return courses("SUCCESS", "VERIFICATION_FAILS", "FALLBACK", "OTHERS_CANCEL", "GATE_FAILS");
    }

    static Stream<RunCourse> coursesOfManyLives() {
        return courses("SUCCESS", "VERIFICATION_FAILS");
    }

    // Each death costs two runs with every record forced to disk, so not every course runs in every way.
    private static Stream<RunCourse> courses(String... names) {
        return courses().filter(course -> Set.of(names).contains(course.name()));
    }

    @TempDir(factory = MemoryFolder.class)
    Path records;

    @ParameterizedTest
    @MethodSource("coursesByExchange")
    void aRunWhoseProcessDiesAtAnyExchangeIsBroughtToItsEnd(RunCourse course) {
        for (boolean afterEffect : List.of(false, true)) {
            int exchange = 1;
            while (dies(course, exchange, afterEffect)) {
                exchange++;
            }
            assertThat(exchange).as("exchanges of a whole run").isGreaterThan(4);
        }
    }

    /** Whether there was such an exchange in the run. */
    private boolean dies(RunCourse course, int exchange, boolean afterEffect) {
        String when = course + " dies " + (afterEffect ? "after" : "before") + " exchange " + exchange;
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        BotRelease first = new BotRelease(fake, way, records.resolve(course + "-" + exchange + "-" + afterEffect));
        course.setting().accept(first);
        DeploymentPipeline<BotDeployment> pipeline = first.pipeline();
        Plan plan = pipeline.plan(first.deployment);
        way.atExchange(exchange, afterEffect);
        try {
            course.requireTrue(first, pipeline.run(plan), when);
            return false;
        } catch (PowerCut.Dead e) {
            BotRelease second = new BotRelease(fake, first.records);
            second.more = first.more;
            second.gate = first.gate;
            course.requireTrue(second, second.pipeline().resume(first.onlyRunId()), when);
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource("coursesByEvent")
    void aRunWhoseProcessDiesAtAnyRecordOfItsJournalIsBroughtToItsEnd(RunCourse course) {
        int event = 1;
        while (diesAtEvent(course, event)) {
            event++;
        }
        assertThat(event).as("events of a whole run").isGreaterThan(3);
    }

    private boolean diesAtEvent(RunCourse course, int number) {
        String when = course + " dies at event " + number;
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut cut = new PowerCut(fake);
        BotRelease first = new BotRelease(fake, records.resolve(course + "-" + number));
        course.setting().accept(first);
        BotRelease second = new BotRelease(fake, first.records);
        second.more = first.more;
        second.gate = first.gate;
        first.with(builder -> builder.listener(cut));
        DeploymentPipeline<BotDeployment> pipeline = first.pipeline();
        Plan plan = pipeline.plan(first.deployment);
        cut.afterEvent(number);
        try {
            course.requireTrue(first, pipeline.run(plan), when);
            return false;
        } catch (PowerCut.Dead e) {
            tear(first.records.resolve(first.onlyRunId()).resolve("journal.jsonl"));
            course.requireTrue(second, second.pipeline().resume(first.onlyRunId()), when);
            return true;
        }
    }

    /** The next record was being written when the process died. */
    private static void tear(Path journal) {
        try {
            Files.write(journal, "{\"seq\":99,\"bo".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("coursesOfManyLives")
    void aRunThatDiesAgainAndAgainIsBroughtToItsEnd(RunCourse course) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        BotRelease release = new BotRelease(fake, way, records);
        course.setting().accept(release);
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        int lives = 0;
        Optional<Report> report = Optional.empty();
        boolean begun = false;
        while (report.isEmpty() && lives < 100) {
            lives++;
            // Each process lives a little longer than the one before, so that every one gets a little further.
            way.atExchange(1 + lives, lives % 2 == 0);
            try {
                report = Optional.of(begun ? pipeline.resume(release.onlyRunId()) : pipeline.run(plan));
            } catch (PowerCut.Dead e) {
                begun = true;
            }
        }

        assertThat(lives).isGreaterThan(3);
        course.requireTrue(release, report.orElseThrow(), course + " after " + lives + " lives");
    }

    @Test
    void aResumedRunSaysSoAndKeepsItsIdAndItsGates() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        BotRelease first = new BotRelease(fake, way, records);
        die(first, way, 8);

        BotRelease second = new BotRelease(fake, records);
        Report report = second.pipeline().resume(first.onlyRunId());

        assertThat(report.runId()).isEqualTo(first.onlyRunId());
        assertThat(report.events()).anyMatch(Event.RunResumed.class::isInstance);
        assertThat(report.gates()).hasSize(3);
        assertThat(report.before()).contains(new Evidence("live version", BotRelease.OLD));
    }

    @Test
    void whatChangedOnThePlatformBeforeTheFirstChangeMakesAResumedRunStop() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        BotRelease first = new BotRelease(fake, way, records);
        die(first, way, 3);
        assertThat(fake.deployments()).isEmpty();
        fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");

        Report report = new BotRelease(fake, records).pipeline().resume(first.onlyRunId());

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fake.liveVersion(BotRelease.BOT, BotRelease.ENVIRONMENT)).contains("v_stable");
    }

    @Test
    void resumingARunThatHasEndedReportsTheSameAgainAndSendsNothing() throws IOException {
        BotRelease release = new BotRelease(records);
        Report report = release.run();
        int requests = release.fake.requests().size();

        Report again = release.pipeline().resume(report.runId());

        assertThat(again.outcome()).isEqualTo(report.outcome());
        assertThat(Json.MAPPER.readTree(again.toJson())).isEqualTo(Json.MAPPER.readTree(report.toJson()));
        assertThat(release.fake.requests()).hasSize(requests);
    }

    @Test
    void anUnknownRunCannotBeResumed() {
        BotRelease release = new BotRelease(records);

        for (String id : List.of("20260115-120000-00000000", "../elsewhere", "", "a/b", "..")) {
            assertThatExceptionOfType(ResumeRefusedException.class)
                    .as(id)
                    .isThrownBy(() -> release.pipeline().resume(id))
                    .withMessageContaining("no run");
        }
        assertThat(release.fake.requests()).isEmpty();
    }

    @Test
    void aRunThatDiedBeforeItsPlanWasRecordedCannotBeResumed() throws IOException {
        Path folder = Files.createDirectory(records.resolve("20260115-120000-00000000"));
        Files.writeString(folder.resolve("journal.jsonl"), "{\"body\":{\"run");

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> new BotRelease(records).pipeline().resume("20260115-120000-00000000"))
                .withMessageContaining("Make a new run");
    }

    @Test
    void aJournalWithAnEventOfALaterVersionIsRefused() {
        BotRelease release = new BotRelease(records);
        Report report = release.run();
        Path journal = report.folder().orElseThrow().resolve("journal.jsonl");
        try (var log = ChainedLog.open(journal, release.fake.time())) {
            log.append(Json.MAPPER.createObjectNode().put("type", "of_a_later_version"));
        }

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> release.pipeline().resume(report.runId()))
                .withMessageContaining("this version cannot read");
    }

    @Test
    void aJournalThatWasChangedIsRefused() throws IOException {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        BotRelease release = new BotRelease(fake, way, records);
        die(release, way, 8);
        Path journal = records.resolve(release.onlyRunId()).resolve("journal.jsonl");
        Files.writeString(journal, Files.readString(journal).replace(BotRelease.OLD, "v_stable"));
        int requests = fake.requests().size();

        assertThatExceptionOfType(DamagedRecordException.class)
                .isThrownBy(() -> new BotRelease(fake, records).pipeline().resume(release.onlyRunId()));
        assertThat(fake.requests()).hasSize(requests);
    }

    @Test
    void aDeploymentWithSecretsHasToBeHandedInAgainAndMustBeTheSame() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        BotRelease first = new BotRelease(fake, way, records);
        first.deployment = first.deployment.override("apiKey", "sk-live-4711");
        die(first, way, 3);
        BotRelease second = new BotRelease(fake, records);
        String id = first.onlyRunId();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> second.pipeline().resume(id))
                .withMessageContaining("secrets");
        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> second.pipeline().resume(id, second.deployment.override("apiKey", "sk-live-4712")))
                .withMessageContaining("another deployment");
        assertThat(fake.deployments()).isEmpty();

        assertThat(second.pipeline().resume(id, first.deployment).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.requests("POST", "/api/v1/deployments"))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).contains("sk-live-4711"));
    }

    @Test
    void aResumedRunGoesOnWaitingForItsOwnDeploymentOnly() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        BotRelease first = new BotRelease(fake, way, records);
        first.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationAccepted) {
                way.atExchange(1, false);
            }
        }));
        die(first, way, Integer.MAX_VALUE);
        fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.OLD);

        Report report = new BotRelease(fake, records).pipeline().resume(first.onlyRunId());

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.deployments()).extracting(DeploymentJob::id).containsExactly("dep_0001");
    }

    private static void die(BotRelease release, PowerCut way, int exchange) {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        way.atExchange(exchange, false);
        assertThatExceptionOfType(PowerCut.Dead.class).isThrownBy(() -> pipeline.run(plan));
    }
}
