package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job in the background, one state further with each poll. Guarded by the lock of its {@link FakeCognigy}. */
abstract class Job {

    @JsonIgnore
    final WorldState world;

    private String id = "";
    private Instant createdAt;

    /** The present state and those to come. */
    private List<String> states = List.of();

    private @Nullable String message;
    private boolean halfApplied;
    private List<String> rollback = JobScript.completes().rollbackStates();
    private boolean applied;

    @JsonIgnore
    private boolean undoing;

    /** Creates a job for Jackson, which sets what is written. */
    Job(WorldState world) {
        this.world = world;
        this.createdAt = world.time().now();
    }

    Job(WorldState world, String id, JobScript script) {
        this(world);
        this.id = id;
        this.states = script.states();
        this.message = script.message().orElse(null);
        this.halfApplied = script.isHalfApplied();
        this.rollback = script.rollbackStates();
    }

    @JsonSetter("states")
    void resume(List<String> written) {
        states = written;
        undoing = !written.isEmpty() && state().equals(JobState.ROLLING_BACK);
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
        enter(states);
    }

    /** Moves the job one state further, as one poll does. */
    void advance() {
        if (states.size() > 1) {
            enter(states.subList(1, states.size()));
        }
    }

    void cancel() {
        if (hasEnded() || undoing) {
            throw Refusal.conflict(
                    "deployment_not_cancellable", title() + " is " + status() + " and cannot be cancelled");
        }
        jump(JobState.CANCELLED);
    }

    /** Goes to this state at once, and on to no other. */
    void jump(JobState state) {
        enter(List.of(state.text()));
    }

    /** Accepts that the job is to be undone. */
    void rollBack() {
        inTheWay().ifPresent(job -> {
            throw Refusal.conflict("deployment_in_progress", job.title() + " is " + job.status());
        });
        if (state().equals(JobState.ROLLED_BACK)) {
            throw Refusal.conflict("already_rolled_back", title() + " is rolled back already");
        }
        if (applied) {
            refuseIfSuperseded();
        }
        undoing = true;
        enter(rollback);
    }

    /** Returns the job that has to end before this one can be undone. */
    Optional<? extends Job> inTheWay() {
        return Optional.of(this).filter(job -> !job.hasEnded());
    }

    /** Refuses to undo a job whose effect is no longer in place, or cannot be undone. */
    void refuseIfSuperseded() {}

    private void enter(List<String> next) {
        states = List.copyOf(next);
        JobState state = state();
        boolean failedHalfWay = state.equals(JobState.FAILED) && halfApplied && !undoing;
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

    /** Returns the words for the job in a refusal. */
    String title() {
        return "Job " + id;
    }

    Instant createdAt() {
        return createdAt;
    }

    JobState state() {
        return new JobState(status());
    }

    /** Returns the state's word in the script. */
    String status() {
        return states.get(0);
    }

    List<String> states() {
        return states;
    }

    boolean isUndoing() {
        return undoing;
    }

    boolean hasEnded() {
        return state().isTerminal() || isDone(state());
    }

    Optional<String> message() {
        return Optional.ofNullable(message).filter(text -> hasEnded());
    }

    /** Adds the message at the end to what the platform shows of the job. */
    ObjectNode withMessage(ObjectNode json) {
        message().ifPresent(text -> json.put("message", text));
        return json;
    }

    /** Returns the job as the platform shows it. */
    abstract ObjectNode json();

    /** Returns the job and its progress in words. */
    String story(String what) {
        return what + ": " + String.join(" > ", states)
                + message().map(text -> " (" + text + ")").orElse("");
    }
}
