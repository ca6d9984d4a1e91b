package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Set;

/**
 * State of a background operation. The set is open: a word that this version does not recognize is kept, is not
 * terminal, and compares by its text. Words with the same meaning are one state, in any case and with any separators:
 * {@code SUCCEEDED}, {@code done} and {@code completed}, or {@code In Progress} and {@code running}.
 *
 * @param text one word for all with the same meaning, in lower case; an unknown word is kept as the platform writes it,
 *     in lower case
 */
public record JobState(@JsonValue String text) {

    /** The operation was accepted and has not begun. */
    public static final JobState QUEUED = new JobState("queued");

    /** The operation is in progress. */
    public static final JobState RUNNING = new JobState("running");

    /** The operation has ended, and its change is in effect as far as the platform states. */
    public static final JobState COMPLETED = new JobState("completed");

    /** The operation has ended without success. Parts of its change may be in effect. */
    public static final JobState FAILED = new JobState("failed");

    /** The operation was stopped by a request. Parts of its change may be in effect. */
    public static final JobState CANCELLED = new JobState("cancelled");

    /** The rollback of a deployment is in progress. */
    public static final JobState ROLLING_BACK = new JobState("rolling_back");

    /** The changes of the deployment have been rolled back. */
    public static final JobState ROLLED_BACK = new JobState("rolled_back");

    /** The changes of the deployment could not be rolled back. */
    public static final JobState ROLLBACK_FAILED = new JobState("rollback_failed");

    private static final Set<JobState> TERMINAL = Set.of(COMPLETED, FAILED, CANCELLED, ROLLED_BACK, ROLLBACK_FAILED);
    private static final Set<JobState> IN_PROGRESS = Set.of(QUEUED, RUNNING, ROLLING_BACK);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JobState {
        text = StateWords.OF_JOBS.meaning(text);
    }

    /** Returns whether the operation has ended and will not change its state by itself. */
    public boolean isTerminal() {
        return TERMINAL.contains(this);
    }

    /** Returns whether this version of the library recognizes the word. */
    public boolean isKnown() {
        return isTerminal() || IN_PROGRESS.contains(this);
    }

    @Override
    public String toString() {
        return text;
    }
}
