package io.cognigydeploy.core;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings a bot version into an environment. */
record DeployMutation(CognigyClient cognigy, BotDeployment wish) implements Mutation {

    @Override
    public String description() {
        return "deploy " + wish.describe();
    }

    @Override
    public Optional<List<String>> known() {
        return listing()
                .map(listing -> listing.jobs().stream().map(DeploymentJob::id).toList());
    }

    @Override
    public Operation<?> send(String idempotencyKey) {
        return cognigy.operations()
                .deploy(
                        idempotencyKey,
                        BotDeploymentRequest.builder()
                                .botId(wish.botId())
                                .environmentId(wish.environmentId())
                                .version(wish.version())
                                .configOverrides(wish.configOverrides())
                                .dependencies(wish.dependencies())
                                .build());
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return cognigy.operations().deployment(operationId);
    }

    @Override
    public Search search(Optional<List<String>> known) {
        if (known.isEmpty()) {
            return new Search.Unclear("the platform did not list its deployments before the request was sent");
        }
        Optional<Listing> listing = listing();
        if (listing.isEmpty()) {
            return new Search.Unclear("the platform does not list its deployments");
        }
        Set<String> before = Set.copyOf(known.get());
        List<String> ours = new ArrayList<>();
        for (DeploymentJob job : listing.get().jobs()) {
            if (before.contains(job.id())) {
                continue;
            }
            DeploymentJob detail = job.version().isPresent()
                    ? job
                    : cognigy.operations().deployment(job.id()).poll();
            if (detail.version().isEmpty()) {
                return new Search.Unclear("the platform does not say which version deployment " + job.id() + " is of");
            }
            if (detail.version().get().equals(wish.version())
                    && agrees(detail.botId(), wish.botId())
                    && agrees(detail.environmentId(), wish.environmentId())) {
                ours.add(job.id());
            }
        }
        if (ours.size() > 1) {
            return new Search.Unclear("several deployments may be ours: " + String.join(", ", ours));
        }
        if (ours.size() == 1) {
            return new Search.Found(ours.get(0));
        }
        return listing.get().complete()
                ? new Search.Absent()
                : new Search.Unclear("the platform lists only some of its deployments, and ours is not among them");
    }

    @Override
    public Obstacle obstacle() {
        return cognigy.deployments().listInState(wish.botId(), wish.environmentId(), JobState.RUNNING).items().stream()
                .filter(job -> !job.state().isTerminal())
                .findFirst()
                .<Obstacle>map(
                        job -> new Obstacle.InProgress(cognigy.operations().deployment(job.id())))
                .orElseGet(Obstacle.Gone::new);
    }

    @Override
    public boolean reached(Job end) {
        return end.state().equals(JobState.COMPLETED);
    }

    @Override
    public Verdict confirm(Job end) {
        if (end instanceof DeploymentJob job
                && !(agrees(job.version(), wish.version())
                        && agrees(job.botId(), wish.botId())
                        && agrees(job.environmentId(), wish.environmentId()))) {
            return Verdict.fail("deployment " + job.id() + " is of something else: bot "
                    + job.botId().orElse("?") + " version " + job.version().orElse("?") + " into "
                    + job.environmentId().orElse("?"));
        }
        LiveVersion now = LiveVersion.read(cognigy, wish.botId(), wish.environmentId());
        if (now.version().isEmpty()) {
            return Verdict.inconclusive("which version is live could not be read back: " + now.source());
        }
        Evidence live = Evidence.of("live version", now.version().get());
        Evidence source = Evidence.of("read from", now.source());
        return now.version().get().equals(wish.version())
                ? Verdict.pass(wish.version() + " is live", live, source)
                : Verdict.fail(now.version().get() + " is live, not " + wish.version(), live, source);
    }

    private static boolean agrees(Optional<String> stated, String wanted) {
        return stated.isEmpty() || stated.get().equals(wanted);
    }

    private record Listing(List<DeploymentJob> jobs, boolean complete) {}

    /** All deployments, or where the platform refuses that question, those that it documents how to ask for. */
    private Optional<Listing> listing() {
        try {
            Page<DeploymentJob> all = cognigy.deployments().list(wish.botId(), wish.environmentId());
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
            Page<DeploymentJob> running =
                    cognigy.deployments().listInState(wish.botId(), wish.environmentId(), JobState.RUNNING);
            return Optional.of(new Listing(running.items(), false));
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.empty();
        }
    }
}
