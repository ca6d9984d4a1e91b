package io.cognigydeploy.core.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMetricsTest {

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunMetrics metrics = new RunMetrics(registry);

    private double seconds(String name, String... tags) {
        return registry.get(name).tags(tags).timer().totalTime(TimeUnit.SECONDS);
    }

    private long count(String name, String... tags) {
        return registry.get(name).tags(tags).timer().count();
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private void happens(String runId, Event event) {
        metrics.on(new RunEvent(runId, "flow-bundle", "env_1", 2, event));
    }

    private static Event started(Instant at) {
        return new Event.RunStarted(
                at, "r", "me", "flow-bundle", "env_1", "", "", List.of(), Optional.empty(), List.of());
    }

    private static Event ended(Instant at) {
        return new Event.RunFinished(at, new Outcome.RollbackFailed("b", "c", "d"), Optional.empty());
    }

    @Test
    void runsAreTimedByKindAndOutcome() {
        BotRelease release = new BotRelease(folder).with(builder -> builder.listener(metrics));
        release.run();
        Report back = new BotRelease(release.fake, folder)
                .with(builder -> builder.listener(metrics)
                        .gate("closed", plan -> Verdict.fail("closed"))
                        .gate("dark", plan -> Verdict.inconclusive("dark")))
                .run();

        assertThat(back.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(count("cognigy.runs", "kind", "bot-version", "outcome", "succeeded"))
                .isEqualTo(1);
        assertThat(count("cognigy.runs", "kind", "bot-version", "outcome", "rejected"))
                .isEqualTo(1);
        Duration took = Duration.between(
                release.events(Event.RunStarted.class).get(0).at(),
                release.events(Event.RunFinished.class).get(0).at());
        assertThat(seconds("cognigy.runs", "outcome", "succeeded")).isPositive().isEqualTo(took.toMillis() / 1000.0);
        assertThat(counted("cognigy.runs.gates", "kind", "bot-version", "verdict", "failed"))
                .isEqualTo(1);
        assertThat(counted("cognigy.runs.gates", "kind", "bot-version", "verdict", "inconclusive"))
                .isEqualTo(1);
        assertThat(counted("cognigy.runs.gates", "kind", "bot-version", "verdict", "passed"))
                .isPositive();
    }

    @Test
    void aWaitLastsUntilTheNextEventOfItsRun() {
        happens("one", started(NOON));
        happens("two", started(NOON));
        happens("one", new Event.Waiting(NOON.plusSeconds(1), "a"));
        happens("two", new Event.Waiting(NOON.plusSeconds(2), "b"));
        happens("one", new Event.Waiting(NOON.plusSeconds(11), "c"));
        happens("one", ended(NOON.plusSeconds(14)));

        assertThat(count("cognigy.runs.waits", "kind", "flow-bundle")).isEqualTo(2);
        assertThat(seconds("cognigy.runs.waits")).isEqualTo(13);
        assertThat(seconds("cognigy.runs", "outcome", "rollback_failed")).isEqualTo(14);
    }

    @Test
    void aRunThatIsResumedHereIsTimedFromThere() {
        happens("one", new Event.RunTakenOver(NOON, "pod-2", "pod-1"));
        happens("one", new Event.RunResumed(NOON.plusSeconds(1), "me"));
        happens("one", ended(NOON.plusSeconds(4)));
        happens("one", new Event.RecordDelivered(NOON.plusSeconds(9), "hook"));

        assertThat(counted("cognigy.runs.takeovers", "kind", "flow-bundle")).isEqualTo(1);
        assertThat(seconds("cognigy.runs")).isEqualTo(3);
    }

    @Test
    void aClockThatIsSetBackTakesNoTimeAway() {
        happens("one", started(NOON));
        happens("one", ended(NOON.minusSeconds(60)));

        assertThat(count("cognigy.runs")).isEqualTo(1);
        assertThat(seconds("cognigy.runs")).isZero();
    }
}
