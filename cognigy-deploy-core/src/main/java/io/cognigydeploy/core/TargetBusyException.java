package io.cognigydeploy.core;

/**
 * Another run is at work on the same target on this machine, and did not leave it in the time that was allowed. Nothing
 * was sent to the platform.
 */
public final class TargetBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String target;
    private final String owner;

    TargetBusyException(String target, String owner) {
        super("Target " + target + " is taken by " + owner + ". Wait until that run has ended, or cancel it; "
                + "the target becomes free by itself when its process ends. Do not delete the lock file.");
        this.target = target;
        this.owner = owner;
    }

    /** What both runs want to change. */
    public String target() {
        return target;
    }

    /** Who has it, as far as is known: run, process, host and since when. For people. */
    public String owner() {
        return owner;
    }
}
