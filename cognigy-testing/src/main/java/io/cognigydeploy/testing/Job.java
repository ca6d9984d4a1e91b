package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Something done in the background, one state further with each poll. Guarded by the lock of its {@link FakeCognigy}. */
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

    /** Makes what is wanted so, and remembers what was. */
    abstract void apply();

    /** Makes it as it was before. */
    abstract void undo();

    /** Called after each change of state and its effect. */
    void entered(JobState state) {}

    /** Whether this is the state in which what is wanted is so. */
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

    /** One poll. */
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

    /** The state's word as the script has it. */
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

    /** The present state and those to come. */
    List<String> states() {
        List<String> states = new ArrayList<>(List.of(status));
        states.addAll(coming);
        return states;
    }

    /** As the platform shows it. */
    abstract ObjectNode json();

    /** What it is and where it stands, for people. */
    String story(String what) {
        return what + ": " + String.join(" > ", states())
                + message().map(text -> " (" + text + ")").orElse("");
    }
}
