package io.cognigydeploy.core.flows;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Paged;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.core.flow.FlowDocument;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The contents of a bundle's flows in the target, by the list of flows. One walk of the list answers once for each flow;
 * the second question about a flow begins a new walk. Statuses that do not show the content are kept for the walk.
 *
 * <p>Not thread-safe.
 */
final class ListedFlows {

    /** Two million rows in usual pages. */
    private static final int MAX_PAGES = 20_000;

    private final CognigyClient cognigy;
    private final String environmentId;
    private final List<FlowDocument.Summary> flows;
    private final Set<String> unasked = new HashSet<>();
    private final Map<String, AsListed> walked = new HashMap<>();
    private final Map<String, FlowStatus> statuses = new HashMap<>();

    /**
     * A flow of the list.
     *
     * @param hash the hash of its content; empty if the content has no exact form
     */
    record AsListed(Optional<String> hash) {}

    ListedFlows(CognigyClient cognigy, String environmentId, List<FlowDocument.Summary> flows) {
        this.cognigy = cognigy;
        this.environmentId = environmentId;
        this.flows = flows;
    }

    /** Returns the list of the flows of all environments, which has a row for each flow and environment. */
    static Paged<Flow> all(CognigyClient cognigy) {
        return cognigy.lists().flows().maxPages(MAX_PAGES);
    }

    /** Returns a flow as it was listed after the last change; empty if it was not listed. */
    Optional<AsListed> find(String id) {
        if (!unasked.remove(id)) {
            walk();
            unasked.remove(id);
        }
        return Optional.ofNullable(walked.remove(id));
    }

    /** Keeps the status of a flow at the end of its import. */
    void keep(String id, FlowStatus status) {
        statuses.put(id, status);
    }

    /** Returns the status that was kept. */
    Optional<FlowStatus> status(String id) {
        return Optional.ofNullable(statuses.get(id));
    }

    /** Discards what was read, because a flow is about to be changed. */
    void forget() {
        unasked.clear();
        walked.clear();
    }

    private void walk() {
        forget();
        Set<String> ids = new HashSet<>();
        flows.forEach(flow -> ids.add(flow.id()));
        for (Flow flow : all(cognigy)) {
            if (ids.contains(flow.id()) && flow.environmentId().equals(Optional.of(environmentId))) {
                walked.putIfAbsent(flow.id(), new AsListed(FlowDocument.of(flow).exactHash()));
            }
        }
        // Not before: a walk that breaks off has answered nothing.
        unasked.addAll(ids);
    }
}
