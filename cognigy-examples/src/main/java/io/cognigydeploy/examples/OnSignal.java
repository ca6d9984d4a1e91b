package io.cognigydeploy.examples;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C, or a CI system that ends a job: what was changed is undone and told before the process ends, with the exit
 * status of how that went. Only a process that is killed leaves a run to be resumed.
 */
final class OnSignal implements AutoCloseable {

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile int status = ExitStatus.NOT_DONE;

    private OnSignal(Thread worker) {
        hook = new Thread(() -> cancel(worker), "on-signal");
    }

    /** From now on a signal interrupts the thread, and the process ends when the thread is done with its work. */
    static OnSignal cancelThisThread() {
        OnSignal signal = new OnSignal(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void cancel(Thread worker) {
        System.err.println("Ending: what was changed is undone. This can take a while.");
        worker.interrupt();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }

    /** Remembers the exit status for the end of the process. */
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
            // The process is ending already, by this very hook.
            return;
        }
    }
}
