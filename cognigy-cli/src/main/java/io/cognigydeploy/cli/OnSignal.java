package io.cognigydeploy.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Shutdown hook for Ctrl-C and for CI systems that end a job. Changes are rolled back and reported before the process
 * ends, with the exit status of that rollback. Only a killed process leaves a run to resume.
 */
final class OnSignal implements AutoCloseable {

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile int status = ExitStatus.NOT_DONE;

    private OnSignal(Thread worker, Screen err) {
        hook = new Thread(() -> cancel(worker, err), "on-signal");
    }

    /**
     * Makes a signal interrupt this thread; the process then ends when the thread has finished.
     *
     * @param err receives a line about it
     */
    static OnSignal cancelThisThread(Screen err) {
        OnSignal signal = new OnSignal(Thread.currentThread(), err);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void cancel(Thread worker, Screen err) {
        err.print("Ending: changes are rolled back. This can take a while.");
        worker.interrupt();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }

    /** Sets the exit status for the end of the process. */
    int ended(int exitStatus) {
        status = exitStatus;
        return exitStatus;
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is already ending, by this very hook.
            return;
        }
    }
}
