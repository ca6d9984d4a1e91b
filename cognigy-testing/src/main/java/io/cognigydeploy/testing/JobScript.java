package io.cognigydeploy.testing;

import io.cognigydeploy.client.model.JobState;
import java.util.List;
import java.util.Optional;

/**
 * How a deployment goes: the states that its job takes, one further with each poll, the last one staying. The version
 * goes live when the job enters {@code completed}. States are free text, so that words can be tried that no platform
 * has used yet. Instances are immutable.
 */
public final class JobScript {

    private static final List<String> ROLLS_BACK =
            List.of(JobState.ROLLING_BACK.text(), JobState.ROLLING_BACK.text(), JobState.ROLLED_BACK.text());

    private final List<String> states;
    private final Optional<String> message;
    private final boolean halfApplied;
    private final List<String> rollbackStates;

    JobScript(List<String> states, Optional<String> message, boolean halfApplied, List<String> rollbackStates) {
        if (states.isEmpty() || rollbackStates.isEmpty()) {
            throw new IllegalArgumentException("A job has at least one state");
        }
        this.states = List.copyOf(states);
        this.message = message;
        this.halfApplied = halfApplied;
        this.rollbackStates = List.copyOf(rollbackStates);
    }

    /** The states in order; the first is the one that the job is accepted in. */
    public static JobScript states(String... states) {
        return new JobScript(List.of(states), Optional.empty(), false, ROLLS_BACK);
    }

    /** Queued, running, completed: what happens if nothing else is said. */
    public static JobScript completes() {
        return states("queued", "running", "completed");
    }

    /** Queued, running, failed. What was live before stays live, unless {@link #halfApplied()}. */
    public static JobScript fails(String message) {
        return states("queued", "running", "failed").message(message);
    }

    /** Queued, running, and cancelled by somebody else. */
    public static JobScript isCancelled() {
        return states("queued", "running", "cancelled");
    }

    /** Queued, then running for ever. */
    public static JobScript neverEnds() {
        return states("queued", "running");
    }

    /** The platform's words about the end of the job. */
    public JobScript message(String text) {
        return new JobScript(states, Optional.of(text), halfApplied, rollbackStates);
    }

    /** If the job fails, the new version is live all the same. */
    public JobScript halfApplied() {
        return new JobScript(states, message, true, rollbackStates);
    }

    /**
     * The states that the job takes when it is rolled back; the previous version is live again when it enters {@code
     * rolled_back}. If nothing else is said: rolling back for one poll, then rolled back.
     */
    public JobScript rollback(String... then) {
        return new JobScript(states, message, halfApplied, List.of(then));
    }

    /** A rollback of this job is accepted and comes to nothing. */
    public JobScript rollbackFails() {
        return rollback(JobState.ROLLING_BACK.text(), JobState.ROLLING_BACK.text(), JobState.FAILED.text());
    }

    List<String> states() {
        return states;
    }

    Optional<String> message() {
        return message;
    }

    boolean isHalfApplied() {
        return halfApplied;
    }

    List<String> rollbackStates() {
        return rollbackStates;
    }

    @Override
    public String toString() {
        return String.join(" > ", states)
                + message.map(text -> " (" + text + ")").orElse("");
    }
}
