package io.cognigydeploy.core.flows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.core.flow.FlowDocument;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a bundle, whole, as they are sent. They are exported again when their turn comes and only taken if their
 * hash is the planned one, so that neither journal nor memory has to hold all of them, and a resumed run sends what was
 * planned or nothing. One look at the list fetches those that come next as well; they wait as text, of which a flow in
 * memory is ten times the size.
 *
 * <p>For one thread.
 */
final class FlowSource {

    /** Leaves nothing out: a member without a value is one all the same. */
    private static final JsonMapper EXACT = new JsonMapper();

    private static final int MAX_FLOWS = 100;
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private final CognigyClient cognigy;
    private final String environmentId;
    private final List<FlowDocument.Summary> inOrder;
    private final Map<String, byte[]> fetched = new HashMap<>();

    FlowSource(CognigyClient cognigy, String environmentId, List<FlowDocument.Summary> inOrder) {
        this.cognigy = cognigy;
        this.environmentId = environmentId;
        this.inOrder = inOrder;
    }

    /** Fetches a flow; empty if it can be taken, or else why not. */
    Optional<String> fetch(FlowDocument.Summary flow) {
        if (fetched.containsKey(flow.id())) {
            return Optional.empty();
        }
        int from = inOrder.indexOf(flow);
        Map<String, String> next = new HashMap<>();
        inOrder.subList(from, Math.min(from + MAX_FLOWS, inOrder.size()))
                .forEach(one -> next.put(one.id(), one.contentHash()));
        fetched.clear();
        String found = "there is no longer";
        try {
            long bytes = 0;
            for (Flow one : cognigy.lists().flows()) {
                boolean isThis = one.id().equals(flow.id());
                @Nullable String hash = next.get(one.id());
                if (hash == null || !one.environmentId().equals(Optional.of(environmentId))) {
                    continue;
                }
                FlowDocument document = FlowDocument.of(one);
                boolean asPlanned = hash(document).equals(Optional.of(hash));
                if (isThis && !asPlanned) {
                    found = "has been changed since the plan was made";
                }
                if (asPlanned && (isThis || bytes < MAX_BYTES)) {
                    byte[] text = EXACT.writeValueAsBytes(one);
                    bytes += text.length;
                    fetched.put(one.id(), text);
                }
            }
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.of("flow " + flow.id() + " could not be exported: " + e.getMessage());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A flow that was read can be written", e);
        }
        return fetched.containsKey(flow.id())
                ? Optional.empty()
                : Optional.of("flow " + flow.id() + " of " + environmentId + " " + found);
    }

    /** A flow that was fetched; it is let go. */
    Flow take(String id) {
        byte @Nullable [] text = fetched.remove(id);
        if (text == null) {
            throw new IllegalStateException("flow " + id + " was not fetched");
        }
        try {
            return EXACT.readValue(text, Flow.class);
        } catch (IOException e) {
            throw new IllegalStateException("A flow that was written can be read", e);
        }
    }

    private static Optional<String> hash(FlowDocument document) {
        try {
            return Optional.of(document.contentHash());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
