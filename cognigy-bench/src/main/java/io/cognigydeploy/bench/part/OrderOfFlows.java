package io.cognigydeploy.bench.part;

import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.DependencyResolver.Dependent;
import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.traverse.TopologicalOrderIterator;

/** The order in which flows can be pushed, of flows in layers that refer to the layer before. */
final class OrderOfFlows {

    private static final int LAYER = 100;
    private static final int REFERENCES = 5;
    private static final String ENVIRONMENT = "env_prod";

    private OrderOfFlows() {}

    static Part part(int references) {
        List<Dependent> flows = flows(references / REFERENCES);
        if (byResolver(flows) != flows.size() || byJGraphT(flows) != flows.size()) {
            throw new IllegalStateException("An order does not have all flows.");
        }
        return new Part(
                String.format("order of %,d flows with %,d references", flows.size(), references),
                () -> byResolver(flows),
                Map.of("JGraphT, Kosaraju and topological order", () -> byJGraphT(flows)),
                Map.of());
    }

    /** Returns flows of which each refers to some of the layer before it. */
    private static List<Dependent> flows(int count) {
        Random random = new Random(1);
        List<Dependent> flows = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            int layer = number / LAYER;
            List<Reference> references = layer == 0
                    ? List.of()
                    : IntStream.range(0, REFERENCES)
                            .map(one -> (layer - 1) * LAYER + random.nextInt(LAYER))
                            .mapToObj(flow -> new Reference(ReferenceType.FLOW, id(flow), ENVIRONMENT))
                            .toList();
            flows.add(new Dependent(id(number), Optional.of(ENVIRONMENT), "1.0.0", references));
        }
        return flows;
    }

    private static String id(int number) {
        return String.format("flow_%06d", number);
    }

    private static int byResolver(List<Dependent> flows) {
        Resolution resolution = DependencyResolver.into(ENVIRONMENT).resolve(flows);
        return resolution.levels().stream().mapToInt(List::size).sum();
    }

    private static int byJGraphT(List<Dependent> flows) {
        Graph<String, DefaultEdge> graph = new DefaultDirectedGraph<>(DefaultEdge.class);
        flows.forEach(flow -> graph.addVertex(flow.id()));
        flows.forEach(flow -> flow.references().forEach(reference -> graph.addEdge(reference.id(), flow.id())));
        List<Set<String>> components = new KosarajuStrongConnectivityInspector<>(graph).stronglyConnectedSets();
        int ordered = 0;
        for (var order = new TopologicalOrderIterator<>(graph); order.hasNext(); order.next()) {
            ordered++;
        }
        return Math.min(components.size(), ordered);
    }
}
