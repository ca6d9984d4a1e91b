package io.cognigydeploy.client;

import org.jspecify.annotations.Nullable;

/** Work on a thread of somebody else's, which can be interrupted while it is there and never after. */
final class CancellableWait {

    private @Nullable Thread thread;
    private boolean cancelled;

    /** Does the work, unless it was cancelled before. The thread's interrupt flag is not left set by a cancel. */
    void run(Runnable work) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            thread = Thread.currentThread();
        }
        // Somebody else's interrupt from before is seen by the work, and must outlive it.
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
