package io.cognigydeploy.core.configuration;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.text.Argument;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The wish to bring a configuration into an environment.
 *
 * @param snapshot what the environment is to run with. Values under names that look like secrets are sent to the
 *     platform and hidden in every record
 * @param capacity what the environment must have room for
 * @param isolation what the environment must be kept apart from
 * @param locks the packages that must be there, each in one version
 * @param rollbackPolicy whether a failure undoes it, after how many bad answers about its health the environment is
 *     unhealthy, how long the job may take, and which snapshot to go back to
 * @param callback where the platform itself shall tell of the end of its job
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConfigurationDeployment(
        String environmentId,
        ConfigurationSnapshot snapshot,
        CapacityConstraints capacity,
        IsolationRules isolation,
        List<DependencyLock> locks,
        RollbackPolicy rollbackPolicy,
        Optional<URI> callback)
        implements Deployment {

    /**
     * A wish that is well formed.
     *
     * @throws IllegalArgumentException if the environment's id or the callback is malformed
     */
    public ConfigurationDeployment {
        Argument.id("environmentId", environmentId);
        locks = List.copyOf(locks);
        callback.ifPresent(url -> Argument.webUrl("callback", url));
    }

    /** Begins a pipeline that brings configurations into environments, each watched for a while before it counts. */
    public static DeploymentPipeline.Builder<ConfigurationDeployment> pipeline(CognigyClient cognigy) {
        return pipeline(cognigy, HealthSoak.defaults());
    }

    /**
     * Begins a pipeline like {@link #pipeline(CognigyClient)} with another watch. The deployment sets how many bad answers in
     * a row are too many.
     */
    public static DeploymentPipeline.Builder<ConfigurationDeployment> pipeline(CognigyClient cognigy, HealthSoak soak) {
        Argument.given("soak", soak);
        return DeploymentPipeline.of(cognigy, rollbacker -> ConfigurationKind.of(cognigy, soak, rollbacker));
    }

    /** Which configuration, what it needs room for and what it is kept apart from; where to follows. */
    public static Unplaced of(ConfigurationSnapshot snapshot, CapacityConstraints capacity, IsolationRules isolation) {
        return new Unplaced(
                Argument.given("snapshot", snapshot),
                Argument.given("capacity", capacity),
                Argument.given("isolation", isolation));
    }

    /** A configuration that has no environment yet. */
    public record Unplaced(ConfigurationSnapshot snapshot, CapacityConstraints capacity, IsolationRules isolation) {

        /**
         * The wish to bring it there, without locks and under the default policy: a failure undoes it.
         *
         * @throws IllegalArgumentException if the id is malformed
         */
        public ConfigurationDeployment to(String environmentId) {
            return new ConfigurationDeployment(
                    environmentId,
                    snapshot,
                    capacity,
                    isolation,
                    List.of(),
                    RollbackPolicy.builder().build(),
                    Optional.empty());
        }
    }

    /** The same, with these locks beside those that it has. */
    public ConfigurationDeployment locking(DependencyLock... more) {
        List<DependencyLock> all = new ArrayList<>(locks);
        all.addAll(Arrays.asList(Argument.allGiven("more", more)));
        return new ConfigurationDeployment(environmentId, snapshot, capacity, isolation, all, rollbackPolicy, callback);
    }

    /** The same, under this policy. */
    public ConfigurationDeployment under(RollbackPolicy policy) {
        Argument.given("policy", policy);
        return new ConfigurationDeployment(environmentId, snapshot, capacity, isolation, locks, policy, callback);
    }

    /**
     * The same; the platform shall tell this address of the end of its job. Beside that, {@link CiWebhook} tells of the
     * end of the run.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URL
     */
    public ConfigurationDeployment callingBack(URI address) {
        Argument.given("address", address);
        return new ConfigurationDeployment(
                environmentId, snapshot, capacity, isolation, locks, rollbackPolicy, Optional.of(address));
    }

    @Override
    public String target() {
        return environmentId;
    }

    @Override
    public String describe() {
        return "configuration"
                + snapshot.botVersion()
                        .map(version -> " for bot version " + version)
                        .orElse("") + " into " + environmentId;
    }

    @Override
    public String toString() {
        return describe();
    }
}
