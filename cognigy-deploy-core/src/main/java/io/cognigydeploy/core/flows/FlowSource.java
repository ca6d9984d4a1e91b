package io.cognigydeploy.core.flows;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.core.flow.FlowDocument;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The complete flows of a bundle, as they are sent. One walk of the list exports them all, before the first import, and
 * a flow is used only if its hash is the planned one. So a resumed run sends the planned content or nothing. They are
 * kept in a temporary file that is deleted when it is closed, because memory and journal have no room for all of them.
 *
 * <p>Not thread-safe.
 */
final class FlowSource {

    /** Writes every member, including those without a value. */
    private static final JsonMapper EXACT = new JsonMapper();

    private final CognigyClient cognigy;
    private final String environmentId;
    private final List<FlowDocument.Summary> flows;
    private final Set<String> changed = new HashSet<>();
    private @Nullable FlowSpool spool;
    private Optional<Flow> fetched = Optional.empty();

    FlowSource(CognigyClient cognigy, String environmentId, List<FlowDocument.Summary> flows) {
        this.cognigy = cognigy;
        this.environmentId = environmentId;
        this.flows = flows;
    }

    /** Fetches a flow; returns why it cannot be sent, or empty. */
    Optional<String> fetch(FlowDocument.Summary flow) {
        String name = "flow " + flow.id();
        try {
            FlowSpool exported = spool == null ? export() : spool;
            spool = exported;
            if (!exported.has(flow.id())) {
                return Optional.of(name + " of " + environmentId
                        + (changed.contains(flow.id())
                                ? " has been changed since the plan was made"
                                : " no longer exists"));
            }
            fetched = Optional.of(EXACT.readValue(exported.read(flow.id()), Flow.class));
            return Optional.empty();
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.of(name + " could not be exported: " + e.getMessage());
        } catch (IOException e) {
            return Optional.of(name + " could not be kept in a temporary file: " + e.getMessage());
        }
    }

    private FlowSpool export() throws IOException {
        Map<String, String> planned = new HashMap<>();
        flows.forEach(flow -> planned.put(flow.id(), flow.contentHash()));
        FlowSpool exported = FlowSpool.open();
        try {
            for (Flow flow : ListedFlows.all(cognigy)) {
                if (flow.environmentId().equals(Optional.of(environmentId)) && planned.containsKey(flow.id())) {
                    keep(flow, planned.get(flow.id()), exported);
                }
            }
            return exported;
        } catch (IOException | RuntimeException e) {
            exported.close();
            throw e;
        }
    }

    private void keep(Flow flow, String hash, FlowSpool exported) throws IOException {
        if (FlowDocument.of(flow).exactHash().equals(Optional.of(hash))) {
            exported.add(flow.id(), EXACT.writeValueAsBytes(flow));
        } else {
            changed.add(flow.id());
        }
    }

    /** Returns the flow that was fetched last. */
    Flow fetched() {
        return fetched.orElseThrow();
    }
}
