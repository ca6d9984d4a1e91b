package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.core.spi.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The deployments of a bot in an environment as listed by the platform, including canaries. */
public record BotDeployments(CognigyClient cognigy, String botId, String environmentId, String version) {

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
}
