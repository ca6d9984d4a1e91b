package io.cognigydeploy.core.flows;

import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.FlowImportRequest;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;

/** The import of a flow. The platform gives the job no id, so the flow's id identifies it. */
record FlowImportMutation(FlowSource source, DeployedFlow place) implements Mutation {

    private FlowDocument.Summary flow() {
        return place.ours();
    }

    @Override
    public String description() {
        return "import flow " + flow().id() + " " + flow().version() + " into " + place.environmentId()
                + place.before()
                        .map(was -> ", over " + was.version()
                                + (was.version().equals(flow().version())
                                        ? " with other content: a rollback to a version may not bring that back"
                                        : ""))
                        .orElse(", where it is new: only a person can remove it again");
    }

    @Override
    public Optional<String> unready() {
        return source.fetch(flow());
    }

    @Override
    public String send(String idempotencyKey) {
        place.listed().forget();
        return place.cognigy()
                .operations()
                .importFlow(idempotencyKey, new FlowImportRequest(source.fetched(), place.environmentId()))
                .id();
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return place.latestImport();
    }

    /**
     * Waits for the end of an import that is under way, because only the content shows whose it is. An import that ended
     * without an effect is taken for ours: one before it may have ended so too, but then both failed.
     */
    @Override
    public Search search(Optional<List<String>> known) throws InterruptedException {
        DeployedFlow.Seen now = place.look();
        if (now.isInState(JobState.RUNNING)) {
            place.latestImport().await();
            now = place.look();
        }
        return switch (now.content()) {
            case OURS -> new Search.Found(flow().id());
            case BEFORE ->
                now.status().isEmpty() || now.isInState(JobState.COMPLETED)
                        ? new Search.Absent()
                        : new Search.Found(flow().id());
            case OTHER ->
                new Search.Unclear(
                        "flow " + flow().id() + " has neither its content from before nor the content that was sent");
            case UNKNOWN -> new Search.Unclear("the platform does not show the content of flow " + flow().id());
        };
    }

    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return place.isRunning() ? new Obstacle.InProgress(resume(flow().id(), List.of())) : new Obstacle.Transient();
    }

    @Override
    public Verdict confirm(Job end) {
        return confirm(place.statedAtEnd(end));
    }

    @Override
    public Optional<LateReading> confirmLate() {
        return Optional.of(() -> confirm(place.lookLate(ContentMatch.OURS)));
    }

    private Verdict confirm(DeployedFlow.Seen now) {
        Optional<String> version = now.status().flatMap(FlowStatus::version);
        String flow = "flow " + flow().id();
        if (version.isPresent() && !version.get().equals(flow().version())) {
            return new Verdict.Fail(flow + " is at " + version.get() + ", not at " + flow().version(), now.evidence());
        }
        if (now.isListed() || now.status().flatMap(FlowStatus::contentHash).isEmpty()) {
            if (now.isListed() && now.content() == ContentMatch.OURS) {
                return new Verdict.Pass(flow + " is deployed, and listed as it was sent", now.evidence());
            }
            return new Verdict.Inconclusive(
                    flow + " is reported as deployed"
                            + (version.isPresent() ? " at " + version.get() : "")
                            + (now.isListed()
                                    ? ", but is listed with other content than was sent: the list may lag, or have a"
                                            + " format of its own"
                                    : ", but the platform does not show its content"),
                    now.evidence());
        }
        return switch (now.content()) {
            case OURS -> new Verdict.Pass(flow + " is deployed at " + flow().version(), now.evidence());
            case BEFORE, OTHER -> new Verdict.Fail(flow + " has other content than was sent", now.evidence());
            case UNKNOWN ->
                new Verdict.Inconclusive(
                        flow + " has a hash that cannot be compared, and is not listed", now.evidence());
        };
    }
}
