package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.model.WebhookRequest;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.text.Argument;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A release of one bot version by a rising share of an environment's conversations. It ends with all of them if the
 * version is shown to be no worse than the live one.
 *
 * <p>The deployment contains everything that the decision depends on. The manifest therefore states it before the first
 * request, and a resumed run decides by the original settings.
 *
 * @param thresholds the limits beyond which the platform itself ends the canary, even if this process has died
 * @param validator the validator that watches the canary, raises its share and decides
 * @param allowsIncomparableVersions whether the environment may lack a version that is stated and can be compared
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CanaryDeployment(
        String botId,
        String version,
        String environmentId,
        RollbackThresholds thresholds,
        CanaryValidator validator,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean allowsIncomparableVersions)
        implements Deployment {

    /**
     * Checks the ids and the version.
     *
     * @throws IllegalArgumentException if an id or the version is malformed
     */
    public CanaryDeployment {
        Argument.id("botId", botId);
        Argument.version("version", version);
        Argument.id("environmentId", environmentId);
    }

    /** Begins a pipeline that releases bot versions step by step, each step decided on measured conversations. */
    public static DeploymentPipeline.Builder<CanaryDeployment> pipeline(CognigyClient cognigy) {
        Argument.given("cognigy", cognigy);
        return pipeline(cognigy, Optional.empty(), Optional.empty());
    }

    /**
     * Begins a pipeline like {@link #pipeline(CognigyClient)} with a source of the judge's metrics of one's own. It is read at each
     * look at the canary, and again by a resumed run from where the run that died had read.
     */
    public static DeploymentPipeline.Builder<CanaryDeployment> pipeline(CognigyClient cognigy, MetricSource source) {
        Argument.given("cognigy", cognigy);
        Argument.given("source", source);
        return pipeline(cognigy, Optional.empty(), Optional.of(source));
    }

    /**
     * Begins a pipeline like {@link #pipeline(CognigyClient)} with a webhook that the platform calls when a canary
     * ends. The webhook is registered before the canary begins, unless it is registered already. It stays registered.
     * Independently of it, {@link CiWebhook} reports the end of the run.
     */
    public static DeploymentPipeline.Builder<CanaryDeployment> pipeline(
            CognigyClient cognigy, WebhookRequest completion) {
        Argument.given("cognigy", cognigy);
        Argument.given("completion", completion);
        return pipeline(cognigy, Optional.of(completion), Optional.empty());
    }

    /** Begins a pipeline with both a webhook and a source of the judge's metrics of one's own. */
    public static DeploymentPipeline.Builder<CanaryDeployment> pipeline(
            CognigyClient cognigy, WebhookRequest completion, MetricSource source) {
        Argument.given("cognigy", cognigy);
        Argument.given("completion", completion);
        Argument.given("source", source);
        return pipeline(cognigy, Optional.of(completion), Optional.of(source));
    }

    private static DeploymentPipeline.Builder<CanaryDeployment> pipeline(
            CognigyClient cognigy, Optional<WebhookRequest> completion, Optional<MetricSource> source) {
        return DeploymentPipeline.of(rollbacker -> {
            rollbacker.refuseFallback(
                    "a canary",
                    "Leave it out: a rollback gives all conversations back to the version that was live before.");
            return new CanaryKind(cognigy, completion, source);
        });
    }

    /** Begins the deployment of a bot version; {@link Unplaced#to} names the environment. */
    public static Unplaced of(String botId, String version) {
        return new Unplaced(Argument.id("botId", botId), Argument.version("version", version));
    }

    /** A bot version without an environment yet. */
    public record Unplaced(String botId, String version) {

        /**
         * Returns the canary deployment into this environment, with {@link CanaryValidator#defaults()}. The platform
         * itself ends the canary above 5 % errors, below a satisfaction of 3.5 or above 1500 ms.
         *
         * @throws IllegalArgumentException if an id or the version is malformed
         */
        public CanaryDeployment to(String environmentId) {
            return new CanaryDeployment(
                    botId,
                    version,
                    environmentId,
                    RollbackThresholds.builder()
                            .maxErrorRate(0.05)
                            .minSatisfactionScore(3.5)
                            .maxLatencyMs(1500)
                            .build(),
                    CanaryValidator.defaults(),
                    false);
        }
    }

    /** Returns this deployment with other limits beyond which the platform itself ends the canary. */
    public CanaryDeployment guardedBy(RollbackThresholds limits) {
        Argument.given("limits", limits);
        return new CanaryDeployment(botId, version, environmentId, limits, validator, allowsIncomparableVersions);
    }

    /** Returns this deployment with another validator. */
    public CanaryDeployment validatedBy(CanaryValidator other) {
        Argument.given("other", other);
        return new CanaryDeployment(botId, version, environmentId, thresholds, other, allowsIncomparableVersions);
    }

    /**
     * Returns this deployment, allowing runtime versions that are not stated or cannot be compared. By default such a
     * version stops the canary. A comparable version that does not fit stops it in any case.
     */
    public CanaryDeployment allowingIncomparableVersions() {
        return new CanaryDeployment(botId, version, environmentId, thresholds, validator, true);
    }

    BotTarget on(CognigyClient cognigy) {
        return new BotTarget(cognigy, botId, environmentId, version);
    }

    @Override
    public String target() {
        return environmentId;
    }

    @Override
    public Optional<Deployment.Bot> bot() {
        return Optional.of(new Deployment.Bot(botId, version, Optional.of(environmentId), Optional.empty()));
    }

    @Override
    public String describe() {
        String shares = validator.options().ramp().shares().stream()
                .map(TrafficShare::ofPercent)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        return "canary of bot " + botId + " version " + version + " in " + environmentId + " by " + shares;
    }

    @Override
    public String toString() {
        return describe();
    }
}
