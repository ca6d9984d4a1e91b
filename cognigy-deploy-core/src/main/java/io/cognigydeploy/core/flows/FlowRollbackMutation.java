package io.cognigydeploy.core.flows;

import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.FlowRollbackRequest;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;

/** The rollback of a flow to its earlier version in the target. */
record FlowRollbackMutation(DeployedFlow place, FlowDifference.Standing before) implements Mutation {

    private String id() {
        return place.ours().id();
    }

    @Override
    public String description() {
        return "bring flow " + id() + " in " + place.environmentId() + " back to " + before.version();
    }

    @Override
    public Optional<List<String>> known() {
        return Optional.of(List.of());
    }

    @Override
    public String send(String idempotencyKey) {
        place.listed().forget();
        place.cognigy()
                .flows()
                .rollback(
                        id(),
                        idempotencyKey,
                        FlowRollbackRequest.toVersion(before.version()).in(place.environmentId()));
        return id();
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return place.latestImport();
    }

    @Override
    public Search search(Optional<List<String>> known) {
        DeployedFlow.Seen now = place.look();
        if (now.isInState(JobState.RUNNING)) {
            return new Search.Unclear("flow " + id() + " is being changed");
        }
        return switch (now.content()) {
            case BEFORE -> new Search.Found(id());
            case OURS -> new Search.Absent();
            case OTHER ->
                new Search.Unclear(
                        "flow " + id() + " has neither its content from before nor the content that was sent");
            case UNKNOWN -> new Search.Unclear("the platform does not show the content of flow " + id());
        };
    }

    /** Returns a running import as the obstacle to wait for. */
    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return place.isRunning() ? new Obstacle.InProgress(resume(id(), List.of())) : new Obstacle.Permanent();
    }

    /** Returns whether the flow has its earlier content: a platform may still report the failed import. */
    @Override
    public boolean reached(Job end) {
        return end.state().equals(JobState.COMPLETED) || place.look().content() == ContentMatch.BEFORE;
    }

    @Override
    public Verdict confirm(Job end) {
        return place.unchanged(place.statedAtEnd(end));
    }

    @Override
    public Optional<LateReading> confirmLate() {
        return Optional.of(() -> place.unchanged(place.lookLate(ContentMatch.BEFORE)));
    }
}
