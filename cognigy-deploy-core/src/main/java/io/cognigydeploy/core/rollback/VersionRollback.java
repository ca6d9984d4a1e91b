package io.cognigydeploy.core.rollback;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.ActiveSessions;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.text.Argument;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A rollback of an environment to a version of a bot.
 *
 * @param environment the environment's name in the platform's list of versions, such as {@code PRODUCTION}
 * @param environmentId the same environment's id. With the id, the live version can be read before and after, and a
 *     request whose response was lost can be searched for. Without the id neither is possible, and runs that use the id
 *     as their target are not locked out by this run
 * @param liveIsBroken whether the live version is broken, so that open sessions are not waited for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VersionRollback(
        String botId, String versionId, String environment, Optional<String> environmentId, boolean liveIsBroken)
        implements Deployment, Rollbacker.Target {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,127}");

    /**
     * Checks the ids and the environment's name.
     *
     * @throws IllegalArgumentException if an id or the environment's name is malformed
     */
    public VersionRollback {
        Argument.id("botId", botId);
        Argument.id("versionId", versionId);
        Argument.formed(
                "environment",
                NAME,
                "well formed (letters, digits, spaces, '.', '_', '-', at most 128, no mark first)",
                environment);
        environmentId.ifPresent(id -> Argument.id("environmentId", id));
    }

    /**
     * Begins a pipeline that rolls environments back to versions. Open sessions stop it unless the deployment marks the
     * live version as broken.
     */
    public static DeploymentPipeline.Builder<VersionRollback> pipeline(CognigyClient cognigy) {
        Argument.given("cognigy", cognigy);
        return DeploymentPipeline.of(rollbacker -> new VersionRollbackKind(cognigy, rollbacker, Optional.empty()));
    }

    /** Begins a pipeline like {@link #pipeline(CognigyClient)} with one rule on open sessions for every deployment. */
    public static DeploymentPipeline.Builder<VersionRollback> pipeline(CognigyClient cognigy, ActiveSessions sessions) {
        Argument.given("cognigy", cognigy);
        Argument.given("sessions", sessions);
        return DeploymentPipeline.of(rollbacker -> new VersionRollbackKind(cognigy, rollbacker, Optional.of(sessions)));
    }

    /** Begins a rollback to a bot version; {@link Unplaced#in} names the environment. */
    public static Unplaced of(String botId, String versionId) {
        return new Unplaced(Argument.id("botId", botId), Argument.id("versionId", versionId));
    }

    /** A bot version without an environment yet. */
    public record Unplaced(String botId, String versionId) {

        /**
         * Returns the rollback of this environment to the version.
         *
         * @throws IllegalArgumentException if an id or the name is malformed
         */
        public VersionRollback in(String environment) {
            return new VersionRollback(botId, versionId, environment, Optional.empty(), false);
        }
    }

    /** Returns this rollback with the environment's id. */
    public VersionRollback withEnvironmentId(String id) {
        return new VersionRollback(botId, versionId, environment, Optional.of(Argument.id("id", id)), liveIsBroken);
    }

    /** Returns this rollback with the live version marked as broken. */
    public VersionRollback fromBroken() {
        return new VersionRollback(botId, versionId, environment, environmentId, true);
    }

    /** Rolls the environment back to the version, as described at {@link Rollbacker#bring}. */
    @Override
    public Verdict bring(CognigyClient cognigy, Rollbacker how) throws InterruptedException {
        Argument.given("cognigy", cognigy);
        Argument.given("how", how);
        return new VersionRollbackKind(cognigy, how, Optional.empty()).bring(this);
    }

    @Override
    public String target() {
        return environmentId.orElse(environment);
    }

    @Override
    public Optional<Deployment.Bot> bot() {
        return Optional.of(new Deployment.Bot(botId, versionId, environmentId, Optional.of(environment)));
    }

    @Override
    public String describe() {
        return "bot " + botId + " back to version " + versionId + " in " + environment;
    }

    @Override
    public String toString() {
        return describe();
    }
}
