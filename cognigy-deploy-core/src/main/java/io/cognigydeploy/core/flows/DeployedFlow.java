package io.cognigydeploy.core.flows;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.platform.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A flow in the target environment and its content. The flow's status is read first. If it does not identify the
 * content, or has an unknown hash, the list of flows is read. The platform's hash is not documented: a matching hash
 * proves equality, a different one proves nothing.
 */
record DeployedFlow(
        CognigyClient cognigy,
        String environmentId,
        FlowDocument.Summary ours,
        Optional<FlowDifference.Standing> before) {

    /**
     * The state of the flow; the status is absent if the platform has no such flow in the environment.
     *
     * @param isListed whether the content was identified by the list of flows, because the status has no usable hash or
     *     version
     */
    record Seen(Optional<FlowStatus> status, ContentMatch content, boolean isListed) {

        boolean isInState(JobState state) {
            return status.filter(found -> found.state().equals(state)).isPresent();
        }

        List<Evidence> evidence() {
            List<Evidence> all = new ArrayList<>();
            all.add(Evidence.of("status", status.map(FlowStatus::status).orElse("not there")));
            status.flatMap(FlowStatus::version).ifPresent(version -> all.add(Evidence.of("version", version)));
            status.flatMap(FlowStatus::contentHash).ifPresent(hash -> all.add(Evidence.of("content hash", hash)));
            return all;
        }
    }

    Optional<FlowStatus> status() {
        try {
            return Optional.of(cognigy.flows().status(ours.id(), environmentId));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    Seen look() {
        Optional<FlowStatus> status = status();
        return stated(status).map(content -> new Seen(status, content, false)).orElseGet(() -> listed(status));
    }

    /**
     * Returns the content by the status alone. Empty if the hash is unknown, if the status has no hash or version, or
     * if an earlier flow has no status: a platform may keep the status of imports only.
     */
    private Optional<ContentMatch> stated(Optional<FlowStatus> status) {
        if (status.isEmpty()) {
            return before.isEmpty() ? Optional.of(ContentMatch.BEFORE) : Optional.empty();
        }
        Optional<String> hash = status.get().contentHash();
        if (hash.isPresent()) {
            return hash.map(this::byHash).filter(content -> content != ContentMatch.OTHER);
        }
        Optional<String> version = status.get().version();
        Optional<String> previous = before.map(FlowDifference.Standing::version);
        if (version.isPresent() && !previous.equals(Optional.of(ours.version()))) {
            return Optional.of(
                    version.get().equals(ours.version())
                            ? ContentMatch.OURS
                            : version.equals(previous) ? ContentMatch.BEFORE : ContentMatch.OTHER);
        }
        return Optional.empty();
    }

    private Seen listed(Optional<FlowStatus> status) {
        Optional<String> hash = status.flatMap(FlowStatus::contentHash);
        for (Flow flow : cognigy.lists().flows()) {
            if (flow.id().equals(ours.id()) && flow.environmentId().equals(Optional.of(environmentId))) {
                // A status with the same hash shows that the platform hashes as this library does.
                return FlowDocument.of(flow)
                        .exactHash()
                        .map(listed -> new Seen(status, byHash(listed), !hash.equals(Optional.of(listed))))
                        .orElseGet(() -> new Seen(status, ContentMatch.UNKNOWN, false));
            }
        }
        if (before.isEmpty()) {
            return new Seen(status, ContentMatch.BEFORE, true);
        }
        return new Seen(status, status.isEmpty() ? ContentMatch.OTHER : ContentMatch.UNKNOWN, false);
    }

    private ContentMatch byHash(String hash) {
        if (hash.equals(ours.contentHash())) {
            return ContentMatch.OURS;
        }
        return before.flatMap(FlowDifference.Standing::contentHash).equals(Optional.of(hash))
                ? ContentMatch.BEFORE
                : ContentMatch.OTHER;
    }

    boolean isRunning() {
        return status().filter(found -> found.state().equals(JobState.RUNNING)).isPresent();
    }

    /** Judges whether the target still has the earlier content. */
    Verdict unchanged() {
        return Reading.orElse(
                () -> unchanged(look()),
                e -> Verdict.inconclusive(
                        "the content of flow " + ours.id() + " could not be read: " + e.getMessage()));
    }

    private Verdict unchanged(Seen seen) {
        String flow = "flow " + ours.id();
        if (seen.isInState(JobState.RUNNING)) {
            return new Verdict.Inconclusive(flow + " is being changed", seen.evidence());
        }
        return switch (seen.content()) {
            case BEFORE ->
                new Verdict.Pass(
                        before.map(was -> flow + " is at " + was.version() + ", as it was")
                                .orElse(flow + " is not in " + environmentId + ", as it was"),
                        seen.evidence());
            case OURS -> new Verdict.Fail(flow + " still has the pushed content", seen.evidence());
            case OTHER -> new Verdict.Fail(flow + " has not its content from before", seen.evidence());
            case UNKNOWN ->
                new Verdict.Inconclusive(
                        "the platform does not show the content of flow " + ours.id(), seen.evidence());
        };
    }
}
