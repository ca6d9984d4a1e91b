package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.spi.Mutation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A version of a bot in an environment. It knows whether it is live, its deployments as listed by the platform, canaries
 * included, and the requests that bring it and take it back.
 */
public record BotTarget(CognigyClient cognigy, String botId, String environmentId, String version) {

    /** Returns the mutation that deploys the version as it is, without overrides. */
    public DeployMutation deploy() {
        return new DeployMutation(
                cognigy,
                BotDeploymentRequest.builder()
                        .botId(botId)
                        .environmentId(environmentId)
                        .version(version)
                        .build());
    }

    /** Returns the mutations that take a deployment of the version back: the platform's own, then the fallback's. */
    public List<Mutation> ways(String deploymentId, Optional<String> liveBefore, Optional<String> fallback) {
        Mutation rollback = new RollbackMutation(this, deploymentId, liveBefore);
        return fallback.map(other -> at(other).deploy())
                .map(deploy -> List.of(rollback, deploy))
                .orElse(List.of(rollback));
    }

    /** Returns another version of the bot in the environment. */
    public BotTarget at(String other) {
        return new BotTarget(cognigy, botId, environmentId, other);
    }

    /** Returns the version that is live. */
    public LiveVersion live() {
        return LiveVersion.read(cognigy, botId, environmentId);
    }

    /** Returns the version that is live, by a list that was read already. */
    public LiveVersion live(Reading<List<BotVersion>> versions) {
        return LiveVersion.read(cognigy, botId, environmentId, versions);
    }

    /** Reads the bot's versions, up to the page that completes this one, the live one and others. */
    public Reading<List<BotVersion>> versions(Optional<String> others) {
        Set<String> ids = new HashSet<>(Set.of(version));
        others.ifPresent(ids::add);
        return LiveVersion.versions(cognigy, botId, Optional.of(environmentId), ids);
    }

    private LiveVersion liveExpecting(Optional<String> expected) {
        return expected.map(version -> LiveVersion.readExpecting(cognigy, botId, environmentId, version))
                .orElseGet(this::live);
    }

    /** Judges whether the version is live. */
    public Verdict isLive() {
        return liveExpecting(Optional.of(version)).is(version);
    }

    /** Judges whether the earlier version is live again; if that is not known, whether any other version is. */
    public Verdict isReplacedBy(Optional<String> before) {
        LiveVersion now = liveExpecting(before);
        return before.map(now::is).orElseGet(() -> now.isNot(version));
    }

    /** Returns whether the earlier version certainly is live. */
    public boolean hasLive(Optional<String> before) {
        return before.isPresent() && liveExpecting(before).version().equals(before);
    }

    /** Judges whether the earlier version is still live although this one was requested. */
    public Verdict unchanged(Optional<String> before) {
        LiveVersion now = liveExpecting(before);
        if (now.version().isEmpty() || before.isEmpty()) {
            return Verdict.inconclusive("whether anything was deployed cannot be read: " + now.source());
        }
        Evidence live = Evidence.of("live version", now.version().get());
        // Redeploying the live version cannot be distinguished from doing nothing.
        if (before.get().equals(version)) {
            return Verdict.inconclusive("the version was live before, so a deployment of it cannot be detected", live);
        }
        return now.version().equals(before)
                ? Verdict.pass("still " + now.version().get() + ", as before", live)
                : Verdict.fail(now.version().get() + " is live, it was " + before.get(), live);
    }

    /** Returns the ids of the listed deployments; empty if the platform does not list them. */
    public Optional<List<String>> known() {
        return cognigy.optionally(this::listing)
                .map(listing -> listing.jobs().stream().map(DeploymentJob::id).toList());
    }

    /**
     * Searches for a deployment of the version that was not listed before.
     *
     * @param known the ids that were listed before; if absent, any deployment of the version may be ours
     */
    public Mutation.Search search(Optional<List<String>> known) {
        Optional<ListedDeployments> listing = listing();
        if (listing.isEmpty()) {
            return new Mutation.Search.Unclear("the platform does not list its deployments");
        }
        Set<String> before = Set.copyOf(known.orElse(List.of()));
        List<String> ours = new ArrayList<>();
        for (DeploymentJob job : listing.get().jobs()) {
            if (before.contains(job.id())) {
                continue;
            }
            DeploymentJob detail = job.version().isPresent()
                    ? job
                    : cognigy.operations().deployment(job.id()).poll();
            if (detail.version().isEmpty()) {
                return new Mutation.Search.Unclear(
                        "the platform does not say which version deployment " + job.id() + " is of");
            }
            if (mayBe(detail)) {
                ours.add(job.id());
            }
        }
        if (known.isEmpty() && !ours.isEmpty()) {
            return new Mutation.Search.Unclear(
                    "the platform did not list its deployments before the request was sent, and "
                            + String.join(", ", ours) + " may be ours");
        }
        if (ours.size() > 1) {
            return new Mutation.Search.Unclear("several deployments may be ours: " + String.join(", ", ours));
        }
        if (ours.size() == 1) {
            return new Mutation.Search.Found(ours.get(0));
        }
        return listing.get().complete()
                ? new Mutation.Search.Absent()
                : new Mutation.Search.Unclear(
                        "the platform lists only some of its deployments, and ours is not among them");
    }

    /** Returns the deployment in progress in the environment, or our own request if it was accepted. */
    public Mutation.Obstacle obstacle(Optional<List<String>> known) {
        if (search(known) instanceof Mutation.Search.Found ours) {
            return new Mutation.Obstacle.AlreadyAccepted(ours.operationId());
        }
        Optional<ListedDeployments> all = listing();
        Stream<DeploymentJob> listed = Stream.concat(
                all.stream().flatMap(listing -> listing.jobs().stream()),
                all.filter(ListedDeployments::complete).isPresent()
                        ? Stream.empty()
                        : running().stream().flatMap(listing -> listing.jobs().stream()));
        return listed.filter(job -> job.state().isKnown() && !job.state().isTerminal())
                .findFirst()
                .<Mutation.Obstacle>map(job ->
                        new Mutation.Obstacle.InProgress(cognigy.operations().deployment(job.id())))
                .orElseGet(Mutation.Obstacle.Transient::new);
    }

    /** Returns whether the job's stated version, bot and environment match ours; absent values match. */
    public boolean mayBe(DeploymentJob job) {
        return agrees(job.version(), version)
                && agrees(job.botId(), botId)
                && agrees(job.environmentId(), environmentId);
    }

    private static boolean agrees(Optional<String> stated, String wanted) {
        return stated.isEmpty() || stated.get().equals(wanted);
    }

    private record ListedDeployments(List<DeploymentJob> jobs, boolean complete) {}

    /** Returns all deployments; the running ones, by the documented request, if the platform refuses to list all. */
    private Optional<ListedDeployments> listing() {
        return Reading.orElse(
                () -> {
                    Page<DeploymentJob> all = cognigy.deployments().list(botId, environmentId);
                    return Optional.of(new ListedDeployments(
                            all.items(),
                            all.total().isEmpty()
                                    || all.total().get() <= all.items().size()));
                },
                e -> e instanceof ApiException ? running() : Optional.empty());
    }

    private Optional<ListedDeployments> running() {
        return Reading.orElse(
                () -> Optional.of(new ListedDeployments(
                        cognigy.deployments()
                                .listInState(botId, environmentId, JobState.RUNNING)
                                .items(),
                        false)),
                e -> Optional.empty());
    }

    /**
     * Judges whether the version exists and is published, by the platform's list of versions, which not every platform
     * offers.
     *
     * @param role the version's part in the deployment, such as {@code fallback version}
     */
    public Verdict published(String role) {
        return published(
                role,
                Reading.of(
                        cognigy,
                        () -> cognigy.lists()
                                .versions(botId)
                                .through(row -> row.id().equals(version))));
    }

    /** Judges as {@link #published(String)} does, by a list that was read up to this version already. */
    public Verdict published(String role, Reading<List<BotVersion>> versions) {
        String named = role + " " + version;
        // The documents of these kinds lack the list. The platform itself refuses a version that does not exist.
        return versions.judged(
                "whether " + named + " is published: the list of versions is ",
                rows -> published(
                        named,
                        rows.stream().filter(row -> row.id().equals(version)).toList()));
    }

    private Verdict published(String named, List<BotVersion> rows) {
        if (rows.isEmpty()) {
            return Verdict.fail("there is no " + named + " of bot " + botId);
        }
        Set<String> states = rows.stream()
                .flatMap(row -> row.status().stream())
                .map(VersionStatus::text)
                .collect(Collectors.toCollection(TreeSet::new));
        if (states.isEmpty()) {
            String absent = "the platform does not say whether " + named + " is published";
            return Verdict.unconfirmed(rows.get(0).whyAbsent("status", absent));
        }
        String words = String.join("/", states);
        return words.equals(VersionStatus.PUBLISHED.text())
                ? Verdict.pass(named + " is published", Evidence.of(named, words))
                : Verdict.fail(named + " is " + words, Evidence.of(named, words));
    }
}
