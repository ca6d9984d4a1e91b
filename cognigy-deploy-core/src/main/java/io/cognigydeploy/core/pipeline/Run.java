package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.record.Report;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A plan in execution on another thread. Safe for use by many threads. */
public final class Run {

    private final String id;
    private final CompletableFuture<Report> report = new CompletableFuture<>();
    private @Nullable Thread worker;
    private boolean cancelled;

    Run(String id) {
        this.id = id;
    }

    /** Returns the id under which the run can be resumed. */
    public String id() {
        return id;
    }

    /**
     * Cancels the run. Before the first change nothing is changed; after it the platform is asked to stop, and the
     * changes are undone. Returns at once; the report has the outcome. A run that still waits for its target does not
     * begin, and {@link #await} throws {@link TargetBusyException}. Has no effect on a run that has ended.
     */
    public synchronized void cancel() {
        cancelled = true;
        Thread thread = worker;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /**
     * Waits for the end of the run and returns its report.
     *
     * @throws InterruptedException if the waiting thread is interrupted; the run goes on
     */
    public Report await() throws InterruptedException {
        try {
            return report.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Returns a future that completes with the report. Cancelling the future does not cancel the run. */
    public CompletableFuture<Report> future() {
        return report.copy();
    }

    void execute(Supplier<Report> body) {
        synchronized (this) {
            worker = Thread.currentThread();
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            Report end = body.get();
            release();
            report.complete(end);
        } catch (RuntimeException | Error e) {
            release();
            report.completeExceptionally(e);
        }
    }

    private synchronized void release() {
        worker = null;
        if (cancelled) {
            // The thread is the executor's: our interrupt must not reach its next task.
            Thread.interrupted();
        }
    }
}
