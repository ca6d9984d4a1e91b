package io.cognigydeploy.client.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One deployment job and what it does to its environment. Guarded by the lock of its {@link FakeCognigy}. */
final class Deployment {

    private final World world;
    private final String id;
    private final String bot;
    private final String environment;
    private final String version;
    private final String createdAt;
    private final JobScript script;
    private final Deque<String> coming = new ArrayDeque<>();
    private String status;
    private @Nullable String previous;
    private boolean applied;
    private boolean undoing;

    Deployment(
            World world,
            String id,
            String bot,
            String environment,
            String version,
            String createdAt,
            JobScript script) {
        this.world = world;
        this.id = id;
        this.bot = bot;
        this.environment = environment;
        this.version = version;
        this.createdAt = createdAt;
        this.script = script;
        this.status = script.states().get(0);
        coming.addAll(script.states().subList(1, script.states().size()));
    }

    /** Takes the first state's effect. */
    void begin() {
        enter(status);
    }

    /** Puts a deployment back where it was when it was written down. */
    void restore(boolean wasApplied, @Nullable String previousVersion) {
        applied = wasApplied;
        previous = previousVersion;
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
        coming.clear();
        enter(JobState.CANCELLED.text());
    }

    void rollBack() {
        Optional<Deployment> active = world.active(bot, environment);
        if (active.isPresent()) {
            throw Refusal.conflict(
                    "deployment_in_progress", "Deployment " + active.get().id + " is " + active.get().status);
        }
        if (state().equals(JobState.ROLLED_BACK)) {
            throw Refusal.conflict("already_rolled_back", "Deployment " + id + " is rolled back already");
        }
        if (applied && !version.equals(world.environment(environment).live.get(bot))) {
            throw Refusal.conflict(
                    "deployment_superseded",
                    "Version " + version + " is no longer live in " + environment + "; " + id + " cannot be undone");
        }
        if (applied && previous == null) {
            throw Refusal.conflict(
                    "no_previous_version", "There was no version of " + bot + " in " + environment + " before " + id);
        }
        undoing = true;
        coming.clear();
        coming.addAll(script.rollbackStates());
        enter(coming.remove());
    }

    private void enter(String next) {
        status = next;
        JobState state = state();
        boolean failedHalfWay = state.equals(JobState.FAILED) && script.isHalfApplied() && !undoing;
        if (state.equals(JobState.COMPLETED) || failedHalfWay) {
            previous = world.environment(environment).live.put(bot, version);
            applied = true;
        } else if (state.equals(JobState.ROLLED_BACK) && applied && previous != null) {
            world.environment(environment).live.put(bot, previous);
            applied = false;
        }
        if (state.isTerminal()) {
            undoing = false;
        }
    }

    String id() {
        return id;
    }

    String bot() {
        return bot;
    }

    String environment() {
        return environment;
    }

    String version() {
        return version;
    }

    String createdAt() {
        return createdAt;
    }

    JobState state() {
        return new JobState(status);
    }

    JobScript script() {
        return script;
    }

    boolean isApplied() {
        return applied;
    }

    Optional<String> previous() {
        return Optional.ofNullable(previous);
    }

    /** The present state and those to come. */
    List<String> states() {
        List<String> states = new ArrayList<>(List.of(status));
        states.addAll(coming);
        return states;
    }

    boolean concerns(String someBot, String someEnvironment) {
        return bot.equals(someBot) && environment.equals(someEnvironment);
    }

    boolean hasEnded() {
        return state().isTerminal();
    }

    Optional<String> message() {
        return hasEnded() ? script.message() : Optional.empty();
    }

    /** As the platform shows it. */
    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("status", status)
                .put("bot_id", bot)
                .put("environment_id", environment)
                .put("version", version)
                .put("createdAt", createdAt);
        message().ifPresent(text -> json.put("message", text));
        return json;
    }

    @Override
    public String toString() {
        return "deployment " + id + " of " + bot + " " + version + " to " + environment + ": "
                + String.join(" > ", states())
                + message().map(text -> " (" + text + ")").orElse("");
    }
}
