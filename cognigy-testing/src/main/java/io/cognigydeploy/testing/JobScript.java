package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognigydeploy.client.model.JobState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The course of a deployment or of a task: its states, of which the last one stays. The job of a deployment goes one
 * further with each poll, and the version goes live when it enters {@code completed}. A task of an {@link Installation}
 * goes one further with each step of time, and does its work when it enters {@code done}. States are free text, so that
 * a test can use words that no platform has used yet. Instances are immutable.
 */
public final class JobScript {

    private static final List<String> ROLLS_BACK =
            List.of(JobState.ROLLING_BACK.text(), JobState.ROLLING_BACK.text(), JobState.ROLLED_BACK.text());

    private final List<String> states;
    private final @Nullable String message;
    private final boolean halfApplied;

    @JsonProperty("rollback")
    private final List<String> rollbackStates;

    private JobScript(List<String> states, @Nullable String message, boolean halfApplied, List<String> rollbackStates) {
        if (states.isEmpty() || rollbackStates.isEmpty()) {
            throw new IllegalArgumentException("A job has at least one state");
        }
        this.states = List.copyOf(states);
        this.message = message;
        this.halfApplied = halfApplied;
        this.rollbackStates = List.copyOf(rollbackStates);
    }

    @JsonCreator
    static JobScript written(
            @JsonProperty("states") List<String> states,
            @JsonProperty("message") @Nullable String message,
            @JsonProperty("halfApplied") @Nullable Boolean halfApplied,
            @JsonProperty("rollback") List<String> rollback) {
        return new JobScript(
                states.isEmpty() ? completes().states : states,
                message,
                Boolean.TRUE.equals(halfApplied),
                rollback.isEmpty() ? ROLLS_BACK : rollback);
    }

    /** Returns a script with these states in order; the job is accepted in the first. */
    public static JobScript states(String... states) {
        return new JobScript(List.of(states), null, false, ROLLS_BACK);
    }

    /** Returns the default script: queued, running, completed. */
    public static JobScript completes() {
        return states("queued", "running", "completed");
    }

    /** Returns the script queued, running, failed. The version before stays live, unless {@link #halfApplied()}. */
    public static JobScript fails(String message) {
        return states("queued", "running", "failed").message(message);
    }

    /** Returns the script queued, running, and cancelled by another user. */
    public static JobScript isCancelled() {
        return states("queued", "running", "cancelled");
    }

    /** Returns the script queued, then running for ever. */
    public static JobScript neverEnds() {
        return states("queued", "running");
    }

    /** Returns this script with the platform's message about the end of the job. */
    public JobScript message(String text) {
        return new JobScript(states, text, halfApplied, rollbackStates);
    }

    /** Returns this script with the new version live even if the job fails. */
    public JobScript halfApplied() {
        return new JobScript(states, message, true, rollbackStates);
    }

    /**
     * Returns this script with the states of the job's rollback. The previous version is live again at {@code
     * rolled_back}. By default the job is rolling back for one poll, then rolled back.
     */
    public JobScript rollback(String... then) {
        return new JobScript(states, message, halfApplied, List.of(then));
    }

    /** Returns this script with a rollback that is accepted and fails. */
    public JobScript rollbackFails() {
        return rollback(JobState.ROLLING_BACK.text(), JobState.ROLLING_BACK.text(), JobState.FAILED.text());
    }

    List<String> states() {
        return states;
    }

    Optional<String> message() {
        return Optional.ofNullable(message);
    }

    boolean isHalfApplied() {
        return halfApplied;
    }

    List<String> rollbackStates() {
        return rollbackStates;
    }

    @Override
    public String toString() {
        return String.join(" > ", states) + (message == null ? "" : " (" + message + ")");
    }
}
