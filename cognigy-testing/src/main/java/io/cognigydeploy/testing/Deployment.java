package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bot version on its way into an environment, forwards or back. */
class Deployment extends Job {

    private final World world;
    private final String bot;
    private final String environment;
    private final String version;
    private @Nullable String previous;

    Deployment(
            World world,
            String id,
            String bot,
            String environment,
            String version,
            String createdAt,
            JobScript script) {
        super(id, createdAt, script);
        this.world = world;
        this.bot = bot;
        this.environment = environment;
        this.version = version;
    }

    /** Puts a deployment back where it was when it was written down. */
    void restore(boolean wasApplied, @Nullable String previousVersion) {
        restore(wasApplied);
        previous = previousVersion;
    }

    @Override
    void apply() {
        previous = world.environment(environment).live.put(bot, version);
    }

    @Override
    void undo() {
        if (previous != null) {
            world.environment(environment).live.put(bot, previous);
        }
    }

    void rollBack() {
        Optional<Deployment> active = world.active(bot, environment).filter(other -> !canBeUndoneNow(other));
        if (active.isPresent()) {
            throw Refusal.conflict(
                    "deployment_in_progress",
                    "Deployment " + active.get().id() + " is " + active.get().status());
        }
        if (state().equals(JobState.ROLLED_BACK)) {
            throw Refusal.conflict("already_rolled_back", "Deployment " + id() + " is rolled back already");
        }
        if (isApplied() && !version.equals(world.environment(environment).live.get(bot))) {
            throw Refusal.conflict(
                    "deployment_superseded",
                    "Version " + version + " is no longer live in " + environment + "; " + id() + " cannot be undone");
        }
        if (isApplied() && previous == null) {
            throw Refusal.conflict(
                    "no_previous_version", "There was no version of " + bot + " in " + environment + " before " + id());
        }
        beginUndoing();
    }

    /** Returns whether this deployment may be rolled back although the other is in progress. */
    boolean canBeUndoneNow(Deployment underWay) {
        return false;
    }

    World world() {
        return world;
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

    Optional<String> previous() {
        return Optional.ofNullable(previous);
    }

    boolean concerns(String someBot, String someEnvironment) {
        return bot.equals(someBot) && environment.equals(someEnvironment);
    }

    @Override
    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id())
                .put("status", status())
                .put("bot_id", bot)
                .put("environment_id", environment)
                .put("version", version)
                .put("createdAt", createdAt());
        message().ifPresent(text -> json.put("message", text));
        return json;
    }

    @Override
    public String toString() {
        return story("deployment " + id() + " of " + bot + " " + version + " to " + environment);
    }
}
