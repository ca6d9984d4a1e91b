package io.cognigydeploy.spring;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Run;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.ApprovalRefusedException;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of an application: those in its store, and the pipelines that carry them out. It starts runs and ends, resumes
 * and undoes them by their ids.
 *
 * <p>Runs that are begun here have threads of their own, which do not keep the process alive. Unlike those of an executor
 * of Spring, they are not interrupted when the application ends, so the choice of {@code cognigy.shutdown.runs} decides
 * about them. Safe for use by many threads.
 */
public final class CognigyRuns {

    private static final Logger log = LoggerFactory.getLogger(CognigyRuns.class);

    private final RunStore store;
    private final List<DeploymentPipeline<?>> pipelines;
    private final Time time;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());

    CognigyRuns(RunStore store, List<DeploymentPipeline<?>> pipelines, Time time) {
        this.store = store;
        this.pipelines = List.copyOf(pipelines);
        this.time = time;
        pipelines.stream()
                .collect(Collectors.groupingBy(
                        pipeline -> pipeline.kind() + " on " + pipeline.platform(),
                        TreeMap::new,
                        Collectors.counting()))
                .forEach((served, count) -> {
                    if (count > 1) {
                        log.warn(
                                "{} pipelines are for {}: a run of either is resumed and undone by the first, with its"
                                        + " gates and verifications. Give each kind and platform one pipeline.",
                                count,
                                served);
                    }
                });
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return body -> {
            Thread thread = new Thread(body, "cognigy-deploy run " + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Starts a run on a thread of its own, as {@link DeploymentPipeline#start(Deployment, java.util.concurrent.Executor)} does. */
    public <D extends Deployment> Run start(DeploymentPipeline<D> pipeline, D deployment) {
        return pipeline.start(deployment, threads);
    }

    /** Returns the newest 100 runs in the store, of every instance, the newest first. */
    public List<RunSummary> newest() {
        return store.runs(RunQuery.newest());
    }

    /**
     * Returns a run in the store, of whichever instance.
     *
     * @throws ResumeRefusedException if there is no such run
     */
    public RunSummary run(String runId) {
        return store.run(runId);
    }

    /**
     * Returns the events of a run so far, the oldest first.
     *
     * @throws ResumeRefusedException if there is no such run
     * @throws io.cognigydeploy.core.DamagedRecordException if its records are not as they were written
     */
    public List<Event> events(String runId) {
        return store.events(runId);
    }

    /** Returns the request for an approval that a run waits with, if it does. */
    public Optional<ApprovalRequest> request(String runId) {
        return store.pending(time.now()).stream()
                .filter(request -> request.runId().equals(runId))
                .findFirst();
    }

    /**
     * Approves the plan that a run waits with, on whichever instance.
     *
     * @param by the person or system that decides, for the records
     * @param reason the reason in words; may be empty
     * @throws ApprovalRefusedException if the run does not wait for an approval, or was decided before
     */
    public void approve(String runId, String by, String reason) {
        decide(runId, true, by, reason);
    }

    /**
     * Rejects the plan that a run waits with, on whichever instance. The run then ends and changes nothing.
     *
     * @param by the person or system that decides, for the records
     * @param reason the reason in words; may be empty
     * @throws ApprovalRefusedException if the run does not wait for an approval, or was decided before
     */
    public void reject(String runId, String by, String reason) {
        decide(runId, false, by, reason);
    }

    private void decide(String runId, boolean approved, String by, String reason) {
        ApprovalRequest request = request(runId)
                .orElseThrow(() -> new ApprovalRefusedException("Run " + runId + " does not wait for an approval."));
        store.decide(runId, new ApprovalDecision(request.fingerprint(), approved, by, reason, time.now()));
    }

    /**
     * Begins to resume a run by the pipeline of its kind and platform, as {@link DeploymentPipeline#resume(String)} does.
     *
     * @return the report; it completes with the exceptions of {@code resume}
     * @throws ResumeRefusedException if there is no such run, or no pipeline of this application serves it
     */
    public CompletableFuture<Report> resume(String runId) {
        return begun(runId, pipeline -> pipeline.resume(runId));
    }

    /**
     * Begins to undo a run by the pipeline of its kind and platform, as {@link DeploymentPipeline#undo(String)} does.
     *
     * @return the report; it completes with the exceptions of {@code undo}
     * @throws ResumeRefusedException if there is no such run, or no pipeline of this application serves it
     */
    public CompletableFuture<Report> undo(String runId) {
        return begun(runId, pipeline -> pipeline.undo(runId));
    }

    private CompletableFuture<Report> begun(String runId, Function<DeploymentPipeline<?>, Report> body) {
        RunSummary run = run(runId);
        DeploymentPipeline<?> pipeline = pipelines.stream()
                .filter(each -> each.serves(run))
                .findFirst()
                .orElseThrow(() -> new ResumeRefusedException("Run " + runId + " is of the kind " + run.kind()
                        + run.platform().map(name -> " on " + name).orElse("")
                        + ", which no pipeline of this application serves."));
        return CompletableFuture.supplyAsync(() -> body.apply(pipeline), threads);
    }

    /**
     * Cancels a run that this process carries out, as {@link Run#cancel} does. Returns at once.
     *
     * @return whether this process carries such a run out; another instance's run is not cancelled from here
     */
    public boolean cancel(String runId) {
        return pipelines.stream().anyMatch(pipeline -> pipeline.cancel(runId));
    }

    /** Makes every run that this process carries out stand still, and returns their ids. */
    List<String> halt() {
        return pipelines.stream().flatMap(pipeline -> pipeline.halt().stream()).toList();
    }

    /** Lets the runs that stand still go on. */
    void goOn() {
        pipelines.forEach(DeploymentPipeline::goOn);
    }

    /**
     * Cancels every run that this process carries out, and waits for their ends.
     *
     * @return the ids of the runs that have not ended in time
     */
    List<String> stop(Duration timeout) throws InterruptedException {
        List<Callable<List<String>>> stops = pipelines.stream()
                .<Callable<List<String>>>map(pipeline -> () -> pipeline.stopAll(timeout))
                .toList();
        List<String> left = new ArrayList<>();
        for (Future<List<String>> stopped : threads.invokeAll(stops)) {
            try {
                left.addAll(stopped.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return left;
    }
}
