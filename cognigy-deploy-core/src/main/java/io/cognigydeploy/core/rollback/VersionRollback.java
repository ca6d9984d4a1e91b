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
 * The wish to bring an environment back to a version of a bot.
 *
 * @param environment as the platform names it in its list of versions, such as {@code PRODUCTION}
 * @param environmentId the same environment's id. With it what is live can be read, before and after, and a request
 *     whose answer was lost can be looked for; without it neither can, and runs that know the environment by its id do
 *     not see that this one is at work
 * @param liveIsBroken whether the live version is the broken one, so that nobody's session is worth waiting for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VersionRollback(
        String botId, String versionId, String environment, Optional<String> environmentId, boolean liveIsBroken)
        implements Deployment, Rollbacker.Target {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,127}");

    /**
     * A wish that is well formed.
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
     * Begins a pipeline that brings environments back to versions. Open sessions stop it unless the deployment says that the
     * live version is the broken one.
     */
    public static DeploymentPipeline.Builder<VersionRollback> pipeline(CognigyClient cognigy) {
        return DeploymentPipeline.of(
                cognigy, rollbacker -> new VersionRollbackKind(cognigy, rollbacker, Optional.empty()));
    }

    /** Begins a pipeline like {@link #pipeline(CognigyClient)} that treats open sessions so for every deployment. */
    public static DeploymentPipeline.Builder<VersionRollback> pipeline(CognigyClient cognigy, ActiveSessions sessions) {
        Argument.given("sessions", sessions);
        return DeploymentPipeline.of(
                cognigy, rollbacker -> new VersionRollbackKind(cognigy, rollbacker, Optional.of(sessions)));
    }

    /** To which version of which bot; where follows. */
    public static Unplaced of(String botId, String versionId) {
        return new Unplaced(Argument.id("botId", botId), Argument.id("versionId", versionId));
    }

    /** A version that has no environment yet. */
    public record Unplaced(String botId, String versionId) {

        /**
         * The wish to go back to it there.
         *
         * @throws IllegalArgumentException if an id or the name is malformed
         */
        public VersionRollback in(String environment) {
            return new VersionRollback(botId, versionId, environment, Optional.empty(), false);
        }
    }

    /** The same, with the environment's id. */
    public VersionRollback withEnvironmentId(String id) {
        return new VersionRollback(botId, versionId, environment, Optional.of(Argument.id("id", id)), liveIsBroken);
    }

    /** The same, away from a live version that is broken. */
    public VersionRollback fromBroken() {
        return new VersionRollback(botId, versionId, environment, environmentId, true);
    }

    /** Brings the environment back to the version, see {@link Rollbacker#bring}. */
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
