package io.cognigydeploy.core.flows;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.flow.Resolution;
import io.cognigydeploy.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How source and target of a bundle stood. What flows consist of is not in it, only their hashes: it goes into one
 * record of the journal.
 *
 * @param flows those that are whole and meant, in order of their ids
 * @param invalid those that are meant and cannot be pushed
 * @param leftOut those that are not pushed by choice
 * @param notFound flows that the wish names and the source does not have
 * @param unplaced how many flows the platform lists without saying where they are
 * @param found what flows refer to and is there; a place and type that is not in it was not looked up
 * @param notListed types of references that the platform offers no list of
 */
record FlowBundleState(
        List<Item> flows,
        List<Invalid> invalid,
        List<Manifest.LeftOut> leftOut,
        List<String> notFound,
        int unplaced,
        List<Found> found,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReferenceType> notListed) {

    FlowBundleState {
        flows = List.copyOf(flows);
        invalid = List.copyOf(invalid);
        leftOut = List.copyOf(leftOut);
        notFound = List.copyOf(notFound);
        found = List.copyOf(found);
        // Journals of before do not have it.
        notListed = notListed == null ? List.of() : List.copyOf(notListed);
    }

    /** A flow, and what of it is in the target. */
    record Item(FlowDocument.Summary flow, Optional<FlowDifference.Standing> before) {}

    /** What is wrong with a flow; the first faults of it. */
    record Invalid(String id, List<String> problems, int more) {
        @Override
        public String toString() {
            return id + ": " + String.join(" ", problems) + (more == 0 ? "" : " And " + more + " more.");
        }
    }

    /** Those of the needed ids that are there. */
    record Found(String environmentId, ReferenceType type, List<String> ids) {}

    static FlowBundleState of(Plan plan) {
        try {
            return Json.MAPPER.treeToValue(plan.state(), FlowBundleState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the plan's state cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    FlowDifference difference(FlowBundle wish) {
        Map<String, FlowDifference.Standing> target = new LinkedHashMap<>();
        flows.forEach(
                item -> item.before().ifPresent(before -> target.put(item.flow().id(), before)));
        FlowDifference difference =
                FlowDifference.between(flows.stream().map(Item::flow).toList(), target);
        return wish.allowsDowngrades() ? difference.allowingDowngrades() : difference;
    }

    Resolution resolution(FlowBundle wish) {
        DependencyResolver resolver = DependencyResolver.into(wish.environmentId())
                .leavingOut(leftOut.stream().map(Manifest.LeftOut::id).toList());
        for (Found some : found) {
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
        return wish.allowsNewCircles() ? resolution.allowingNewCircles() : resolution;
    }

    /** The flows that differ from the target, in the order in which they are pushed. */
    List<FlowDifference.Entry> toPush(FlowBundle wish) {
        Map<String, FlowDifference.Entry> differing = new LinkedHashMap<>();
        difference(wish)
                .toPush()
                .forEach(entry -> differing.putIfAbsent(entry.flow().id(), entry));
        List<FlowDifference.Entry> ordered = new ArrayList<>();
        for (String id : resolution(wish).order()) {
            Optional.ofNullable(differing.get(id)).ifPresent(ordered::add);
        }
        return ordered;
    }
}
