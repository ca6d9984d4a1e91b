package io.cognigydeploy.client;

import org.jspecify.annotations.Nullable;

/** A wait for a task on a borrowed thread. A cancel interrupts the task only, never the thread's next one. */
final class CancellableWait {

    private @Nullable Thread thread;
    private boolean cancelled;

    /** Runs the task, unless it was cancelled before. A cancel leaves no interrupt flag set on the thread. */
    void run(Runnable work) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            thread = Thread.currentThread();
        }
        // An interrupt by other code before the task applies to the task and must remain set after it.
        boolean before = Thread.currentThread().isInterrupted();
        try {
            work.run();
        } finally {
            synchronized (this) {
                thread = null;
                if (cancelled && !before) {
                    Thread.interrupted();
                }
            }
        }
    }

    synchronized void cancel() {
        cancelled = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
