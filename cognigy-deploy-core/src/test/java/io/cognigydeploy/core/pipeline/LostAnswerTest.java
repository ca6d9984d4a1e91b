package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose answer was lost, and platforms that are busy with another deployment. */
public class LostAnswerTest {

    private static final String DEPLOY = "/api/v1/deployments";
    private static final String HTML = "<!doctype html><html><body>Please stand by</body></html>";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records);
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void aLostAnswerNeverMakesASecondDeployment(String what, Fault fault, boolean hadEffect) {
        release.fault(fault);

        Report report = release.run();

        assertThat(release.fake.deployments()).as(what).hasSize(1);
        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
        assertThat(release.deploymentsSent()).isEqualTo(hadEffect ? 1 : 2);
        assertThat(report.mutations()).singleElement().satisfies(change -> {
            assertThat(change.requests()).isEqualTo(hadEffect ? 1 : 2);
            assertThat(change.adopted()).isEqualTo(hadEffect);
        });
        assertThat(release.events(Event.MutationInDoubt.class)).hasSize(1);
    }

    static Stream<Arguments> lostAnswers() {
        Fault post = Fault.on("POST", DEPLOY);
        return Stream.of(
                Arguments.of("dropped before effect", post.drop(), false),
                Arguments.of("dropped after effect", post.dropAfterEffect(), true),
                Arguments.of("500 not applied", post.status(500), false),
                Arguments.of("503 not applied", post.status(503), false),
                Arguments.of("500 applied", post.statusAfterEffect(500), true),
                Arguments.of("504 applied", post.statusAfterEffect(504), true),
                Arguments.of("408 applied", post.statusAfterEffect(408), true),
                Arguments.of("unreadable 201 applied", post.body("{\"id\":", "application/json"), true),
                Arguments.of("201 without an id applied", post.body("{}", "application/json"), true),
                Arguments.of("html 200 not applied", post.status(200).body(HTML, "text/html"), false),
                Arguments.of("html 201 applied", post.body(HTML, "text/html"), true),
                Arguments.of("redirect", post.status(302).header("Location", "/login"), false),
                Arguments.of("stall not applied", post.drop().stall(Duration.ofHours(1)), false),
                Arguments.of("stall applied", post.dropAfterEffect().stall(Duration.ofHours(1)), true));
    }

    @Test
    void aRequestThatWasCertainlyNotSentIsSentAgainWithoutDoubt() {
        release.fault(Fault.on("POST", DEPLOY).times(2).notSent());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.fake.deployments()).hasSize(1);
        assertThat(release.events(Event.MutationInDoubt.class)).isEmpty();
    }

    @Test
    void aRequestSentAgainCarriesTheSameIdempotencyKeyAndTheSameBody() {
        release.fault(Fault.on("POST", DEPLOY).drop());

        release.run();

        assertThat(release.fake.requests("POST", DEPLOY))
                .hasSize(2)
                .extracting(request -> request.header("Idempotency-Key").orElse("none") + request.body())
                .doesNotContain("none")
                .containsOnly(release.fake
                                .requests("POST", DEPLOY)
                                .get(0)
                                .header("Idempotency-Key")
                                .orElseThrow()
                        + release.fake.requests("POST", DEPLOY).get(0).body());
    }

    @Test
    void twoLostRequestsAreEnoughAndLeftToAPerson() {
        release.fault(Fault.on("POST", DEPLOY).always().drop());

        Report report = release.run();

        assertThat(release.deploymentsSent()).isEqualTo(2);
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("no trace", "2 requests");
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void twoRequestsThatWereAnsweredAndHadEffectUnderAListThatLagsAreUnknown(int status) {
        release.fault(
                Fault.on("POST", DEPLOY).statusAfterEffect(status),
                Fault.on("POST", DEPLOY).times(2).status(status),
                Fault.on("GET", DEPLOY).nth(2).always().body("{\"data\":[]}", "application/json"),
                // Only the list shows it, so nothing else gives it away.
                Fault.on("GET", "/api/v1/bots/[^/]+/versions").always().status(404));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("answered " + status).doesNotContain("no answer");
        assertThat(((Outcome.Unknown) report.outcome()).nextStep()).contains(BotRelease.ENVIRONMENT);
        assertThat(release.rollbacksSent()).isZero();
    }

    @Test
    void aConflictAfterALostRequestMayBeOurOwn() {
        release.fake.nextJob(JobScript.neverEnds());
        release.fault(
                Fault.on("POST", DEPLOY).statusAfterEffect(504),
                Fault.on("GET", DEPLOY).nth(2).always().body("{\"data\":[]}", "application/json"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("another deployment is in progress");
    }

    @Test
    void theSecondRequestIsSentOnlyAfterTwiceTheTimeToSettle() {
        release.with(builder -> builder.settle(Duration.ofSeconds(7)));
        release.fault(Fault.on("POST", DEPLOY).drop());

        Report report = release.run();

        List<Event.MutationIntended> requests = release.events(Event.MutationIntended.class);
        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(requests).hasSize(2);
        assertThat(Duration.between(requests.get(0).at(), requests.get(1).at())).isEqualTo(Duration.ofSeconds(14));
    }

    @Test
    void aRunThatIsCancelledWhileTwoRequestsAreLostIsNotSaidToHaveChangedNothing() {
        release.fault(Fault.on("POST", DEPLOY).always().drop());
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationInDoubt && release.deploymentsSent() == 2) {
                Thread.currentThread().interrupt();
            }
        }));

        Report report = release.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void aRequestThatWasLostAndMayHaveChangedTheTargetIsNotSentAgain() {
        release.fault(
                Fault.on("POST", DEPLOY).dropAfterEffect(),
                Fault.on("GET", DEPLOY).nth(2).always().body("{\"data\":[]}", "application/json"));
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.Waiting) {
                release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.NEW);
            }
        }));

        Report report = release.run();

        assertThat(release.deploymentsSent()).isEqualTo(1);
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("target has changed", BotRelease.NEW);
    }

    @Test
    void aDeploymentThatShowsInTheListOnlyLaterIsFoundAllTheSame() {
        release.fault(
                Fault.on("POST", DEPLOY).dropAfterEffect(),
                // The first listing is of what was there before; the second is the stale one.
                Fault.on("GET", DEPLOY).nth(2).body("{\"data\":[]}", "application/json"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.deploymentsSent()).isEqualTo(1);
        assertThat(release.fake.deployments()).hasSize(1);
        assertThat(waits()).containsExactly("waiting: not on the platform; asking again in 10 s");
        assertThat(release.fake.time().sleeps()).contains(Duration.ofSeconds(10));
    }

    @Test
    void aDeploymentThatShowsOnlyWhenItWasSentAgainIsAdoptedAndNotDoubled() {
        release.fault(
                Fault.on("POST", DEPLOY).dropAfterEffect(),
                Fault.on("GET", DEPLOY).nth(2).times(4).body("{\"data\":[]}", "application/json"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.mutations().get(0).adopted()).isTrue();
        assertThat(release.fake.deployments()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("listsThatDoNotTell")
    void whereTheListDoesNotTellNothingIsSentAgainAndTheOutcomeIsUnknown(String what, Fault list) {
        release.fault(Fault.on("POST", DEPLOY).dropAfterEffect(), list);

        Report report = release.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.Unknown.class);
        assertThat(((Outcome.Unknown) report.outcome()).nextStep()).contains(BotRelease.ENVIRONMENT);
        assertThat(release.deploymentsSent()).isEqualTo(1);
        assertThat(release.rollbacksSent()).isZero();
    }

    static Stream<Arguments> listsThatDoNotTell() {
        Fault list = Fault.on("GET", DEPLOY);
        return Stream.of(
                Arguments.of("never there", list.always().status(404)),
                Arguments.of("down after the request", list.nth(2).times(1000).status(503)),
                Arguments.of("down before the request", list.times(8).status(503)),
                Arguments.of("unreadable", list.nth(2).times(1000).body("{", "application/json")),
                Arguments.of(
                        "a part of it",
                        list.nth(2).times(1000).body("{\"data\":[],\"total\":60}", "application/json")));
    }

    @Test
    void whereTheListSaysNothingOfVersionsEachDeploymentIsAskedForItsOwn() {
        release.fault(
                Fault.on("POST", DEPLOY).dropAfterEffect(),
                Fault.on("GET", DEPLOY)
                        .nth(2)
                        .times(1000)
                        .body("{\"data\":[{\"id\":\"dep_0001\",\"status\":\"running\"}]}", "application/json"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.mutations().get(0).adopted()).isTrue();
        assertThat(release.fake.deployments()).hasSize(1);
    }

    @Test
    void severalDeploymentsThatMayBeOursAreAPersonsBusiness() {
        release.fault(Fault.on("POST", DEPLOY).dropAfterEffect());
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationInDoubt) {
                release.fake.startDeployment(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.NEW);
            }
        }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("dep_0001", "dep_0002");
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    @Test
    void anIdenticalDeploymentFromBeforeIsNeverTakenForOurs() {
        String theirs = release.fake.startDeployment(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.NEW);
        finish(theirs);
        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.OLD);
        release.fault(Fault.on("POST", DEPLOY).drop());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.mutations().get(0).operationId()).get().isNotEqualTo(theirs);
        assertThat(release.fake.deployments()).hasSize(2);
    }

    @Test
    void aForeignDeploymentOfAnotherVersionIsNeverTakenForOurs() {
        release.fault(Fault.on("POST", DEPLOY).drop());
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationInDoubt) {
                release.fake.nextJob(JobScript.isCancelled());
                release.fake.startDeployment(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");
            }
        }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.mutations().get(0).operationId()).contains("dep_0002");
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
    }

    // ---------------------------------------------------------------- in progress

    @Test
    void aRequestThatWasTakenAndRefusedAtOnceIsNotSentAgain() {
        release.fault(Fault.on("POST", DEPLOY).statusAfterEffect(409));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.deploymentsSent()).isEqualTo(1);
        assertThat(release.fake.deployments()).hasSize(1);
    }

    @Test
    void aDeploymentInProgressIsWaitedFor() {
        String theirs = inTheWayWithoutEffect();

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
        assertThat(waits()).containsExactly("waiting: deployment " + theirs + " is in progress");
        assertThat(release.sent(DEPLOY + "/.*/cancel")).isZero();
    }

    @Test
    void whatADeploymentInProgressHasChangedIsNotWrittenOver() {
        String theirs = inTheWay();

        Report report = release.run();

        assertThat(stateOf(theirs)).isEqualTo(JobState.COMPLETED);
        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because())
                .contains("the target has changed", "live version v_stable (was " + BotRelease.OLD + ")", "new plan")
                .contains("Nothing was changed");
        assertThat(release.live()).isEqualTo("v_stable");
        assertThat(release.fake.deployments()).hasSize(1);
    }

    @Test
    void aQueuedDeploymentThatIsNotListedIsWaitedForUntilItLets() {
        release.fault(Fault.on("POST", DEPLOY).times(20).status(409));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(waits())
                .containsExactly("waiting: another deployment is in progress, which the platform does not list");
        assertThat(release.fake.deployments()).hasSize(1);
    }

    @Test
    void aDeploymentThatIsQueuedIsInTheWayToo() {
        release.fake.nextJob(JobScript.states("queued", "queued", "queued", "queued", "cancelled"));
        String theirs = release.fake.startDeployment(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(waits()).containsExactly("waiting: deployment " + theirs + " is in progress");
    }

    @Test
    void aDeploymentInProgressEndsTheRunIfThatIsTheOption() {
        String theirs = inTheWay();
        release.with(builder -> builder.onConflict(OnConflict.FAIL));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains(theirs, "in progress", "Nothing was changed");
        assertThat(release.fake.deployments()).hasSize(1);
        assertThat(release.sent(DEPLOY + "/.*/cancel")).isZero();
    }

    @Test
    void aDeploymentInProgressIsCancelledIfThatIsTheOption() {
        String theirs = inTheWay();
        release.with(builder -> builder.onConflict(OnConflict.CANCEL));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(stateOf(theirs)).isEqualTo(JobState.CANCELLED);
        assertThat(waits()).containsExactly("waiting: cancelling deployment " + theirs + ", which is in the way");
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
    }

    @Test
    void aDeploymentInProgressThatNeverEndsIsNotWaitedForForEver() {
        release.fake.nextJob(JobScript.neverEnds());
        String theirs = release.fake.startDeployment(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because())
                .startsWith("another deployment is in progress (" + theirs + "), also after 10 min");
        assertThat(report.took()).isLessThan(Duration.ofMinutes(12));
        assertThat(release.fake.deployments()).hasSize(1);
    }

    @Test
    void aConflictThatNeverPassesIsRejectedAfterTheTimeOfAJob() {
        release.fault(Fault.on("POST", DEPLOY).always().status(409));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).startsWith("another deployment is in progress");
        assertThat(report.took())
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plusSeconds(5));
        assertThat(release.fake.deployments()).isEmpty();
    }

    @Test
    void aConflictWithNothingInProgressEndsTheRunIfThatIsTheOption() {
        release.fault(Fault.on("POST", DEPLOY).always().status(409));
        release.with(builder -> builder.onConflict(OnConflict.FAIL));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("409", "Nothing was changed");
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    @Test
    void aConflictThatPassesByItselfDoesNotEndTheRun() {
        release.fault(Fault.on("POST", DEPLOY).status(409));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(release.fake.deployments()).hasSize(1);
        // As long as between two looks at a job.
        assertThat(release.fake.time().sleeps()).startsWith(Duration.ofSeconds(5));
    }

    private List<String> waits() {
        return release.events(Event.Waiting.class).stream().map(Event::describe).toList();
    }

    private String inTheWayWithoutEffect() {
        release.fake.nextJob(JobScript.states("queued", "running", "cancelled"));
        return inTheWay();
    }

    private String inTheWay() {
        return release.fake.startDeployment(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");
    }

    private void finish(String deployment) {
        var operation = release.fake.client().operations().deployment(deployment);
        while (!operation.poll().state().isTerminal()) {
            release.fake.time().advance(Duration.ofSeconds(1));
        }
    }

    private JobState stateOf(String deployment) {
        return release.fake.deployments().stream()
                .filter(job -> job.id().equals(deployment))
                .map(DeploymentJob::state)
                .findFirst()
                .orElseThrow();
    }
}
