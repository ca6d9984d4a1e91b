package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bot version on its way into an environment, forwards or back. A canary has a share of the conversations until it
 * has all of them or none.
 */
final class Deployment extends Job {

    static final String COMPLETED_EVENT = "deployment.canary.completed";
    static final String ROLLED_BACK_EVENT = "deployment.canary.rolled_back";

    /** A canary's share of the conversations, in percent, from a time on. */
    record Split(
            @JsonProperty(required = true) Instant since,
            @JsonProperty(required = true) double share) {}

    /** The share of the conversations in percent, those before, and the time at which it ended. */
    static final class Canary {

        double share;
        List<Split> splits = new ArrayList<>();

        @Nullable
        Instant endedAt;
    }

    @JsonProperty("bot_id")
    private String bot = "";

    @JsonProperty("environment_id")
    private String environment = "";

    private String version = "";
    private @Nullable String previousVersion;
    private @Nullable Canary canary;

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    Deployment(@JacksonInject WorldState world) {
        super(world);
    }

    Deployment(WorldState world, String id, String bot, String environment, String version, JobScript script) {
        super(world, id, script);
        this.bot = bot;
        this.environment = environment;
        this.version = version;
    }

    /** Makes this deployment a canary, without a share so far. */
    Deployment asCanary() {
        canary = new Canary();
        return this;
    }

    @Override
    void apply() {
        previousVersion = world.environment(environment).live.put(bot, version);
    }

    @Override
    void undo() {
        if (previousVersion != null) {
            world.environment(environment).live.put(bot, previousVersion);
        }
    }

    /**
     * Gives the canary this share of the conversations, in percent. With all of them the version is live; with none the
     * canary is over.
     */
    void split(double percent) {
        canary().ifPresent(split -> set(split, percent));
        if (percent >= 100) {
            jump(JobState.COMPLETED);
        } else if (percent == 0) {
            jump(JobState.ROLLED_BACK);
        }
    }

    @Override
    void entered(JobState state) {
        if (canary == null) {
            return;
        }
        if (state.equals(JobState.COMPLETED)) {
            end(canary, 100);
            world.queue.publish(COMPLETED_EVENT, json());
        } else if (state.equals(JobState.ROLLED_BACK)) {
            end(canary, 0);
            world.queue.publish(ROLLED_BACK_EVENT, json());
        } else if (hasEnded() && !isUndoing()) {
            end(canary, 0);
        }
    }

    private void set(Canary split, double percent) {
        split.share = percent;
        split.splits.add(new Split(world.time().now(), percent));
    }

    private void end(Canary split, double percent) {
        if (split.share != percent) {
            set(split, percent);
        }
        if (split.endedAt == null) {
            split.endedAt = world.time().now();
        }
    }

    @Override
    Optional<Deployment> inTheWay() {
        return world.active(bot, environment).filter(other -> canary == null || other != this || isUndoing());
    }

    @Override
    void refuseIfSuperseded() {
        if (!version.equals(world.environment(environment).live.get(bot))) {
            throw Refusal.conflict(
                    "deployment_superseded",
                    "Version " + version + " is no longer live in " + environment + "; " + id() + " cannot be undone");
        }
        if (previousVersion == null) {
            throw Refusal.conflict(
                    "no_previous_version", "There was no version of " + bot + " in " + environment + " before " + id());
        }
    }

    @Override
    String title() {
        return "Deployment " + id();
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

    Optional<Canary> canary() {
        return Optional.ofNullable(canary);
    }

    boolean concerns(String someBot, String someEnvironment) {
        return bot.equals(someBot) && environment.equals(someEnvironment);
    }

    @Override
    ObjectNode json() {
        ObjectNode json = withMessage(Json.object()
                .put("id", id())
                .put("status", status())
                .put("bot_id", bot)
                .put("environment_id", environment)
                .put("version", version)
                .put("createdAt", createdAt().toString()));
        if (canary != null) {
            json.put("type", "canary")
                    .putObject("traffic_matrix")
                    .put("stable", 100 - canary.share)
                    .put("canary", canary.share);
        }
        return json;
    }

    @Override
    public String toString() {
        return story("deployment " + id() + " of " + bot + " " + version + " to " + environment)
                + (canary == null ? "" : ", a canary of " + canary.share + " %");
    }
}
