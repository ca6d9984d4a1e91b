package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A configuration on its way into an environment. */
final class Rollout extends Job {

    private final World world;
    private final String environment;
    private final ObjectNode configuration;
    private final @Nullable String callback;
    private @Nullable ObjectNode previous;

    Rollout(
            World world,
            String id,
            String environment,
            ObjectNode configuration,
            @Nullable String callback,
            String createdAt,
            JobScript script) {
        super(id, createdAt, script);
        this.world = world;
        this.environment = environment;
        this.configuration = configuration;
        this.callback = callback;
    }

    /** Puts a rollout back where it was when it was written down. */
    void restore(boolean wasApplied, @Nullable ObjectNode previousConfiguration) {
        restore(wasApplied);
        previous = previousConfiguration;
    }

    @Override
    void apply() {
        World.Environment target = world.environment(environment);
        previous = target.configuration;
        target.configuration = configuration;
    }

    @Override
    void undo() {
        world.environment(environment).configuration = previous;
    }

    @Override
    void entered(JobState state) {
        if (callback != null && hasEnded()) {
            world.webhooks.call(
                    callback,
                    Json.object()
                            .put("event", "deployment_complete")
                            .put("jobId", id())
                            .put("status", status())
                            .put("success", isDone(state)));
        }
    }

    void rollBack() {
        if (!hasEnded()) {
            throw Refusal.conflict("deployment_in_progress", "Job " + id() + " is " + status());
        }
        if (state().equals(JobState.ROLLED_BACK)) {
            throw Refusal.conflict("already_rolled_back", "Job " + id() + " is rolled back already");
        }
        if (isApplied() && !configuration.equals(world.environment(environment).configuration)) {
            throw Refusal.conflict(
                    "deployment_superseded", "The configuration of " + environment + " is no longer that of " + id());
        }
        beginUndoing();
    }

    String environment() {
        return environment;
    }

    ObjectNode configuration() {
        return configuration;
    }

    Optional<String> callback() {
        return Optional.ofNullable(callback);
    }

    Optional<ObjectNode> previous() {
        return Optional.ofNullable(previous);
    }

    @Override
    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("jobId", id())
                .put("status", status())
                .put("environmentId", environment)
                .put("createdAt", createdAt());
        message().ifPresent(text -> json.put("message", text));
        return json;
    }

    @Override
    public String toString() {
        return story("job " + id() + " for " + environment);
    }
}
