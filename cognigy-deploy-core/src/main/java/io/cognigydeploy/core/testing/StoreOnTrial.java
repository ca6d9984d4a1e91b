package io.cognigydeploy.core.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store that is tried, and the runs that a trial puts into it. */
final class StoreOnTrial {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Outcome SUCCESS = new Outcome.Succeeded("it was read back", List.of());
    static final String KIND = "bot";
    static final String REPORT = "report.json";

    private final Supplier<RunStore> place;
    private final RunStore store;

    StoreOnTrial(Supplier<RunStore> place) {
        this.place = place;
        this.store = place.get();
    }

    RunStore store() {
        return store;
    }

    /** Returns the store as another process reaches it. */
    RunStore elsewhere() {
        return place.get();
    }

    /** A clock that stands still, and waits by the system's. */
    private record Fixed(Instant now) implements Time {

        @Override
        public long nanoTime() {
            return Time.SYSTEM.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Time.SYSTEM.sleep(duration);
        }

        @Override
        public CompletableFuture<Void> alarm(Duration after) {
            return Time.SYSTEM.alarm(after);
        }
    }

    /** Returns the clock of the run with this number, an hour later for each. */
    static Time time(int number) {
        return new Fixed(START.plus(Duration.ofHours(number)));
    }

    static String runId(int number) {
        return "20260101-" + (100_000 + number) + "-0a1b2c3d";
    }

    static ObjectNode plan(String runId, String kind, String target) {
        return Json.MAPPER
                .createObjectNode()
                .put("runId", runId)
                .put("kind", kind)
                .put("target", target)
                .put("fingerprint", "plan of " + runId)
                .put("more", "Straße \uD83D\uDE00");
    }

    static ObjectNode note(String text) {
        return Json.MAPPER.createObjectNode().put("event", "note").put("text", text);
    }

    /** Adds a run with these events, and with a report if it has ended. */
    String run(int number, String kind, String target, Event... events) {
        boolean hasEnded = List.of(events).stream().anyMatch(Event.RunFinished.class::isInstance);
        return run(number, kind, target, List.of(events), hasEnded ? Map.of(REPORT, out -> out.write('{')) : Map.of());
    }

    /** Adds a run with these events, whose report is not written yet. */
    String runWithoutReport(int number, String kind, String target, Event... events) {
        return run(number, kind, target, List.of(events), Map.of());
    }

    private String run(
            int number, String kind, String target, List<Event> events, Map<String, RunLog.Document> documents) {
        String runId = runId(number);
        try (Lease lease = store.lease(target, runId, time(number));
                RunLog log = store.begin(lease, plan(runId, kind, target))) {
            events.forEach(event -> log.append(Json.tree(event)));
            log.write(documents);
        }
        return runId;
    }

    static Event.RunStarted started(String runId) {
        return new Event.RunStarted(
                START,
                runId,
                "anna",
                KIND,
                "env-1",
                "a release",
                "plan",
                List.of(new Evidence("version", "1")),
                Optional.of("https://platform.test"),
                List.of());
    }

    static Event finished(Outcome outcome) {
        return new Event.RunFinished(START, outcome, Optional.empty());
    }

    /** Returns the summary of a run as another process reads it. */
    RunSummary summary(String runId) {
        return elsewhere().runs(RunQuery.all()).stream()
                .filter(run -> run.runId().equals(runId))
                .findFirst()
                .orElseThrow(() -> new BreachException("run " + runId + " must be listed, but was not"));
    }

    static void must(boolean holds, String rule) {
        if (!holds) {
            throw new BreachException(rule);
        }
    }

    static <T> void mustBe(String subject, T expected, @Nullable T actual) {
        must(expected.equals(actual), subject + " must be " + expected + ", but was " + actual);
    }

    /** Performs an action that must be refused, and returns the refusal. */
    static <X extends RuntimeException> X refused(Class<X> type, String action, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw new BreachException(action + " must be refused by " + type.getSimpleName() + ", but threw " + e);
        }
        throw new BreachException(action + " must be refused by " + type.getSimpleName() + ", but was not");
    }

    /** Performs actions at once on a thread each, and returns their results. */
    static <T> List<T> atOnce(List<Callable<T>> actions) throws Exception {
        CountDownLatch ready = new CountDownLatch(actions.size());
        ExecutorService threads = Executors.newFixedThreadPool(actions.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> action : actions) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return action.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }
}
