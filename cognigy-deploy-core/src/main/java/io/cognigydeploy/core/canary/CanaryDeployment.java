package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.model.WebhookRequest;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.text.Argument;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The wish to give one version of a bot a rising share of the conversations in an environment, and in the end all of them
 * if it is shown to be no worse than what is live.
 *
 * <p>Everything that the decision depends on is part of the wish, so it is in the manifest before the first request, and
 * a resumed run decides by what it was begun with.
 *
 * @param thresholds when the platform shall end the canary by itself, whatever becomes of us
 * @param validator who watches the canary, along which shares, and decides
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
     * A wish that is well formed.
     *
     * @throws IllegalArgumentException if an id or the version is malformed
     */
    public CanaryDeployment {
        Argument.id("botId", botId);
        Argument.version("version", version);
        Argument.id("environmentId", environmentId);
    }

    /** Begins a pipeline that brings bot versions into environments by degrees, each decided on what was measured. */
    public static DeploymentPipeline.Builder<CanaryDeployment> pipeline(CognigyClient cognigy) {
        return DeploymentPipeline.of(cognigy, rollbacker -> CanaryKind.of(cognigy, Optional.empty(), rollbacker));
    }

    /**
     * Begins a pipeline like {@link #pipeline(CognigyClient)} whose canaries the platform reports to a webhook when they end.
     * The webhook is registered before the canary begins, unless it is registered already, and stays. Beside it, {@link
     * CiWebhook} reports the end of the run.
     */
    public static DeploymentPipeline.Builder<CanaryDeployment> pipeline(
            CognigyClient cognigy, WebhookRequest completion) {
        Argument.given("completion", completion);
        return DeploymentPipeline.of(
                cognigy, rollbacker -> CanaryKind.of(cognigy, Optional.of(completion), rollbacker));
    }

    /** Which version of which bot; where to follows. */
    public static Unplaced of(String botId, String version) {
        return new Unplaced(Argument.id("botId", botId), Argument.version("version", version));
    }

    /** A version that has no environment yet. */
    public record Unplaced(String botId, String version) {

        /**
         * The wish to bring it there, by {@link CanaryValidator#defaults()}. The platform shall end it by itself above 5 %
         * errors, below a satisfaction of 3.5 or above 1500 ms.
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

    /** The same; the platform shall end the canary by itself beyond these. */
    public CanaryDeployment guardedBy(RollbackThresholds limits) {
        Argument.given("limits", limits);
        return new CanaryDeployment(botId, version, environmentId, limits, validator, allowsIncomparableVersions);
    }

    /** The same, watched and decided by this validator. */
    public CanaryDeployment validatedBy(CanaryValidator other) {
        Argument.given("other", other);
        return new CanaryDeployment(botId, version, environmentId, thresholds, other, allowsIncomparableVersions);
    }

    /**
     * The same, also where a runtime version is not stated or cannot be compared. Otherwise that stops the canary. A
     * version that can be compared and does not fit stops it in any case.
     */
    public CanaryDeployment allowingIncomparableVersions() {
        return new CanaryDeployment(botId, version, environmentId, thresholds, validator, true);
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
