package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import io.cognigydeploy.core.text.Argument;
import io.cognigydeploy.core.text.RunMarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that resumes the runs whose process has died, on any instance. It also retries the deliveries of those that have
 * ended. Each takeover is an event of the run that names both owners.
 *
 * <pre>{@code
 * RunWorker worker = RunWorker.of(store, bots, flows).start();
 * }</pre>
 *
 * <p>A run is resumed by the pipeline of its kind and platform. One whose deployment has secrets, or whose resuming fails,
 * is tried again ever more rarely, up to every 10 minutes, and is logged each time. Safe for use by many threads.
 */
public final class RunWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunWorker.class);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_DELIVERIES = Duration.ofMinutes(1);

    /** A delivery is given up after three days and some hours. */
    private static final Duration LONGEST_DELIVERY = Duration.ofDays(7);

    private final RunStore store;
    private final List<DeploymentPipeline<?>> pipelines;
    private final Duration interval;
    private final int most;
    private final Time time;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, Setback> setbacks = new HashMap<>();
    private @Nullable ExecutorService threads;
    private final AtomicBoolean delivering = new AtomicBoolean();
    private boolean paused;
    private Optional<Long> delivered = Optional.empty();

    /** The failures of one run so far, and the time before which it is not tried again. */
    private record Setback(int failures, long until) {}

    private RunWorker(RunStore store, List<DeploymentPipeline<?>> pipelines, Duration interval, int most, Time time) {
        this.store = store;
        this.pipelines = pipelines;
        this.interval = interval;
        this.most = most;
        this.time = time;
    }

    /**
     * Returns a worker that looks every second, and carries at most four runs out at once.
     *
     * @param store the store of the pipelines
     */
    public static RunWorker of(RunStore store, DeploymentPipeline<?>... pipelines) {
        return new RunWorker(
                Argument.given("store", store),
                List.of(Argument.allGiven("pipelines", pipelines)),
                Duration.ofSeconds(1),
                4,
                Time.SYSTEM);
    }

    /** Returns a worker like this with another time between two looks. Default 1 s. */
    public RunWorker every(Duration pause) {
        return new RunWorker(store, pipelines, Argument.positive("pause", pause), most, time);
    }

    /** Returns a worker like this that carries at most so many runs out at once. Default 4. */
    public RunWorker concurrency(int runs) {
        if (runs < 1) {
            throw Argument.refused("runs", "positive", runs);
        }
        return new RunWorker(store, pipelines, interval, runs, time);
    }

    /** Returns a worker like this with another clock. Default: the system's. */
    public RunWorker time(Time clock) {
        return new RunWorker(store, pipelines, interval, most, Argument.given("clock", clock));
    }

    /**
     * Begins to look on threads of its own, which do not keep the process alive.
     *
     * @throws IllegalStateException if it was started before
     */
    public synchronized RunWorker start() {
        if (threads != null) {
            throw new IllegalStateException("The worker was started before.");
        }
        ExecutorService own = Executors.newCachedThreadPool(daemons());
        threads = own;
        own.execute(() -> watch(own));
        return this;
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return body -> {
            Thread thread = new Thread(body, "cognigy-deploy worker " + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private void watch(ExecutorService own) {
        try {
            while (!own.isShutdown()) {
                look(own);
                time.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops to take over runs until {@link #goOn}. Those that it carries out go on. */
    public synchronized void pause() {
        paused = true;
    }

    /** Takes over runs again. */
    public synchronized void goOn() {
        paused = false;
    }

    /** Returns the ids of the runs that the worker carries out at this moment. */
    public List<String> underWay() {
        return List.copyOf(underWay);
    }

    /**
     * Looks once on this thread and carries out what it finds, one run after the other. The worker need not be started.
     *
     * @return the reports of the runs that have ended
     */
    public List<Report> lookOnce() {
        List<Report> reports = new ArrayList<>();
        look(Runnable::run, reports);
        return reports;
    }

    private void look(Executor executor) {
        look(executor, new ArrayList<>());
    }

    private void look(Executor executor, List<Report> reports) {
        try {
            if (isPaused()) {
                return;
            }
            List<RunSummary> found = store.abandoned();
            for (int i = found.size() - 1; i >= 0 && underWay.size() < most; i--) {
                RunSummary run = found.get(i);
                pipelineOf(run)
                        .filter(pipeline -> isDue(run.runId()) && underWay.add(run.runId()))
                        .ifPresent(pipeline -> executor.execute(() -> resume(pipeline, run, reports)));
            }
            deliver(executor);
        } catch (RuntimeException e) {
            log.warn("Runs could not be looked for: {}", Printable.shown(String.valueOf(e.getMessage())));
        }
    }

    private synchronized boolean isPaused() {
        return paused;
    }

    private Optional<DeploymentPipeline<?>> pipelineOf(RunSummary run) {
        return pipelines.stream()
                .filter(each -> each.serves(run) && !each.carriesOut(run.runId()))
                .findFirst();
    }

    private synchronized boolean isDue(String runId) {
        Setback setback = setbacks.get(runId);
        return setback == null || time.nanoTime() - setback.until >= 0;
    }

    @SuppressWarnings("try") // the marks are set, not used
    private void resume(DeploymentPipeline<?> pipeline, RunSummary run, List<Report> reports) {
        try (RunMarks marks = RunMarks.of(run.runId(), run.kind(), run.target())) {
            tryToResume(pipeline, run, reports);
        }
    }

    private void tryToResume(DeploymentPipeline<?> pipeline, RunSummary run, List<Report> reports) {
        try {
            Report report = pipeline.resume(run.runId());
            synchronized (reports) {
                reports.add(report);
            }
            recovered(run.runId());
            log.info(
                    "Run {} was resumed and ended: {}",
                    run.runId(),
                    Printable.shown(report.outcome().because()));
        } catch (TargetBusyException e) {
            log.debug("Run {} is not taken over: {}", run.runId(), e.getMessage());
        } catch (RuntimeException e) {
            setBack(run.runId());
            log.warn(
                    "Run {} cannot be taken over{}: {}",
                    run.runId(),
                    e instanceof ResumeRefusedException ? "" : " now",
                    Printable.shown(String.valueOf(e.getMessage())));
        } finally {
            underWay.remove(run.runId());
        }
    }

    private synchronized void recovered(String runId) {
        setbacks.remove(runId);
    }

    private synchronized void setBack(String runId) {
        int failures = setbacks.containsKey(runId) ? setbacks.get(runId).failures + 1 : 1;
        Duration longer = interval.multipliedBy(1L << Math.min(failures, 20));
        Duration pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        setbacks.put(runId, new Setback(failures, time.nanoTime() + pause.toNanos()));
    }

    private void deliver(Executor executor) {
        long now = time.nanoTime();
        boolean isDue = delivered.isEmpty() || now - delivered.get() >= BETWEEN_DELIVERIES.toNanos();
        if (isDue && delivering.compareAndSet(false, true)) {
            delivered = Optional.of(now);
            // A receiver that does not answer must not keep a run waiting.
            executor.execute(this::deliver);
        }
    }

    private void deliver() {
        try {
            Instant since = time.now().minus(LONGEST_DELIVERY);
            pipelines.forEach(pipeline -> pipeline.deliverOpenSince(since));
        } catch (RuntimeException e) {
            log.warn("Deliveries could not be retried: {}", Printable.shown(String.valueOf(e.getMessage())));
        } finally {
            delivering.set(false);
        }
    }

    /**
     * Ends the looking. Runs that it carries out are cancelled, and are undone as {@link Run#cancel} does; this waits for
     * them for up to a minute.
     */
    @Override
    public void close() {
        ExecutorService own;
        synchronized (this) {
            own = threads;
            paused = true;
        }
        if (own != null) {
            own.shutdownNow();
            boolean unused = Runner.toTheEnd(() -> own.awaitTermination(1, TimeUnit.MINUTES));
        }
    }
}
