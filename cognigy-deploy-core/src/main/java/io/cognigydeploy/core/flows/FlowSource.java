package io.cognigydeploy.core.flows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.platform.Reading;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The complete flows of a bundle, as they are sent. Each flow is exported again before its import and used only if its
 * hash is the planned one. Neither journal nor memory therefore stores all of them, and a resumed run sends the planned
 * content or nothing. One read of the list fetches the next flows as well. They are kept serialized; parsed they take
 * ten times the memory.
 *
 * <p>Not thread-safe.
 */
final class FlowSource {

    /** Writes every member, including those without a value. */
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

    /** Fetches a flow; returns why it cannot be sent, or empty. */
    Optional<String> fetch(FlowDocument.Summary flow) {
        if (fetched.containsKey(flow.id())) {
            return Optional.empty();
        }
        int from = inOrder.indexOf(flow);
        Map<String, String> next = new HashMap<>();
        inOrder.subList(from, Math.min(from + MAX_FLOWS, inOrder.size()))
                .forEach(one -> next.put(one.id(), one.contentHash()));
        fetched.clear();
        return Reading.orElse(
                () -> fetch(flow, next),
                e -> Optional.of("flow " + flow.id() + " could not be exported: " + e.getMessage()));
    }

    private Optional<String> fetch(FlowDocument.Summary flow, Map<String, String> next) {
        String found = "no longer exists";
        long bytes = 0;
        for (Flow one : cognigy.lists().flows()) {
            boolean isThis = one.id().equals(flow.id());
            @Nullable String hash = next.get(one.id());
            if (hash == null || !one.environmentId().equals(Optional.of(environmentId))) {
                continue;
            }
            boolean asPlanned = FlowDocument.of(one).exactHash().equals(Optional.of(hash));
            if (isThis && !asPlanned) {
                found = "has been changed since the plan was made";
            }
            if (asPlanned && (isThis || bytes < MAX_BYTES)) {
                byte[] text = written(one);
                bytes += text.length;
                fetched.put(one.id(), text);
            }
        }
        return fetched.containsKey(flow.id())
                ? Optional.empty()
                : Optional.of("flow " + flow.id() + " of " + environmentId + " " + found);
    }

    private static byte[] written(Flow flow) {
        try {
            return EXACT.writeValueAsBytes(flow);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A flow that was read could not be written.", e);
        }
    }

    /** Returns a fetched flow and releases its text. */
    Flow take(String id) {
        byte @Nullable [] text = fetched.remove(id);
        if (text == null) {
            throw new IllegalStateException("flow " + id + " was not fetched");
        }
        try {
            return EXACT.readValue(text, Flow.class);
        } catch (IOException e) {
            throw new IllegalStateException("A flow that was written could not be read.", e);
        }
    }
}
