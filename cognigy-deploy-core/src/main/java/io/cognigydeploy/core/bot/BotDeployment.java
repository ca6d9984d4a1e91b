package io.cognigydeploy.core.bot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.text.Argument;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The wish to bring one version of a bot into one environment.
 *
 * @param configOverrides settings that differ from the version's own, with values that JSON knows. Values under names
 *     that look like secrets are sent to the platform and hidden in every record
 * @param dependencies what the version needs in the environment, each {@code name} or {@code name@range} such as {@code
 *     sentiment-analysis@^2.1}
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
     * A wish that is well formed.
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

    /** Begins a pipeline that brings bot versions into environments. */
    public static DeploymentPipeline.Builder<BotDeployment> pipeline(CognigyClient cognigy) {
        return DeploymentPipeline.of(cognigy, rollbacker -> new BotKind(cognigy, rollbacker));
    }

    /** Which version of which bot; where to follows. */
    public static Unplaced of(String botId, String version) {
        return new Unplaced(Argument.id("botId", botId), Argument.version("version", version));
    }

    /** A version that has no environment yet. */
    public record Unplaced(String botId, String version) {

        /**
         * The wish to bring it there.
         *
         * @throws IllegalArgumentException if an id or the version is malformed
         */
        public BotDeployment to(String environmentId) {
            return new BotDeployment(botId, version, environmentId, Map.of(), List.of(), false);
        }
    }

    /** The same, with one more setting that differs from the version's own. */
    public BotDeployment override(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(configOverrides);
        more.put(Argument.text("name", name), Argument.given("value", value));
        return new BotDeployment(botId, version, environmentId, more, dependencies, allowsIncomparableVersions);
    }

    /** The same, needing these instead of what it needed before. */
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
     * The same, also where a runtime version or a dependency's is not stated or cannot be compared. Otherwise that stops
     * the deployment. A version that can be compared and does not fit stops it in any case.
     */
    public BotDeployment allowingIncomparableVersions() {
        return new BotDeployment(botId, version, environmentId, configOverrides, dependencies, true);
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

    /** A deep copy in one order, so that the same wish is the same bytes whenever and wherever it is sent again. */
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
