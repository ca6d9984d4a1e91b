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
    private final PipelineConfigurer pipelines;
    private final CognigyProperties.Takeover takeover;
    private final CognigyProperties.Shutdown shutdown;
    private boolean begun;
    private boolean running;

    RunsLifecycle(CognigyRuns runs, RunWorker worker, PipelineConfigurer pipelines, CognigyProperties properties) {
        this.runs = runs;
        this.pipelines = pipelines;
        this.worker = worker;
        this.takeover = properties.worker().takeover();
        this.shutdown = properties.shutdown();
    }

    @Override
    public synchronized void start() {
        running = true;
        pipelines.goOn();
        if (begun) {
            worker.goOn();
            return;
        }
        begun = true;
        switch (takeover) {
            case ALWAYS -> worker.start();
            case ON_START -> runs.execute(worker::lookOnce);
            case NEVER -> log.debug("Runs are not taken over");
        }
    }

    /** Ends the runs by the choice of the properties. Waits on this thread, so Spring's limit of a phase does not cut it. */
    @Override
    public synchronized void stop() {
        running = false;
        worker.pause();
        switch (shutdown.runs()) {
            case CANCEL -> cancel(shutdown.timeout());
            case LEAVE -> pipelines.halt();
        }
    }

    private void cancel(Duration timeout) {
        try {
            List<String> left = runs.stop(timeout);
            if (!left.isEmpty()) {
                log.warn("These runs did not end within {} and are left to be taken over: {}", timeout, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Ends the worker, unless it still carries out runs, which that would cancel. */
    @Override
    public void close() {
        if (worker.underWay().isEmpty()) {
            worker.close();
        }
    }
}
