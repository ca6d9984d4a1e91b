package io.cognigydeploy.spring;

import io.cognigydeploy.core.pipeline.RunWorker;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The start and the end of runs with the application. It starts last and stops first, before the web server, while every
 * bean that a run needs is there.
 */
final class RunsLifecycle implements SmartLifecycle, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunsLifecycle.class);

    private final CognigyRuns runs;
    private final RunWorker worker;
    private final boolean takesOver;
    private final CognigyProperties.Shutdown shutdown;
    private boolean begun;
    private boolean running;
    private boolean left;

    RunsLifecycle(CognigyRuns runs, RunWorker worker, CognigyProperties properties) {
        this.runs = runs;
        this.worker = worker;
        this.takesOver = properties.worker().enabled();
        this.shutdown = properties.shutdown();
    }

    @Override
    public synchronized void start() {
        running = true;
        runs.goOn();
        worker.goOn();
        if (takesOver && !begun) {
            begun = true;
            worker.start();
        }
    }

    /** Ends the runs by the choice of the properties. Waits on this thread, so Spring's limit of a phase does not cut it. */
    @Override
    public synchronized void stop() {
        running = false;
        worker.pause();
        switch (shutdown.runs()) {
            case CANCEL -> left = !cancelled(shutdown.timeout());
            case LEAVE -> {
                List<String> runsLeft = runs.halt();
                if (!runsLeft.isEmpty()) {
                    log.info("These runs stand still and are left to be taken over: {}", runsLeft);
                }
                left = !worker.underWay().isEmpty();
            }
        }
    }

    private boolean cancelled(Duration timeout) {
        try {
            List<String> runsLeft = runs.stop(timeout);
            if (!runsLeft.isEmpty()) {
                log.warn("These runs did not end within {} and are left to be taken over: {}", timeout, runsLeft);
            }
            return runsLeft.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Ends the worker, unless runs are left, which that would cancel. */
    @Override
    public synchronized void close() {
        if (!left) {
            worker.close();
        }
    }
}
