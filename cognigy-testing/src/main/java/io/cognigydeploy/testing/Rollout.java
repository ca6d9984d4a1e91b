package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A configuration on its way into an environment. */
final class Rollout extends Job {

    @JsonProperty("environment_id")
    private String environment = "";

    @Nullable
    ObjectNode configuration;

    @JsonProperty("webhookCallbackUrl")
    private @Nullable String callback;

    private @Nullable ObjectNode previousConfiguration;

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    Rollout(@JacksonInject WorldState world) {
        super(world);
    }

    Rollout(
            WorldState world,
            String id,
            String environment,
            ObjectNode configuration,
            @Nullable String callback,
            JobScript script) {
        super(world, id, script);
        this.environment = environment;
        this.configuration = configuration;
        this.callback = callback;
    }

    @Override
    void apply() {
        WorldState.Environment target = world.environment(environment);
        previousConfiguration = target.configuration;
        target.configuration = configuration;
    }

    @Override
    void undo() {
        world.environment(environment).configuration = previousConfiguration;
    }

    @Override
    void entered(JobState state) {
        if (callback != null && hasEnded()) {
            world.queue.call(
                    callback,
                    Json.object()
                            .put("event", "deployment_complete")
                            .put("jobId", id())
                            .put("status", status())
                            .put("success", isDone(state)));
        }
    }

    @Override
    void refuseIfSuperseded() {
        if (!Objects.equals(configuration, world.environment(environment).configuration)) {
            throw Refusal.conflict(
                    "deployment_superseded", "The configuration of " + environment + " is no longer that of " + id());
        }
    }

    String environment() {
        return environment;
    }

    @Override
    ObjectNode json() {
        return withMessage(Json.object()
                .put("jobId", id())
                .put("status", status())
                .put("environmentId", environment)
                .put("createdAt", createdAt().toString()));
    }

    @Override
    public String toString() {
        return story("job " + id() + " for " + environment);
    }
}
