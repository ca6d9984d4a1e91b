package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDifference.Standing;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.flows.PackedFlows.Item;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Flows are what they were before they were packed. */
class PackedFlowsTest {

    private static final String HASH = "0123456789abcdef".repeat(4);

    private static final List<Item> ITEMS = List.of(
            new Item(flow("flow_2", "Two", HASH, Optional.of("env_dev")), Optional.empty()),
            new Item(
                    flow("flow_10", "x".repeat(30_000), "not a hash", Optional.empty()),
                    Optional.of(new Standing("0.9.0", Optional.of(HASH)))),
            new Item(
                    flow("flow_1", "\u0000 \uD800 \uD83D\uDE00", HASH.toUpperCase(Locale.ROOT), Optional.of("")),
                    Optional.of(new Standing("", Optional.empty()))),
            new Item(flow("flow_10", "", "f" + HASH.substring(1), Optional.of("env_dev")), Optional.empty()));

    private static FlowDocument.Summary flow(String id, String name, String hash, Optional<String> environmentId) {
        List<Reference> references = List.of(
                new Reference(ReferenceType.FLOW, "flow_2", "env_dev"),
                new Reference(ReferenceType.INTENT, "intent_1", "env_dev"),
                new Reference(ReferenceType.VARIABLE, "v".repeat(30_000), "env_prod"));
        return new FlowDocument.Summary(id, name, "1.0.0", environmentId, hash, references);
    }

    @Test
    void flowsAreMadeAgainAsTheyWere() {
        assertThat(PackedFlows.of(ITEMS)).isEqualTo(ITEMS);
        assertThat(PackedFlows.of(List.of())).isEmpty();
    }

    @Test
    void flowsInOrderAreFoundByTheirIds() {
        PackedFlows flows = PackedFlows.of(ITEMS).inOrder();

        assertThat(flows).containsExactly(ITEMS.get(2), ITEMS.get(3), ITEMS.get(1), ITEMS.get(0));
        assertThat(flows.first("flow_1")).isZero();
        assertThat(flows.first("flow_10")).isEqualTo(1);
        assertThat(flows.first("flow_2")).isEqualTo(3);
        assertThat(flows.first("flow_3")).isEqualTo(4);
    }
}
