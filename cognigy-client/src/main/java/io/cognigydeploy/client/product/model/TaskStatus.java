package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.cognigydeploy.client.model.JobState;
import java.util.Locale;

/**
 * Status of a task. The set is open: a word that this version does not recognize is kept and is not terminal. Case does
 * not matter.
 *
 * @param text the platform's word in lower case
 */
public record TaskStatus(@JsonValue String text) {

    /** The task waits to be started; this is normal and can last. */
    public static final TaskStatus QUEUED = new TaskStatus("queued");

    /** The task is in progress. */
    public static final TaskStatus ACTIVE = new TaskStatus("active");

    /** The task has ended well. */
    public static final TaskStatus DONE = new TaskStatus("done");

    /** The task has failed. */
    public static final TaskStatus ERROR = new TaskStatus("error");

    /** The end of the task was requested. */
    public static final TaskStatus CANCELLING = new TaskStatus("cancelling");

    /** The task was ended by a request. */
    public static final TaskStatus CANCELLED = new TaskStatus("cancelled");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TaskStatus {
        text = text.strip().toLowerCase(Locale.ROOT);
    }

    /** Returns the state of the task as a job. A word that is not recognized becomes a state that is not known. */
    public JobState state() {
        return switch (text) {
            case "queued" -> JobState.QUEUED;
            case "active", "cancelling" -> JobState.RUNNING;
            case "done" -> JobState.COMPLETED;
            case "error" -> JobState.FAILED;
            case "cancelled" -> JobState.CANCELLED;
            // Alone, a word such as "live" would be read as the end of a job.
            default -> new JobState("task status " + text);
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
