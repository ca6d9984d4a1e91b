package io.cognigydeploy.core.journal;

/**
 * The point at which runs of one pipeline stand still. A halted run waits before it adds to its journal and before it sends
 * a change, so that its records stay as they are. Safe for use by many threads.
 */
public final class Standstill {

    private boolean halted;

    /** Makes runs stand still from now on. */
    public synchronized void halt() {
        halted = true;
    }

    /** Lets runs go on. */
    public synchronized void goOn() {
        halted = false;
        notifyAll();
    }

    /** Waits while runs stand still. An interrupt is kept for later. */
    synchronized void pass() {
        boolean interrupted = false;
        while (halted) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
