package io.cognigydeploy.core.micrometer;

import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.text.Argument;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of runs: {@code pipeline.listener(new RunMetrics(registry))}. One object serves all pipelines of an application.
 * Every meter has the tag {@code kind}.
 *
 * <ul>
 *   <li>{@code cognigy.runs}, a timer of the runs that have ended, also by {@code outcome}; from the time at which this
 *       process began or resumed the run
 *   <li>{@code cognigy.runs.gates} and {@code cognigy.runs.verifications}, counters of checks, also by {@code verdict}
 *       ({@code passed}, {@code failed} or {@code inconclusive})
 *   <li>{@code cognigy.runs.waits}, a timer of the waits for something outside the run, each until the run's next event
 *   <li>{@code cognigy.runs.takeovers}, a counter of the runs that were taken over from an owner that did not release its
 *       target
 * </ul>
 *
 * <p>No tag contains an id, a target or a name that a user gives to a check, so the number of tags is bounded. Times are
 * those of the events, by the wall clock. Safe for use by many threads.
 */
public final class RunMetrics implements EventListener {

    private static final String KIND = "kind";

    private final MeterRegistry registry;
    private final Map<String, RunTimes> underWay = new ConcurrentHashMap<>();

    /** The times of a run that goes on. Used by the run's thread alone. */
    private static final class RunTimes {

        private final Instant begun;
        private @Nullable Instant waiting;

        RunTimes(Instant begun) {
            this.begun = begun;
        }
    }

    /**
     * Registers meters as they are needed.
     *
     * @param registry the registry of the application
     */
    public RunMetrics(MeterRegistry registry) {
        this.registry = Argument.given("registry", registry);
    }

    @Override
    public void on(RunEvent event) {
        Event body = event.event();
        if (body instanceof Event.RunStarted || body instanceof Event.RunResumed) {
            underWay.putIfAbsent(event.runId(), new RunTimes(event.at()));
        }
        RunTimes times = underWay.get(event.runId());
        if (times != null && times.waiting != null) {
            record(Timer.builder("cognigy.runs.waits"), event, times.waiting);
            times.waiting = null;
        }
        if (body instanceof Event.Waiting && times != null) {
            times.waiting = event.at();
        } else if (body instanceof Event.CheckJudged check) {
            String name = check.phase() == Event.Phase.GATE ? "cognigy.runs.gates" : "cognigy.runs.verifications";
            count(
                    Counter.builder(name).tag("verdict", check.judged().match("passed", "failed", "inconclusive")),
                    event);
        } else if (body instanceof Event.RunTakenOver) {
            count(Counter.builder("cognigy.runs.takeovers"), event);
        } else if (body instanceof Event.RunFinished finished) {
            underWay.remove(event.runId());
            record(
                    Timer.builder("cognigy.runs").tag("outcome", OutcomeWord.of(finished.outcome())),
                    event,
                    times == null ? event.at() : times.begun);
        }
    }

    private void count(Counter.Builder counter, RunEvent event) {
        counter.tag(KIND, event.kind()).register(registry).increment();
    }

    private void record(Timer.Builder timer, RunEvent event, Instant since) {
        // A wall clock that was set back must not take time away.
        Duration took = Duration.between(since, event.at());
        timer.tag(KIND, event.kind()).register(registry).record(took.isNegative() ? Duration.ZERO : took);
    }
}
