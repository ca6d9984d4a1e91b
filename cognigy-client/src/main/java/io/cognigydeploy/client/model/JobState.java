package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Set;

/**
 * The state of a background operation. The set is open: a word that this version does not know is kept, is not
 * terminal, and compares by its text. Words that mean the same are one state, whatever their case and separators:
 * {@code SUCCEEDED}, {@code done} and {@code completed}, or {@code In Progress} and {@code running}.
 *
 * @param text one word for all that mean the same, in lower case; a word that is not known, as the platform writes it, in
 *     lower case
 */
public record JobState(@JsonValue String text) {

    public static final JobState QUEUED = new JobState("queued");
    public static final JobState RUNNING = new JobState("running");
    public static final JobState COMPLETED = new JobState("completed");
    public static final JobState FAILED = new JobState("failed");
    public static final JobState CANCELLED = new JobState("cancelled");

    /** The undoing of a deployment is under way. */
    public static final JobState ROLLING_BACK = new JobState("rolling_back");

    /** What the deployment changed has been undone. */
    public static final JobState ROLLED_BACK = new JobState("rolled_back");

    /** What the deployment changed could not be undone. */
    public static final JobState ROLLBACK_FAILED = new JobState("rollback_failed");

    private static final Set<JobState> TERMINAL = Set.of(COMPLETED, FAILED, CANCELLED, ROLLED_BACK, ROLLBACK_FAILED);
    private static final Set<JobState> IN_PROGRESS = Set.of(QUEUED, RUNNING, ROLLING_BACK);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JobState {
        text = StateWords.OF_JOBS.meaning(text);
    }

    /** Whether the operation has ended and will not change its state by itself. */
    public boolean isTerminal() {
        return TERMINAL.contains(this);
    }

    /** Whether this version of the library knows the word. */
    public boolean isKnown() {
        return isTerminal() || IN_PROGRESS.contains(this);
    }

    @Override
    public String toString() {
        return text;
    }
}
