package io.cognigydeploy.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a run because another run on this machine kept the target for longer than allowed. Nothing was sent to
 * the platform.
 */
public final class TargetBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String target;
    private final String owner;
    private final @Nullable String runId;
    private final ArrayList<String> underWay;

    /** Creates the exception for a target and the run or process that holds it. */
    public TargetBusyException(String target, String owner) {
        super("Target " + target + " is taken by " + owner + ". Wait until that run has ended, or cancel it; "
                + "the target becomes free by itself when its process ends. Do not delete the lock file.");
        this.target = target;
        this.owner = owner;
        this.runId = null;
        this.underWay = new ArrayList<>();
    }

    /** Creates the exception for a run that was to be resumed. */
    public TargetBusyException(TargetBusyException busy, String runId, List<String> underWay) {
        super(
                busy.getMessage() + " Run " + runId + " stands as it stood."
                        + (underWay.isEmpty() ? "" : " May still be under way: " + String.join(", ", underWay) + "."),
                busy);
        this.target = busy.target;
        this.owner = busy.owner;
        this.runId = runId;
        this.underWay = new ArrayList<>(underWay);
    }

    /** Returns the target of both runs. */
    public String target() {
        return target;
    }

    /** Returns the owner for people, as far as it is known: run, process, host, and the time since when. */
    public String owner() {
        return owner;
    }

    /** Returns the id of the run that was to be resumed or undone; absent if it was a new run. */
    public Optional<String> runId() {
        return Optional.ofNullable(runId);
    }

    /** Returns the ids of the operations of that run that are not known to have ended, the oldest first. */
    public List<String> underWay() {
        return List.copyOf(underWay);
    }
}
