package io.cognigydeploy.core.stage;

/**
 * A fault of a stage: of its file, its variables or its project. The message names the place and what to do about it,
 * and has no value that could be a secret. Nothing was changed.
 */
public final class StageException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String place;

    StageException(String place, String fault, Exception cause) {
        super(message(place, fault), cause);
        this.place = place;
    }

    StageException(String place, String fault) {
        super(message(place, fault));
        this.place = place;
    }

    private static String message(String place, String fault) {
        return place + ": " + fault;
    }

    /** Returns the place of the fault, such as {@code cognigy-stages.json, stages.prod.project}. */
    public String place() {
        return place;
    }
}
