package io.cognigydeploy.core;

import java.util.ArrayList;
import java.util.List;

/** A refusal to resume or to undo a run as asked. The message has the next step. Nothing was changed. */
public final class ResumeRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> underWay;

    /** Creates the exception for a run without an operation under way. */
    public ResumeRefusedException(String message) {
        this(message, List.of());
    }

    /** Creates the exception for a run whose operations are under way. */
    public ResumeRefusedException(String message, List<String> underWay) {
        super(underWay.isEmpty() ? message : message + " May still be under way: " + String.join(", ", underWay) + ".");
        this.underWay = new ArrayList<>(underWay);
    }

    /** Returns the ids of the operations of the run that are not known to have ended, the oldest first. */
    public List<String> underWay() {
        return List.copyOf(underWay);
    }
}
