package io.cognigydeploy.core.flows;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.flow.Resolution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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
        List<Item> flows,
        List<Invalid> invalid,
        List<Manifest.LeftOut> leftOut,
        List<String> notFound,
        int unplaced,
        List<FoundReferences> found,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReferenceType> notListed) {

    FlowBundleState {
        flows = List.copyOf(flows);
        invalid = List.copyOf(invalid);
        leftOut = List.copyOf(leftOut);
        notFound = List.copyOf(notFound);
        found = List.copyOf(found);
        // Absent in journals of earlier versions.
        notListed = notListed == null ? List.of() : List.copyOf(notListed);
    }

    /** A flow of the source and its state in the target. */
    record Item(FlowDocument.Summary flow, Optional<FlowDifference.Standing> before) {}

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
        FlowDifference difference =
                FlowDifference.between(flows.stream().map(Item::flow).toList(), target);
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
                .resolve(flows.stream().map(item -> item.flow().dependent()).toList());
        return deployment.allowsNewCircles() ? resolution.allowingNewCircles() : resolution;
    }

    /** Returns the flows that differ from the target, in the order of their imports. */
    List<FlowDifference.ComparedFlow> toPush(FlowBundle deployment) {
        Map<String, FlowDifference.ComparedFlow> differing = difference(deployment).toPush().stream()
                .collect(Collectors.toMap(entry -> entry.flow().id(), Function.identity(), (first, again) -> first));
        return resolution(deployment).order().stream()
                .flatMap(id -> Optional.ofNullable(differing.get(id)).stream())
                .toList();
    }
}
