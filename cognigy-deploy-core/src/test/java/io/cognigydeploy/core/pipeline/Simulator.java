package io.cognigydeploy.core.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * Many {@link Schedule}s, one a seed, on all cores. Their files are in memory where the system has a file system for
 * that, because forcing them to a disk is what takes the time; what a disk keeps is proven elsewhere.
 */
final class Simulator {

    private final StoreKind store;
    private final AtomicLong next;
    private final List<Schedule.ScheduleResult> failures = new ArrayList<>();
    private final Map<String, Long> kinds = new TreeMap<>();
    private final Map<String, Long> ingredients = new TreeMap<>();
    private final Map<String, Long> outcomes = new TreeMap<>();
    private long schedules;
    private long deaths;

    private Simulator(StoreKind store, long firstSeed) {
        this.store = store;
        this.next = new AtomicLong(firstSeed);
        Ingredient.names().forEach(name -> ingredients.put(name, 0L));
    }

    /** Runs the schedules of so many seeds. */
    static Simulator of(StoreKind store, long firstSeed, long count) throws InterruptedException {
        return new Simulator(store, firstSeed).run(seed -> seed < firstSeed + count);
    }

    /** The same, and ends with the first that has a problem. */
    static Simulator untilFound(StoreKind store, long firstSeed, long count) throws InterruptedException {
        Simulator simulator = new Simulator(store, firstSeed);
        return simulator.run(
                seed -> seed < firstSeed + count && simulator.failures().isEmpty());
    }

    /** Runs the schedules of as many seeds as there is time for. */
    static Simulator during(StoreKind store, Duration time, long firstSeed) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        return new Simulator(store, firstSeed).run(seed -> System.nanoTime() < end);
    }

    private Simulator run(LongPredicate goesOn) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(() -> work(goesOn), "simulator-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return this;
    }

    private void work(LongPredicate goesOn) {
        for (long seed = next.getAndIncrement(); goesOn.test(seed); seed = next.getAndIncrement()) {
            count(schedule(seed));
        }
    }

    private Schedule.ScheduleResult schedule(long seed) {
        try {
            Path folder = MemoryFolder.create();
            try {
                return Schedule.run(seed, store, folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the simulator's own thread is not interrupted", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private synchronized void count(Schedule.ScheduleResult result) {
        schedules++;
        deaths += result.deaths();
        kinds.merge(result.kind(), 1L, Long::sum);
        outcomes.merge(result.outcome(), 1L, Long::sum);
        result.ingredients().forEach(name -> ingredients.merge(name, 1L, Long::sum));
        if (!result.problems().isEmpty()) {
            failures.add(result);
        }
    }

    long schedules() {
        return schedules;
    }

    /** The schedules that have a problem, by their seeds. */
    synchronized List<Schedule.ScheduleResult> failures() {
        return failures.stream()
                .sorted(Comparator.comparingLong(Schedule.ScheduleResult::seed))
                .toList();
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append("schedules ").append(schedules).append(", deaths ").append(deaths);
        table.append("\nkinds     ").append(kinds);
        table.append("\noutcomes  ").append(outcomes);
        table.append("\nmade of   ").append(ingredients);
        table.append("\nviolations ").append(failures.size());
        failures().stream().limit(20).forEach(failure -> table.append("\n").append(failure));
        return table.append("\n").toString();
    }
}
