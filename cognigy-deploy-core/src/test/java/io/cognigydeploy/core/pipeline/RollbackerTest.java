package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Rollbacker} alone: no pipeline, no plan, no journal. */
class RollbackerTest {

    private static final String BOT = "bot_9f8e7d6c5b4a3210";
    private static final String PLACE = "env_prod_us_east_1";
    private static final String OLD = "v2.4.0-stable";
    private static final String NEW = "v2.4.1-stable";
    private static final String UNDO = "/api/v1/deployments/.*/rollback";
    private static final String START = "/api/v1/deployments";
    private static final VersionRollback BACK = VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET)
            .in("PRODUCTION")
            .withEnvironmentId(ReleaseFixture.PRODUCTION);

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final CognigyClient cognigy = fake.client();
    private final Rollbacker rollbacker = Rollbacker.toPreviousVersion();

    private enum Lost {
        ANSWER {
            @Override
            Fault on(String path) {
                return Fault.on("POST", path).dropAfterEffect();
            }
        },
        REQUEST {
            @Override
            Fault on(String path) {
                return Fault.on("POST", path).drop();
            }
        },
        TO_A_GATEWAY {
            @Override
            Fault on(String path) {
                return Fault.on("POST", path).statusAfterEffect(504);
            }
        };

        abstract Fault on(String path);
    }

    private String deployed(String version) throws Exception {
        String id = cognigy.operations()
                .deploy(
                        "key-" + version,
                        BotDeploymentRequest.builder()
                                .botId(BOT)
                                .environmentId(PLACE)
                                .version(version)
                                .build())
                .id();
        cognigy.operations().deployment(id).await();
        return id;
    }

    private String live() {
        return fake.liveVersion(BOT, PLACE).orElse("nothing");
    }

    private String rolledBack() {
        return fake.liveVersion(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION).orElse("nothing");
    }

    // ---------------------------------------------------------------- undo

    @Test
    void aDeploymentIsUndoneByItsIdAndReadBack() throws Exception {
        String id = deployed(NEW);

        Verdict verdict = rollbacker.undo(cognigy, id);

        assertThat(verdict).isInstanceOf(Verdict.Pass.class);
        assertThat(live()).isEqualTo(OLD);
        assertThat(fake.requests("POST", UNDO)).hasSize(1);
        assertThat(fake.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Lost.class)
    void aLostAnswerUndoesItOnce(Lost lost) throws Exception {
        String id = deployed(NEW);
        fake.fail(lost.on(UNDO));

        assertThat(rollbacker.undo(cognigy, id)).isInstanceOf(Verdict.Pass.class);
        assertThat(live()).isEqualTo(OLD);
        assertThat(fake.requests("POST", UNDO)).hasSize(lost == Lost.REQUEST ? 2 : 1);
    }

    @Test
    void undoingAgainSendsNothing() throws Exception {
        String id = deployed(NEW);
        rollbacker.undo(cognigy, id);

        assertThat(rollbacker.undo(cognigy, id)).isInstanceOf(Verdict.Pass.class);
        assertThat(fake.requests("POST", UNDO)).hasSize(1);
    }

    @Test
    void theFallbackTakesItsPlaceWhereThePlatformCannotUndo() throws Exception {
        String id = deployed(NEW);
        fake.fail(Fault.on("POST", UNDO).always().status(409));

        assertThat(rollbacker.undo(cognigy, id)).isInstanceOf(Verdict.Fail.class);
        assertThat(live()).isEqualTo(NEW);
        assertThat(rollbacker.fallback("v_stable").undo(cognigy, id)).isInstanceOf(Verdict.Pass.class);
        assertThat(live()).isEqualTo("v_stable");
    }

    @Test
    void aFallbackThatIsTheDeployedVersionIsRefused() throws Exception {
        String id = deployed(NEW);

        assertThat(rollbacker.fallback(NEW).undo(cognigy, id).reason()).contains("would have to replace");
        assertThat(fake.requests("POST", UNDO)).isEmpty();
    }

    @Test
    void oneOnWhichSomethingHasFollowedStays() throws Exception {
        String id = deployed(NEW);
        deployed("v_stable");

        assertThat(rollbacker.undo(cognigy, id)).isInstanceOf(Verdict.Fail.class);
        assertThat(live()).isEqualTo("v_stable");
        assertThat(fake.requests("POST", UNDO)).isEmpty();
    }

    @Test
    void whatCannotBeReadBackIsNotCalledUndone() throws Exception {
        String id = deployed(NEW);
        fake.fail(Fault.on("GET", "/api/v1/bots/.*/versions").always().status(403));
        fake.fail(Fault.on("GET", START).always().status(403));

        assertThat(rollbacker.undo(cognigy, id)).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(live()).isEqualTo(OLD);
    }

    @Test
    void oneThatDoesNotExistIsAnError() {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> rollbacker.undo(cognigy, "dep_none"));
    }

    // ---------------------------------------------------------------- bring

    @Test
    void anEnvironmentIsBroughtBackToAVersionAndReadBack() throws Exception {
        Verdict verdict = rollbacker.bring(cognigy, BACK);

        assertThat(verdict).isInstanceOf(Verdict.Pass.class);
        assertThat(((Verdict.Pass) verdict).unconfirmed()).isEmpty();
        assertThat(rolledBack()).isEqualTo(ReleaseFixture.TARGET);
        assertThat(fake.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Lost.class)
    void aLostAnswerBringsItBackOnce(Lost lost) throws Exception {
        fake.fail(lost.on(START));

        assertThat(rollbacker.bring(cognigy, BACK)).isInstanceOf(Verdict.Pass.class);
        assertThat(rolledBack()).isEqualTo(ReleaseFixture.TARGET);
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void aJobThatFailsLeadsToTheFallbackAndIsNoPass() throws Exception {
        fake.nextJob(JobScript.fails("image lost"));

        Verdict verdict = rollbacker.fallback(ReleaseFixture.FALLBACK).bring(cognigy, BACK);

        assertThat(verdict).isInstanceOf(Verdict.Fail.class);
        assertThat(verdict.reason()).contains("image lost", ReleaseFixture.FALLBACK + " is live");
        assertThat(rolledBack()).isEqualTo(ReleaseFixture.FALLBACK);
    }

    @ParameterizedTest
    @CsvSource({"v_none, there is no version v_none", "v_67891, is live already"})
    void aVersionThatWillNotDoIsRefusedBeforeAnythingIsSent(String version, String said) throws Exception {
        VersionRollback to = VersionRollback.of(ReleaseFixture.BOT, version)
                .in("PRODUCTION")
                .withEnvironmentId(ReleaseFixture.PRODUCTION);

        Verdict verdict = rollbacker.bring(cognigy, to);

        assertThat(verdict).isInstanceOf(Verdict.Fail.class);
        assertThat(verdict.reason()).contains(said);
        assertThat(fake.deployments()).isEmpty();
    }

    @Test
    void openSessionsAreThePlatformsToJudge() throws Exception {
        fake.openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 1);

        assertThat(rollbacker.bring(cognigy, BACK)).isInstanceOf(Verdict.Fail.class);
        assertThat(rolledBack()).isEqualTo(ReleaseFixture.BROKEN);
        assertThat(rollbacker.bring(cognigy, BACK.fromBroken())).isInstanceOf(Verdict.Pass.class);
        assertThat(rolledBack()).isEqualTo(ReleaseFixture.TARGET);
    }

    @Test
    void onAPlatformThatHasNothingElseItSaysWhatIsNotConfirmed() throws Exception {
        fake.only(Document.VERSION_ROLLBACK);

        Verdict verdict = rollbacker.bring(
                fake.client(),
                VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET).in("PRODUCTION"));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Pass.class,
                        pass -> assertThat(pass.unconfirmed())
                                .singleElement()
                                .asString()
                                .contains("which version is live"));
        assertThat(rolledBack()).isEqualTo(ReleaseFixture.TARGET);
    }

    @Test
    void aJobThatNeverEndsIsCancelled() throws Exception {
        fake.nextJob(JobScript.neverEnds());
        var before = fake.time().now();

        assertThat(rollbacker.bring(cognigy, BACK)).isNotInstanceOf(Verdict.Pass.class);
        assertThat(Duration.between(before, fake.time().now())).isLessThan(Duration.ofMinutes(30));
    }

    @Test
    void malformedArgumentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rollbacker.fallback(" "))
                .withMessage("version must be well formed (letters, digits, '.', '_', '-', '+', at most 128, no mark"
                        + " first), but was \" \".");
        assertThatIllegalArgumentException().isThrownBy(() -> rollbacker.undo(cognigy, "../x"));
    }
}
