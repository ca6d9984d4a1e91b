package io.cognigydeploy.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.testing.FakeCognigy;
import io.cognigydeploy.core.canary.Ramp;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Canaries that something befalls between two steps of ours. */
class CanaryHazardTest {

    @TempDir
    Path records;

    private FakeCognigy fake;
    private Stage<CanaryDeployment> stage;

    @BeforeEach
    void setUp() {
        fake = FakeCognigy.withDefaultWorld();
        stage = stage();
    }

    private Stage<CanaryDeployment> stage() {
        Stage<CanaryDeployment> fresh = Stage.canary(fake, fake, records);
        fresh.wish = fresh.wish.validatedBy(
                fresh.wish.validator().along(Ramp.percent(5, 50).cap(50)));
        return fresh;
    }

    private String live() {
        return fake.liveVersion(Stage.CANARY_BOT, Stage.CANARY_PLACE).orElse("nothing");
    }

    /** A run whose process dies at the first such event, and that is resumed when something else has happened. */
    private Report diesAt(Predicate<Event> moment, Runnable meanwhile) {
        stage.with(builder -> builder.listener(event -> {
            if (moment.test(event)) {
                throw new PowerCut.Dead();
            }
        }));
        try {
            return stage.run();
        } catch (PowerCut.Dead e) {
            meanwhile.run();
            return stage().pipeline().resume(stage.onlyRunId());
        }
    }

    @Test
    void aPromotionThatWasNotReadBackIsNoneAfterACrashEither() {
        stage.with(builder -> builder.listener(event -> {
            if (event instanceof Event.MutationEnded ended && ended.state().equals("completed")) {
                fake.live(Stage.CANARY_BOT, Stage.CANARY_PLACE, Stage.CANARY_OLD);
            }
        }));

        Report report = diesAt(
                event -> event instanceof Event.MutationConfirmed confirmed
                        && confirmed.judged() instanceof Verdict.Fail,
                () -> {});

        assertThat(live()).isEqualTo(Stage.CANARY_OLD);
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("2.0.0 is live, not 2.1.0-canary");
    }
}
