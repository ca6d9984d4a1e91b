package io.cognigydeploy.core.flows;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.flow.Resolution;
import io.cognigydeploy.core.text.ListView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a bundle's source and target before the run. It has the hashes of flows, not their contents, because it
 * is stored in one journal record.
 *
 * @param flows the valid selected flows, in order of their ids
 * @param invalid the selected flows that cannot be pushed
 * @param leftOut the flows left out by choice
 * @param notFound ids in the deployment that the source does not have
 * @param unplaced the number of flows that the platform lists without an environment
 * @param found the referenced ids that exist; an environment and type without an entry was not looked up
 * @param notListed types of references without a list on this platform
 */
record FlowBundleState(
        List<PackedFlows.Item> flows,
        List<Invalid> invalid,
        List<Manifest.LeftOut> leftOut,
        List<String> notFound,
        int unplaced,
        List<FoundReferences> found,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReferenceType> notListed) {

    FlowBundleState {
        flows = PackedFlows.of(flows);
        invalid = List.copyOf(invalid);
        leftOut = List.copyOf(leftOut);
        notFound = List.copyOf(notFound);
        found = List.copyOf(found);
        // Absent in journals of earlier versions.
        notListed = notListed == null ? List.of() : List.copyOf(notListed);
    }

    /** The first faults of an invalid flow and the number of further ones. */
    record Invalid(String id, List<String> problems, int more) {
        @Override
        public String toString() {
            return id + ": " + String.join(" ", problems) + (more == 0 ? "" : " And " + more + " more.");
        }
    }

    /** The needed ids of one type that exist in an environment. */
    record FoundReferences(String environmentId, ReferenceType type, List<String> ids) {}

    FlowDifference difference(FlowBundle deployment) {
        Map<String, FlowDifference.Standing> target = new LinkedHashMap<>();
        flows.forEach(
                item -> item.before().ifPresent(before -> target.put(item.flow().id(), before)));
        FlowDifference difference = FlowDifference.between(
                flows.stream().map(PackedFlows.Item::flow).toList(), target);
        return deployment.allowsDowngrades() ? difference.allowingDowngrades() : difference;
    }

    Resolution resolution(FlowBundle deployment) {
        DependencyResolver resolver = DependencyResolver.into(deployment.environmentId())
                .leavingOut(leftOut.stream().map(Manifest.LeftOut::id).toList());
        for (FoundReferences some : found) {
            resolver = resolver.existingIn(some.environmentId(), some.type(), some.ids());
        }
        for (ReferenceType type : notListed) {
            resolver = resolver.notListed(type);
        }
        Resolution resolution = resolver.notListed(ReferenceType.VARIABLE)
                .existing(
                        ReferenceType.FLOW,
                        flows.stream()
                                .filter(item -> item.before().isPresent())
                                .map(item -> item.flow().id())
                                .toList())
                .resolve(dependents(flows));
        return deployment.allowsNewCircles() ? resolution.allowingNewCircles() : resolution;
    }

    /** Returns the flows for a resolver. Each is made at each access. */
    static List<DependencyResolver.Dependent> dependents(List<PackedFlows.Item> flows) {
        return new ListView<>(flows.size(), place -> flows.get(place).flow().dependent());
    }

    /** Returns the flows that differ from the target, in the order of their imports. Each is made at each access. */
    List<PackedFlows.Item> toPush(FlowBundle deployment) {
        PackedFlows packed = PackedFlows.of(flows);
        List<String> order = resolution(deployment).order();
        int[] places = order.stream()
                .mapToInt(id -> toPush(id, packed))
                .filter(place -> place < packed.size())
                .toArray();
        return new ListView<>(places.length, at -> packed.get(places[at]));
    }

    /** Returns the place of the first flow of this id that differs from the target, or the size. */
    private static int toPush(String id, PackedFlows flows) {
        for (int place = flows.first(id); place < flows.size(); place++) {
            PackedFlows.Item item = flows.get(place);
            if (!item.flow().id().equals(id)) {
                break;
            }
            if (item.isPushed()) {
                return place;
            }
        }
        return flows.size();
    }
}
