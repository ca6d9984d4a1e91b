package io.cognigydeploy.core.flows;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.FlowDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells what of a flow is in the target. Its status is asked first; where that does not tell what the flow holds, or by
 * a hash that is neither of ours, the list of flows is read. How the platform makes its hash is not documented, so one
 * that agrees is a proof and one that does not is none.
 */
record DeployedFlow(
        CognigyClient cognigy,
        String environmentId,
        FlowDocument.Summary ours,
        Optional<FlowDifference.Standing> before) {

    /** What a flow holds. */
    enum Content {
        /** What is, or was, pushed. */
        OURS,
        /** What was there before; nothing, if nothing was. */
        BEFORE,
        OTHER,
        UNKNOWN
    }

    /**
     * How the flow stands; the status is absent if the platform knows no such flow there.
     *
     * @param isListed whether the content was found in the list of flows, because the status has no hash or version to
     *     know it by
     */
    record Seen(Optional<FlowStatus> status, Content content, boolean isListed) {

        boolean isInState(JobState state) {
            return status.filter(told -> told.state().equals(state)).isPresent();
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
     * What the status alone says that the flow holds; empty if a hash is neither of ours, if it says nothing of that, or if
     * a flow that was there has none: a platform may keep the status of imports alone.
     */
    private Optional<Content> stated(Optional<FlowStatus> status) {
        if (status.isEmpty()) {
            return before.isEmpty() ? Optional.of(Content.BEFORE) : Optional.empty();
        }
        Optional<String> hash = status.get().contentHash();
        if (hash.isPresent()) {
            return hash.map(this::byHash).filter(content -> content != Content.OTHER);
        }
        Optional<String> version = status.get().version();
        Optional<String> previous = before.map(FlowDifference.Standing::version);
        if (version.isPresent() && !previous.equals(Optional.of(ours.version()))) {
            return Optional.of(
                    version.get().equals(ours.version())
                            ? Content.OURS
                            : version.equals(previous) ? Content.BEFORE : Content.OTHER);
        }
        return Optional.empty();
    }

    private Seen listed(Optional<FlowStatus> status) {
        Optional<String> hash = status.flatMap(FlowStatus::contentHash);
        for (Flow flow : cognigy.lists().flows()) {
            if (flow.id().equals(ours.id()) && flow.environmentId().equals(Optional.of(environmentId))) {
                try {
                    String listed = FlowDocument.of(flow).contentHash();
                    // A status that agrees shows that the platform makes its hashes as we do.
                    return new Seen(status, byHash(listed), !hash.equals(Optional.of(listed)));
                } catch (IllegalArgumentException e) {
                    return new Seen(status, Content.UNKNOWN, false);
                }
            }
        }
        if (before.isEmpty()) {
            return new Seen(status, Content.BEFORE, true);
        }
        return new Seen(status, status.isEmpty() ? Content.OTHER : Content.UNKNOWN, false);
    }

    private Content byHash(String hash) {
        if (hash.equals(ours.contentHash())) {
            return Content.OURS;
        }
        return before.flatMap(FlowDifference.Standing::contentHash).equals(Optional.of(hash))
                ? Content.BEFORE
                : Content.OTHER;
    }

    /** Whether the target holds what it held before. */
    Verdict unchanged() {
        try {
            return unchanged(look());
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Verdict.inconclusive("what flow " + ours.id() + " holds could not be read: " + e.getMessage());
        }
    }

    private Verdict unchanged(Seen seen) {
        String flow = "flow " + ours.id();
        if (seen.isInState(JobState.RUNNING)) {
            return new Verdict.Inconclusive(flow + " is being worked on", seen.evidence());
        }
        return switch (seen.content()) {
            case BEFORE ->
                new Verdict.Pass(
                        before.map(was -> flow + " is at " + was.version() + ", as it was")
                                .orElse(flow + " is not in " + environmentId + ", as it was"),
                        seen.evidence());
            case OURS -> new Verdict.Fail(flow + " is still what was pushed", seen.evidence());
            case OTHER -> new Verdict.Fail(flow + " is not what it was before", seen.evidence());
            case UNKNOWN ->
                new Verdict.Inconclusive(
                        "the platform does not tell what flow " + ours.id() + " holds", seen.evidence());
        };
    }
}
