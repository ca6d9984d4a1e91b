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
 * A release of a configuration into an environment.
 *
 * @param snapshot the configuration to run with. Values under names that look like secrets are sent to the platform and
 *     hidden in every record
 * @param capacity the capacity that the environment must have
 * @param isolation the rules that keep the environment apart from others
 * @param locks the required packages, each in one version
 * @param rollbackPolicy whether a failure rolls back, after how many bad answers the environment is unhealthy, the time
 *     limit of the job, and the snapshot to go back to
 * @param callback the address that the platform itself notifies of the end of its job
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
     * Checks the id and the callback.
     *
     * @throws IllegalArgumentException if the environment's id or the callback is malformed
     */
    public ConfigurationDeployment {
        Argument.id("environmentId", environmentId);
        locks = List.copyOf(locks);
        callback.ifPresent(url -> Argument.webUrl("callback", url));
    }

    /** Begins a pipeline that deploys configurations and then watches the environment's health. */
    public static DeploymentPipeline.Builder<ConfigurationDeployment> pipeline(CognigyClient cognigy) {
        return pipeline(cognigy, HealthSoak.defaults());
    }

    /**
     * Begins a pipeline like {@link #pipeline(CognigyClient)} with another health watch. The deployment sets the
     * threshold of bad answers in a row.
     */
    public static DeploymentPipeline.Builder<ConfigurationDeployment> pipeline(CognigyClient cognigy, HealthSoak soak) {
        Argument.given("cognigy", cognigy);
        Argument.given("soak", soak);
        return DeploymentPipeline.of(rollbacker -> {
            rollbacker.refuseFallback("a configuration", "Set the snapshot to go back to in the rollback policy.");
            return new ConfigurationKind(cognigy, soak);
        });
    }

    /** Begins the deployment of a configuration; {@link Unplaced#to} names the environment. */
    public static Unplaced of(ConfigurationSnapshot snapshot, CapacityConstraints capacity, IsolationRules isolation) {
        return new Unplaced(
                Argument.given("snapshot", snapshot),
                Argument.given("capacity", capacity),
                Argument.given("isolation", isolation));
    }

    /** A configuration without an environment yet. */
    public record Unplaced(ConfigurationSnapshot snapshot, CapacityConstraints capacity, IsolationRules isolation) {

        /**
         * Returns the deployment into this environment, without locks. By the default policy, a failure rolls back.
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

    /** Returns this deployment with further locks. */
    public ConfigurationDeployment locking(DependencyLock... more) {
        List<DependencyLock> all = new ArrayList<>(locks);
        all.addAll(Arrays.asList(Argument.allGiven("more", more)));
        return new ConfigurationDeployment(environmentId, snapshot, capacity, isolation, all, rollbackPolicy, callback);
    }

    /** Returns this deployment with another rollback policy. */
    public ConfigurationDeployment under(RollbackPolicy policy) {
        Argument.given("policy", policy);
        return new ConfigurationDeployment(environmentId, snapshot, capacity, isolation, locks, policy, callback);
    }

    /**
     * Returns this deployment with an address that the platform notifies of the end of its job. Independently of it,
     * {@link CiWebhook} reports the end of the run.
     *
     * @throws IllegalArgumentException if the address is not an absolute http or https URL
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
