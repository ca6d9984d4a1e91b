package io.cognigydeploy.core;

import io.cognigydeploy.core.DependencyResolver.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link DependencyResolver} found. Does not depend on the order in which flows and references came in.
 *
 * @param levels the ids of all flows, each once. A flow refers only to flows of earlier levels, so the flows of one
 *     level may be pushed at the same time once all levels before it are there. Flows that refer to one another in a
 *     circle share a level: nothing puts them in order
 * @param missing references to what will not be there, by flow
 * @param cycles one for each set of flows that all depend on one another
 * @param duplicates ids that more than one flow has
 * @param dependencies by flow, in order of its id, what it refers to, each once and in order
 */
public record Resolution(
        List<List<String>> levels,
        List<Missing> missing,
        List<Cycle> cycles,
        List<Duplicate> duplicates,
        Map<String, List<Reference>> dependencies) {

    private static final int SHOWN = 5;

    /**
     * A reference to what will not be there after the flows have been pushed, or may not be.
     *
     * @param soughtIn the environment in which it has to be: the target, unless it stays in another
     */
    public record Missing(String flowId, Reference reference, String soughtIn, Why why) {

        /** Why a reference counts as missing. */
        public enum Why {
            /** Neither among the flows to push nor in the environment. */
            ABSENT("is not there"),
            /** Not in the environment, and the flow that would bring it there is left out. */
            LEFT_OUT("is left out and not there"),
            /** The flows to push have one of this id, but from another environment than the reference names. */
            FROM_ANOTHER_ENVIRONMENT("would come from another environment than the one that is named"),
            /** Nobody has looked what is there. */
            NOT_LOOKED_UP("was not looked for");

            private final String words;

            Why(String words) {
                this.words = words;
            }
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
     */
    public record Cycle(List<String> path, List<String> flowIds) {
        public Cycle {
            path = List.copyOf(path);
            flowIds = List.copyOf(flowIds);
        }

        @Override
        public String toString() {
            return String.join(" → ", path);
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
            List<String> from = new ArrayList<>();
            copies.forEach(copy ->
                    from.add(copy.version() + " of " + copy.environmentId().orElse("an unknown environment")));
            return flowId + " (" + String.join(", ", from) + ")";
        }
    }

    /** A resolution that later changes to the arguments cannot reach. */
    public Resolution {
        levels = levels.stream().map(List::copyOf).toList();
        missing = List.copyOf(missing);
        cycles = List.copyOf(cycles);
        duplicates = List.copyOf(duplicates);
    }

    /** The ids of all flows in the order in which to push them: what a flow refers to comes before it. */
    public List<String> order() {
        return levels.stream().flatMap(List::stream).toList();
    }

    /** Whether nothing is missing, twice there or in a circle. */
    public boolean isSound() {
        return missing.isEmpty() && cycles.isEmpty() && duplicates.isEmpty();
    }

    /**
     * The same as a verdict. If all that is wrong is that something was not looked up, that is {@link
     * Verdict.Inconclusive}.
     */
    public Verdict verdict() {
        List<Evidence> evidence = List.of(
                Evidence.of("flows", dependencies.size()),
                Evidence.of("levels", levels.size()),
                Evidence.of("missing references", missing.size()),
                Evidence.of("cycles", cycles.size()),
                Evidence.of("duplicate ids", duplicates.size()));
        if (isSound()) {
            return new Verdict.Pass("everything that the flows refer to will be there", evidence);
        }
        List<String> against = new ArrayList<>();
        if (!missing.isEmpty()) {
            against.add("missing: " + some(missing));
        }
        if (!cycles.isEmpty()) {
            against.add("in a circle: " + some(cycles));
        }
        if (!duplicates.isEmpty()) {
            against.add("the same id more than once: " + some(duplicates));
        }
        String reason = String.join("; ", against);
        boolean open = cycles.isEmpty()
                && duplicates.isEmpty()
                && missing.stream().allMatch(one -> one.why() == Missing.Why.NOT_LOOKED_UP);
        return open ? new Verdict.Inconclusive(reason, evidence) : new Verdict.Fail(reason, evidence);
    }

    private static String some(List<?> all) {
        StringBuilder text = new StringBuilder();
        for (Object one : all.subList(0, Math.min(SHOWN, all.size()))) {
            text.append(text.length() == 0 ? "" : ", ").append(one);
        }
        return all.size() <= SHOWN
                ? text.toString()
                : text.append(" and ")
                        .append(all.size() - SHOWN)
                        .append(" more")
                        .toString();
    }
}
