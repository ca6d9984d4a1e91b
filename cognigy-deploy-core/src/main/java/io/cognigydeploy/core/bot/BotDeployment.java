package io.cognigydeploy.core.bot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.text.Argument;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A release of one bot version into one environment.
 *
 * @param configOverrides settings that differ from the version's own, with JSON values. Values under names that look
 *     like secrets are sent to the platform and hidden in every record
 * @param dependencies the packages that the version needs in the environment, each {@code name} or {@code name@range}
 *     such as {@code sentiment-analysis@^2.1}
 * @param allowsIncomparableVersions whether the environment may lack a version that is stated and can be compared
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BotDeployment(
        String botId,
        String version,
        String environmentId,
        Map<String, Object> configOverrides,
        List<String> dependencies,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean allowsIncomparableVersions)
        implements Deployment {

    /**
     * Checks the arguments and copies the settings in a fixed order.
     *
     * @throws IllegalArgumentException if an id or the version is malformed
     */
    public BotDeployment {
        Argument.id("botId", botId);
        Argument.version("version", version);
        Argument.id("environmentId", environmentId);
        configOverrides = sorted(Argument.given("configOverrides", configOverrides));
        for (String dependency : Argument.given("dependencies", dependencies)) {
            Argument.text("dependencies", dependency);
        }
        dependencies = List.copyOf(dependencies);
    }

    /** Begins a pipeline that deploys bot versions. */
    public static DeploymentPipeline.Builder<BotDeployment> pipeline(CognigyClient cognigy) {
        Argument.given("cognigy", cognigy);
        return DeploymentPipeline.of(rollbacker -> new BotKind(cognigy, rollbacker));
    }

    /** Begins the deployment of a bot version; {@link Unplaced#to} names the environment. */
    public static Unplaced of(String botId, String version) {
        return new Unplaced(Argument.id("botId", botId), Argument.version("version", version));
    }

    /** A bot version without an environment yet. */
    public record Unplaced(String botId, String version) {

        /**
         * Returns the deployment of the version into this environment.
         *
         * @throws IllegalArgumentException if an id or the version is malformed
         */
        public BotDeployment to(String environmentId) {
            return new BotDeployment(botId, version, environmentId, Map.of(), List.of(), false);
        }
    }

    /** Returns this deployment with one more setting that differs from the version's own. */
    public BotDeployment override(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(configOverrides);
        more.put(Argument.text("name", name), Argument.given("value", value));
        return new BotDeployment(botId, version, environmentId, more, dependencies, allowsIncomparableVersions);
    }

    /** Returns this deployment with these dependencies instead of the earlier ones. */
    public BotDeployment dependingOn(String... needed) {
        return new BotDeployment(
                botId,
                version,
                environmentId,
                configOverrides,
                List.of(Argument.texts("needed", needed)),
                allowsIncomparableVersions);
    }

    /**
     * Returns this deployment, allowing runtime and dependency versions that are not stated or cannot be compared. By
     * default such a version stops the deployment. A comparable version that does not fit stops it in any case.
     */
    public BotDeployment allowingIncomparableVersions() {
        return new BotDeployment(botId, version, environmentId, configOverrides, dependencies, true);
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
        return "bot " + botId + " version " + version + " into " + environmentId;
    }

    @Override
    public String toString() {
        return describe();
    }

    /** Returns a deep, sorted copy, so that equal deployments are sent as equal bytes by every process. */
    private static Map<String, Object> sorted(Map<?, ?> map) {
        Map<String, Object> copy = new TreeMap<>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), sorted(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            return sorted(map);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(BotDeployment::sorted).toList();
        }
        return value;
    }
}
