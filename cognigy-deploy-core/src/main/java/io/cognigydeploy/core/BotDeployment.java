package io.cognigydeploy.core;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.client.Printable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

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

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

    /**
     * A wish that is well formed.
     *
     * @throws IllegalArgumentException if an id or the version is malformed
     */
    public BotDeployment {
        requireId("bot id", botId);
        require(VERSION, "version", version);
        requireId("environment id", environmentId);
        configOverrides = sorted(configOverrides);
        dependencies = List.copyOf(dependencies);
        for (String dependency : dependencies) {
            if (dependency.isBlank()) {
                throw new IllegalArgumentException("A dependency is blank. Leave it out or name it.");
            }
        }
    }

    /** Which version of which bot; where to follows. */
    public static Unplaced of(String botId, String version) {
        return new Unplaced(botId, version);
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
        more.put(name, value);
        return new BotDeployment(botId, version, environmentId, more, dependencies, allowsIncomparableVersions);
    }

    /** The same, needing these instead of what it needed before. */
    public BotDeployment dependingOn(String... needed) {
        return new BotDeployment(
                botId, version, environmentId, configOverrides, List.of(needed), allowsIncomparableVersions);
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

    /** @throws IllegalArgumentException if it is malformed */
    static void requireId(String what, String text) {
        require(ID, what, text);
    }

    private static void require(Pattern form, String what, String text) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("The " + what + " \"" + Printable.cut(text, 40)
                    + "\" is malformed: letters, digits, '.', '_' and '-' are allowed, at most 128, beginning with a"
                    + " letter or digit.");
        }
    }
}
