package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The live version of a bot in an environment, as far as the platform reports it. It is read from the list of versions,
 * or else from the latest completed deployment.
 *
 * @param version the live version; absent if it could not be read
 * @param source where it was read, or why it could not be read
 */
public record LiveVersion(Optional<String> version, String source) {

    /**
     * Reads which version of a bot is live in an environment. Requests no page of versions after the one that has it.
     *
     * @throws io.cognigydeploy.client.CognigyException if the platform does not answer or refuses
     */
    public static LiveVersion read(CognigyClient cognigy, String botId, String environmentId) {
        return readThrough(cognigy, botId, environmentId, version -> isLive(version, environmentId));
    }

    /**
     * Reads like {@link #read(CognigyClient, String, String)}, but all versions if the expected one is not live. A list
     * that lags behind may mark several.
     *
     * @throws io.cognigydeploy.client.CognigyException if the platform does not answer or refuses
     */
    public static LiveVersion readExpecting(
            CognigyClient cognigy, String botId, String environmentId, String expected) {
        return readThrough(
                cognigy,
                botId,
                environmentId,
                version -> isLive(version, environmentId) && version.id().equals(expected));
    }

    private static LiveVersion readThrough(
            CognigyClient cognigy, String botId, String environmentId, Predicate<BotVersion> last) {
        Reading<List<BotVersion>> versions =
                Reading.of(cognigy, () -> cognigy.lists().versions(botId).through(last));
        return read(cognigy, botId, environmentId, versions);
    }

    /**
     * Reads like {@link #read(CognigyClient, String, String)}, by a list of versions that was read already.
     *
     * @throws io.cognigydeploy.client.CognigyException if the platform does not answer or refuses
     */
    public static LiveVersion read(
            CognigyClient cognigy, String botId, String environmentId, Reading<List<BotVersion>> versions) {
        LiveVersion stated = fromVersions(versions, environmentId);
        LiveVersion known = stated.version().isPresent() ? stated : fromDeployments(cognigy, botId, environmentId);
        return known.version().isPresent() ? known : unread(stated.source() + "; " + known.source());
    }

    /**
     * Reads the list of a bot's versions, up to the page that completes these versions and the live one.
     *
     * @param environmentId absent if it is unknown, and no version is known to be live
     */
    public static Reading<List<BotVersion>> versions(
            CognigyClient cognigy, String botId, Optional<String> environmentId, Set<String> ids) {
        Set<String> missing = new HashSet<>(ids);
        boolean[] isLiveMissing = {environmentId.isPresent()};
        return Reading.of(
                cognigy,
                () -> cognigy.lists().versions(botId).through(version -> {
                    missing.remove(version.id());
                    isLiveMissing[0] &= environmentId
                            .filter(environment -> isLive(version, environment))
                            .isEmpty();
                    return missing.isEmpty() && !isLiveMissing[0];
                }));
    }

    /** Judges whether this version is live. */
    public Verdict is(String wanted) {
        return version.map(live -> live.equals(wanted)
                        ? Verdict.pass(live + " is live", evidence(live))
                        : Verdict.fail(live + " is live, not " + wanted, evidence(live)))
                .orElseGet(this::unknown);
    }

    /** Judges whether any other version is live. */
    public Verdict isNot(String unwanted) {
        return version.map(live -> live.equals(unwanted)
                        ? Verdict.fail(live + " is still live", evidence(live))
                        : Verdict.pass(live + " is live; the earlier live version is unknown", evidence(live)))
                .orElseGet(this::unknown);
    }

    private Verdict unknown() {
        return Verdict.inconclusive("which version is live could not be read back: " + source);
    }

    private Evidence[] evidence(String live) {
        return new Evidence[] {Evidence.of("live version", live), Evidence.of("read from", source)};
    }

    private static LiveVersion fromVersions(Reading<List<BotVersion>> versions, String environmentId) {
        if (versions instanceof Reading.Missing<List<BotVersion>> missing) {
            return unread("the list of versions is " + missing.why());
        }
        Set<String> live = versions.value().orElseThrow().stream()
                .filter(version -> isLive(version, environmentId))
                .map(BotVersion::id)
                .collect(Collectors.toSet());
        return switch (live.size()) {
            case 1 -> new LiveVersion(Optional.of(live.iterator().next()), "list of versions");
            case 0 -> unread("the list of versions marks none as live in " + environmentId);
            default -> unread("the list of versions marks several as live in " + environmentId);
        };
    }

    private static boolean isLive(BotVersion version, String environmentId) {
        return version.environment().filter(environmentId::equals).isPresent();
    }

    private static LiveVersion fromDeployments(CognigyClient cognigy, String botId, String environmentId) {
        Reading<List<DeploymentJob>> listed = Reading.of(
                cognigy, () -> cognigy.deployments().list(botId, environmentId).items());
        if (listed instanceof Reading.Missing<List<DeploymentJob>> missing) {
            return unread("the list of deployments is " + missing.why());
        }
        return listed.value().orElseThrow().stream()
                .filter(job -> job.state().equals(JobState.COMPLETED))
                .filter(job -> job.createdAt().isPresent() && job.version().isPresent())
                .max(Comparator.comparing(job -> job.createdAt().orElseThrow()))
                .map(job -> new LiveVersion(job.version(), "latest completed deployment " + job.id()))
                .orElseGet(() -> unread("no completed deployment is listed"));
    }

    private static LiveVersion unread(String why) {
        return new LiveVersion(Optional.empty(), why);
    }
}
