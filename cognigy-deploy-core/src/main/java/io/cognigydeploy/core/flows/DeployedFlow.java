package io.cognigydeploy.core.flows;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.FlowImportJob;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.Job;
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
        Optional<FlowDifference.Standing> before,
        ListedFlows listed) {

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
            if (status.isPresent() || !isListed) {
                all.add(Evidence.of("status", status.map(FlowStatus::status).orElse("not there")));
            }
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

    /** Reads status and, if that does not identify the content, the whole list. */
    Seen look() {
        Optional<FlowStatus> status = status();
        return stated(status).orElseGet(() -> {
            listed.forget();
            return seen(status, listed.find(ours.id()));
        });
    }

    /** Returns the operation that ends when the latest import of the flow does. */
    Operation<FlowImportJob> latestImport() {
        return cognigy.operations().flowImport(ours.id(), environmentId);
    }

    /** Reads the status anew, unless this is the end of an import, which has it. */
    private Optional<FlowStatus> status(Job end) {
        return end instanceof FlowImportJob job ? Optional.of(job.status()) : status();
    }

    /**
     * Returns the content by the status alone. Empty if the hash is unknown, if the status has no hash or version, or
     * if an earlier flow has no status: a platform may keep the status of imports only.
     */
    private Optional<Seen> stated(Optional<FlowStatus> status) {
        return match(status).map(content -> new Seen(status, content, false));
    }

    private Optional<ContentMatch> match(Optional<FlowStatus> status) {
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

    /** Returns the state by the status alone, whose content is unknown if the status does not identify it. */
    Seen statedAtEnd(Job end) {
        Optional<FlowStatus> status = status(end);
        return stated(status).orElseGet(() -> {
            status.ifPresent(seen -> listed.keep(ours.id(), seen));
            return new Seen(status, ContentMatch.UNKNOWN, false);
        });
    }

    /** Reads the list after the last change, and the status only if the list does not show this content. */
    Seen lookLate(ContentMatch expected) {
        Optional<ListedFlows.AsListed> row = listed.find(ours.id());
        Seen seen = seen(Optional.empty(), row);
        return seen.content() == expected ? seen : seen(listed.status(ours.id()).or(this::status), row);
    }

    private Seen seen(Optional<FlowStatus> status, Optional<ListedFlows.AsListed> row) {
        Optional<String> hash = status.flatMap(FlowStatus::contentHash);
        if (row.isPresent()) {
            // A status with the same hash shows that the platform hashes as this library does.
            return row.get()
                    .hash()
                    .map(found -> new Seen(status, byHash(found), !hash.equals(Optional.of(found))))
                    .orElseGet(() -> new Seen(status, ContentMatch.UNKNOWN, false));
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

    Verdict unchanged(Seen seen) {
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
