package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.core.spi.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The deployments of a bot in an environment, as the platform lists them, canaries among them. */
public record BotDeployments(CognigyClient cognigy, String botId, String environmentId, String version) {

    /** The deployments that the platform knows; absent if it will not tell. */
    public Optional<List<String>> known() {
        return cognigy.optionally(this::listing)
                .map(listing -> listing.jobs().stream().map(DeploymentJob::id).toList());
    }

    /**
     * Looks for a deployment of the version that is not among those that were known before.
     *
     * @param known absent if it is not known; any deployment of the version may then be ours
     */
    public Mutation.Search search(Optional<List<String>> known) {
        Optional<Listing> listing = listing();
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

    /** What the platform is at work on in the place, or our own request. */
    public Mutation.Obstacle obstacle(Optional<List<String>> known) {
        if (search(known) instanceof Mutation.Search.Found ours) {
            return new Mutation.Obstacle.AlreadyAccepted(ours.operationId());
        }
        Optional<Listing> all = listing();
        Stream<DeploymentJob> listed = Stream.concat(
                all.stream().flatMap(listing -> listing.jobs().stream()),
                all.filter(Listing::complete).isPresent()
                        ? Stream.empty()
                        : running().stream().flatMap(listing -> listing.jobs().stream()));
        return listed.filter(job -> job.state().isKnown() && !job.state().isTerminal())
                .findFirst()
                .<Mutation.Obstacle>map(job ->
                        new Mutation.Obstacle.InProgress(cognigy.operations().deployment(job.id())))
                .orElseGet(Mutation.Obstacle.Transient::new);
    }

    /** Whether nothing that the platform tells of it says that it is of another version, bot or place. */
    public boolean mayBe(DeploymentJob job) {
        return agrees(job.version(), version)
                && agrees(job.botId(), botId)
                && agrees(job.environmentId(), environmentId);
    }

    private static boolean agrees(Optional<String> stated, String wanted) {
        return stated.isEmpty() || stated.get().equals(wanted);
    }

    private record Listing(List<DeploymentJob> jobs, boolean complete) {}

    /** All deployments, or where the platform refuses that question, those that it documents how to ask for. */
    private Optional<Listing> listing() {
        try {
            Page<DeploymentJob> all = cognigy.deployments().list(botId, environmentId);
            return Optional.of(new Listing(
                    all.items(),
                    all.total().isEmpty() || all.total().get() <= all.items().size()));
        } catch (ApiException e) {
            return running();
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.empty();
        }
    }

    private Optional<Listing> running() {
        try {
            Page<DeploymentJob> running = cognigy.deployments().listInState(botId, environmentId, JobState.RUNNING);
            return Optional.of(new Listing(running.items(), false));
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.empty();
        }
    }
}
