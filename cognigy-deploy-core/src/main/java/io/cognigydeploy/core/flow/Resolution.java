package io.cognigydeploy.core.flow;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.text.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a {@link DependencyResolver}. It does not depend on the order of the given flows and references.
 *
 * @param levels the ids of all flows, each once. A flow refers only to flows of earlier levels, so the flows of one
 *     level may be pushed at the same time once all levels before it are there. In a circle, only references to flows
 *     that are not in the target put flows in order
 * @param missing references whose target will not be there, by flow
 * @param cycles one for each set of flows that all depend on one another
 * @param duplicates the ids of more than one flow
 * @param dependencies the references of each flow, in order of its id, each once and in order
 * @param newCirclesAllowed whether flows that are not in the target may depend on one another
 */
public record Resolution(
        List<List<String>> levels,
        List<Missing> missing,
        List<Cycle> cycles,
        List<Duplicate> duplicates,
        Map<String, List<Reference>> dependencies,
        boolean newCirclesAllowed) {

    /**
     * A reference whose target will not, or may not, be there after the flows have been pushed.
     *
     * @param soughtIn the environment that it has to be in: the target, unless it stays in another
     */
    public record Missing(String flowId, Reference reference, String soughtIn, Why why) {

        /** The reasons why a reference counts as missing. */
        public enum Why {
            /** Neither among the flows to push nor in the environment. */
            ABSENT("is not there"),
            /** Not in the environment, and the flow that would bring it there is left out. */
            LEFT_OUT("is left out and not there"),
            /** The flows to push have one of this id, but from another environment than that of the reference. */
            FROM_ANOTHER_ENVIRONMENT("would come from another environment than the one that is named"),
            /** No ids of this type were given for the environment. */
            NOT_LOOKED_UP("was not looked for"),
            /** The platform offers no list to check it against. */
            NOT_LISTED("cannot be looked for, because this platform does not offer a list of its type");

            private final String words;

            Why(String words) {
                this.words = words;
            }
        }

        private boolean isOpen() {
            return why == Why.NOT_LOOKED_UP || why == Why.NOT_LISTED;
        }

        @Override
        public String toString() {
            return flowId + " needs " + reference + " in " + soughtIn + ", which " + why.words;
        }
    }

    /**
     * Flows that depend on one another, so that none can be first.
     *
     * @param path a short way around, the first flow repeated at the end
     * @param flowIds all flows that depend on one another here
     * @param newFlowIds those of them that are not in the target. If there are none, any order will do
     */
    public record Cycle(List<String> path, List<String> flowIds, List<String> newFlowIds) {
        public Cycle {
            path = List.copyOf(path);
            flowIds = List.copyOf(flowIds);
            newFlowIds = List.copyOf(newFlowIds);
        }

        /** Returns whether a flow of the circle is not in the target. */
        public boolean isNew() {
            return !newFlowIds.isEmpty();
        }

        /** Returns the path, of bounded length. */
        @Override
        public String toString() {
            return Listing.path(path);
        }
    }

    /** An id that more than one flow has. Only one of them can be in the target. */
    public record Duplicate(String flowId, List<Copy> copies) {

        /** One of the flows with the id. */
        public record Copy(Optional<String> environmentId, String version) {}

        public Duplicate {
            copies = List.copyOf(copies);
        }

        @Override
        public String toString() {
            List<String> from = copies.stream()
                    .map(copy -> copy.version() + " of " + copy.environmentId().orElse("an unknown environment"))
                    .toList();
            return flowId + " (" + Listing.of(from) + ")";
        }
    }

    /** Copies the arguments, so that later changes to them have no effect. */
    public Resolution {
        levels = levels.stream().map(List::copyOf).toList();
        missing = List.copyOf(missing);
        cycles = List.copyOf(cycles);
        duplicates = List.copyOf(duplicates);
    }

    /** Returns the ids of all flows in the order of pushing: the references of a flow come before it. */
    public List<String> order() {
        return levels.stream().flatMap(List::stream).toList();
    }

    /** Returns a resolution like this one in which flows that are not in the target may depend on one another. */
    public Resolution allowingNewCircles() {
        return new Resolution(levels, missing, cycles, duplicates, dependencies, true);
    }

    /** Returns whether nothing is missing or duplicated, and no circle is an obstacle. */
    public boolean isSound() {
        return missing.isEmpty() && refusedCircles().isEmpty() && duplicates.isEmpty();
    }

    private List<Cycle> refusedCircles() {
        return newCirclesAllowed
                ? List.of()
                : cycles.stream().filter(Cycle::isNew).toList();
    }

    /**
     * Returns the resolution as a verdict. If the only faults are references that were not, or cannot be, looked up,
     * the verdict is {@link Verdict.Inconclusive}.
     */
    public Verdict verdict() {
        List<Evidence> evidence = new ArrayList<>(List.of(
                Evidence.of("flows", dependencies.size()),
                Evidence.of("levels", levels.size()),
                Evidence.of("missing references", missing.size()),
                Evidence.of("cycles", cycles.size()),
                Evidence.of("duplicate ids", duplicates.size())));
        List<Cycle> known = cycles.stream().filter(cycle -> !cycle.isNew()).toList();
        if (!known.isEmpty()) {
            evidence.add(Evidence.of("in a circle in the target already", Listing.of(known)));
        }
        List<Cycle> allowed = cycles.stream().filter(Cycle::isNew).toList();
        if (!allowed.isEmpty() && newCirclesAllowed) {
            evidence.add(Evidence.of("new circle, allowed", Listing.of(allowed)));
        }
        if (isSound()) {
            return new Verdict.Pass("everything that the flows refer to will be there", evidence);
        }
        List<String> against = new ArrayList<>();
        if (!missing.isEmpty()) {
            against.add("missing: " + Listing.of(missing));
        }
        if (!refusedCircles().isEmpty()) {
            against.add("in a circle, and not all in the target: " + Listing.of(refusedCircles()));
        }
        if (!duplicates.isEmpty()) {
            against.add("the same id more than once: " + Listing.of(duplicates));
        }
        String reason = String.join("; ", against);
        boolean open = refusedCircles().isEmpty()
                && duplicates.isEmpty()
                && missing.stream().allMatch(Missing::isOpen);
        return open ? new Verdict.Inconclusive(reason, evidence) : new Verdict.Fail(reason, evidence);
    }
}
