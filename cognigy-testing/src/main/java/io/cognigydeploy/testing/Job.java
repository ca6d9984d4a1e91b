package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A job in the background, one state further with each poll. Guarded by the lock of its {@link FakeCognigy}. */
abstract class Job {

    private final String id;
    private final String createdAt;
    private final JobScript script;
    private final Deque<String> coming = new ArrayDeque<>();
    private String status;
    private boolean applied;
    private boolean undoing;

    Job(String id, String createdAt, JobScript script) {
        this.id = id;
        this.createdAt = createdAt;
        this.script = script;
        this.status = script.states().get(0);
        coming.addAll(script.states().subList(1, script.states().size()));
    }

    /** Applies the effect of the job, and stores the state before. */
    abstract void apply();

    /** Restores the state before the job. */
    abstract void undo();

    /** Reacts to a change of the job's state, after the effect of the change. */
    void entered(JobState state) {}

    /** Returns whether the job's effect is in place in this state. */
    boolean isDone(JobState state) {
        return state.equals(JobState.COMPLETED);
    }

    /** Takes the first state's effect. */
    void begin() {
        enter(status);
    }

    /** Puts a job back where it was when it was written down. */
    void restore(boolean wasApplied) {
        applied = wasApplied;
        undoing = state().equals(JobState.ROLLING_BACK);
    }

    /** Moves the job one state further, as one poll does. */
    void advance() {
        if (!coming.isEmpty()) {
            enter(coming.remove());
        }
    }

    void cancel() {
        if (hasEnded() || undoing) {
            throw Refusal.conflict(
                    "deployment_not_cancellable", "Deployment " + id + " is " + status + " and cannot be cancelled");
        }
        jump(JobState.CANCELLED.text());
    }

    /** Goes to this state at once, and on to no other. */
    void jump(String state) {
        coming.clear();
        enter(state);
    }

    /** Accepts that the job is to be undone. */
    void beginUndoing() {
        undoing = true;
        coming.clear();
        coming.addAll(script.rollbackStates());
        enter(coming.remove());
    }

    private void enter(String next) {
        status = next;
        JobState state = state();
        boolean failedHalfWay = state.equals(JobState.FAILED) && script.isHalfApplied() && !undoing;
        if (!applied && (isDone(state) || failedHalfWay)) {
            apply();
            applied = true;
        } else if (applied && state.equals(JobState.ROLLED_BACK)) {
            undo();
            applied = false;
        }
        entered(state);
        if (hasEnded()) {
            undoing = false;
        }
    }

    String id() {
        return id;
    }

    String createdAt() {
        return createdAt;
    }

    JobState state() {
        return new JobState(status);
    }

    /** Returns the state's word in the script. */
    String status() {
        return status;
    }

    JobScript script() {
        return script;
    }

    boolean isApplied() {
        return applied;
    }

    boolean isUndoing() {
        return undoing;
    }

    boolean hasEnded() {
        return state().isTerminal() || isDone(state());
    }

    Optional<String> message() {
        return hasEnded() ? script.message() : Optional.empty();
    }

    /** Returns the present state and those to come. */
    List<String> states() {
        List<String> states = new ArrayList<>(List.of(status));
        states.addAll(coming);
        return states;
    }

    /** Returns the job as the platform shows it. */
    abstract ObjectNode json();

    /** Returns the job and its progress in words. */
    String story(String what) {
        return what + ": " + String.join(" > ", states())
                + message().map(text -> " (" + text + ")").orElse("");
    }
}
