package io.cognigydeploy.core.flow;

import io.cognigydeploy.core.text.Argument;
import io.cognigydeploy.core.text.ListView;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A resolver of the order in which flows have to be pushed into an environment, and of their missing references.
 *
 * <pre>{@code
 * Resolution resolution = DependencyResolver.into("env_prod")
 *     .existing(ReferenceType.FLOW, flowIdsInProduction)
 *     .existing(ReferenceType.INTENT, intentIdsInProduction)
 *     .resolve(flows);
 * }</pre>
 *
 * <p>A reference names an environment. If that is the target, or one that flows are taken from, it is a reference into
 * the target: the flows will be there, and their needs have to be there too, pushed with them or before. A reference to
 * any other environment is checked against what exists in that environment.
 *
 * <p>A reference that was not looked up counts as missing, with a reason of its own. So a first resolution without any
 * {@code existing} lists the references to look up, and their environments.
 *
 * <p>Flows that refer to one another in a circle can be pushed only if one precedes a flow that it refers to. If all of
 * them are in the target already, that is no fault: any order works.
 *
 * <p>Pure and immutable. Time grows in proportion to the references.
 */
public final class DependencyResolver {

    /** The types of the references of a flow. */
    public enum ReferenceType {
        FLOW,
        INTENT,
        ENTITY,
        VARIABLE;

        private final String text = name().toLowerCase(Locale.ROOT);

        /** Returns the type of that name in a flow; empty if there is none. */
        public static Optional<ReferenceType> of(String text) {
            return Arrays.stream(values())
                    .filter(type -> type.text.equals(text))
                    .findFirst();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A reference that a flow states. */
    public record Reference(ReferenceType type, String id, String environmentId) implements Comparable<Reference> {

        private static final Comparator<Reference> ORDER = Comparator.comparing(Reference::type)
                .thenComparing(Reference::id)
                .thenComparing(Reference::environmentId);

        @Override
        public int compareTo(Reference other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return type + " " + id + " of " + environmentId;
        }
    }

    /**
     * A flow, with the members that resolving needs.
     *
     * @param environmentId the environment that it was taken from, if known
     */
    public record Dependent(String id, Optional<String> environmentId, String version, List<Reference> references) {
        public Dependent {
            references = List.copyOf(references);
        }
    }

    private record ReferenceScope(String environmentId, ReferenceType type) {}

    private final String target;
    private final Map<ReferenceScope, Set<String>> existing;
    private final Set<ReferenceType> notListed;
    private final Set<String> leftOut;

    private DependencyResolver(
            String target,
            Map<ReferenceScope, Set<String>> existing,
            Set<ReferenceType> notListed,
            Set<String> leftOut) {
        this.target = target;
        this.existing = existing;
        this.notListed = notListed;
        this.leftOut = leftOut;
    }

    /** Returns a resolver for flows to be pushed into this environment, without any knowledge of it yet. */
    public static DependencyResolver into(String targetEnvironmentId) {
        return new DependencyResolver(
                Argument.text("targetEnvironmentId", targetEnvironmentId), Map.of(), Set.of(), Set.of());
    }

    /** Returns a resolver for which these ids, with those given before, are all of the type in the target. */
    public DependencyResolver existing(ReferenceType type, Collection<String> ids) {
        return existingIn(target, type, ids);
    }

    /** Returns a resolver like {@link #existing(ReferenceType, Collection)} does, for any environment. */
    public DependencyResolver existingIn(String environmentId, ReferenceType type, Collection<String> ids) {
        Map<ReferenceScope, Set<String>> more = new HashMap<>(existing);
        more.merge(new ReferenceScope(environmentId, type), Set.copyOf(ids), DependencyResolver::union);
        return new DependencyResolver(target, Map.copyOf(more), notListed, leftOut);
    }

    /** Returns a resolver like this one that reports references to these flows as left out by choice. */
    public DependencyResolver leavingOut(Collection<String> flowIds) {
        return new DependencyResolver(target, existing, notListed, union(leftOut, flowIds));
    }

    /** Returns a resolver like this one for a platform that offers no list of this type to check references against. */
    public DependencyResolver notListed(ReferenceType type) {
        return new DependencyResolver(target, existing, union(notListed, Set.of(type)), leftOut);
    }

    private static <T> Set<T> union(Collection<T> some, Collection<T> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** The flows to resolve, in order of their ids. */
    private static final class Copies {

        private final List<Dependent> flows;
        private final String[] ids;
        /** The places of all flows, those of one id after another, and where each id begins in them. */
        private final int[] places;

        private final int[] begins;

        Copies(Collection<Dependent> given) {
            flows = given instanceof ListView<Dependent> view ? view : List.copyOf(given);
            String[] all = flows.stream().map(Dependent::id).toArray(String[]::new);
            places = IntStream.range(0, all.length)
                    .boxed()
                    .sorted(Comparator.comparing(place -> all[place]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            begins = IntStream.range(0, all.length)
                    .filter(at -> at == 0 || !all[places[at]].equals(all[places[at - 1]]))
                    .toArray();
            ids = Arrays.stream(begins).mapToObj(at -> all[places[at]]).toArray(String[]::new);
        }

        /** Returns the number of an id; negative if there is no flow of it. */
        int number(String id) {
            return Arrays.binarySearch(ids, id);
        }

        List<Dependent> of(int number) {
            int end = number + 1 < begins.length ? begins[number + 1] : places.length;
            return Arrays.stream(places, begins[number], end)
                    .mapToObj(flows::get)
                    .toList();
        }
    }

    /** Resolves the references of the flows against one another and against what exists. */
    public Resolution resolve(Collection<Dependent> flows) {
        Copies copies = new Copies(flows);
        String[] ids = copies.ids;
        Set<String> sources = new HashSet<>(Set.of(target));
        flows.forEach(flow -> flow.environmentId().ifPresent(sources::add));

        List<Graph.Edge> edges = new ArrayList<>();
        List<Resolution.Missing> missing = new ArrayList<>();
        List<Resolution.Duplicate> duplicates = new ArrayList<>();
        for (int number = 0; number < ids.length; number++) {
            List<Dependent> same = copies.of(number);
            if (same.size() > 1) {
                duplicates.add(duplicate(ids[number], same));
            }
            for (Reference reference : inOrder(same)) {
                boolean intoTarget = sources.contains(reference.environmentId());
                String place = intoTarget ? target : reference.environmentId();
                int pushed = intoTarget && reference.type() == ReferenceType.FLOW ? copies.number(reference.id()) : -1;
                if (pushed >= 0) {
                    edges.add(new Graph.Edge(number, pushed));
                }
                Optional<Resolution.Missing.Why> why =
                        pushed < 0 ? whyMissing(reference, place) : whyOther(reference, copies.of(pushed));
                if (why.isPresent()) {
                    missing.add(new Resolution.Missing(ids[number], reference, place, why.get()));
                }
            }
        }

        Graph.Components components = Graph.of(ids.length, edges).components();
        // Within a circle, flows in the target need not come first.
        List<Graph.Edge> ordering = edges.stream()
                .filter(edge -> components.of(edge.from()) != components.of(edge.to()) || isNew(ids[edge.to()]))
                .toList();
        return new Resolution(
                levels(ids, Graph.of(ids.length, ordering).components().levels()),
                missing,
                cycles(ids, components),
                duplicates,
                new Needs(copies),
                false);
    }

    /** The references of each flow, in order of the ids. They are made at each access, like the flows themselves. */
    private static final class Needs extends AbstractMap<String, List<Reference>> {

        private final Copies copies;

        Needs(Copies copies) {
            this.copies = copies;
        }

        @Override
        public @Nullable List<Reference> get(@Nullable Object id) {
            int number = id instanceof String text ? copies.number(text) : -1;
            return number < 0 ? null : inOrder(copies.of(number));
        }

        @Override
        public boolean containsKey(@Nullable Object id) {
            return get(id) != null;
        }

        @Override
        public Set<Entry<String, List<Reference>>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, List<Reference>>> iterator() {
                    return IntStream.range(0, size())
                            .<Entry<String, List<Reference>>>mapToObj(
                                    number -> Map.entry(copies.ids[number], inOrder(copies.of(number))))
                            .iterator();
                }

                @Override
                public int size() {
                    return copies.ids.length;
                }
            };
        }
    }

    private boolean isNew(String flowId) {
        return !existing.getOrDefault(new ReferenceScope(target, ReferenceType.FLOW), Set.of())
                .contains(flowId);
    }

    private static Resolution.Duplicate duplicate(String id, List<Dependent> same) {
        List<Resolution.Duplicate.Copy> copies = same.stream()
                .map(flow -> new Resolution.Duplicate.Copy(flow.environmentId(), flow.version()))
                .sorted(Comparator.comparing((Resolution.Duplicate.Copy copy) ->
                                copy.environmentId().orElse(""))
                        .thenComparing(Resolution.Duplicate.Copy::version))
                .toList();
        return new Resolution.Duplicate(id, copies);
    }

    /** Returns the needs of all flows, each once. */
    private static List<Reference> inOrder(List<Dependent> flows) {
        return flows.stream()
                .flatMap(flow -> flow.references().stream())
                .sorted()
                .distinct()
                .toList();
    }

    private Optional<Resolution.Missing.Why> whyMissing(Reference reference, String place) {
        @Nullable Set<String> there = existing.get(new ReferenceScope(place, reference.type()));
        if (there == null) {
            return Optional.of(
                    notListed.contains(reference.type())
                            ? Resolution.Missing.Why.NOT_LISTED
                            : Resolution.Missing.Why.NOT_LOOKED_UP);
        }
        if (there.contains(reference.id())) {
            return Optional.empty();
        }
        boolean isLeftOut =
                reference.type() == ReferenceType.FLOW && place.equals(target) && leftOut.contains(reference.id());
        return Optional.of(isLeftOut ? Resolution.Missing.Why.LEFT_OUT : Resolution.Missing.Why.ABSENT);
    }

    /** Returns why a reference does not mean the flow that will be in the target; empty if it does. */
    private Optional<Resolution.Missing.Why> whyOther(Reference reference, List<Dependent> copies) {
        boolean isMeant = reference.environmentId().equals(target)
                || copies.stream()
                        .anyMatch(copy -> copy.environmentId()
                                .map(reference.environmentId()::equals)
                                .orElse(true));
        return isMeant ? Optional.empty() : Optional.of(Resolution.Missing.Why.FROM_ANOTHER_ENVIRONMENT);
    }

    private static List<List<String>> levels(String[] ids, int[] levels) {
        return List.copyOf(IntStream.range(0, ids.length)
                .boxed()
                .collect(Collectors.groupingBy(
                        number -> levels[number],
                        TreeMap::new,
                        Collectors.mapping(number -> ids[number], Collectors.toList())))
                .values());
    }

    private List<Resolution.Cycle> cycles(String[] ids, Graph.Components components) {
        List<Resolution.Cycle> cycles = new ArrayList<>();
        for (int[] path : components.cycles()) {
            List<String> members = Arrays.stream(components.members(components.of(path[0])))
                    .mapToObj(node -> ids[node])
                    .toList();
            cycles.add(new Resolution.Cycle(
                    Arrays.stream(path).mapToObj(node -> ids[node]).toList(),
                    members,
                    members.stream().filter(this::isNew).toList()));
        }
        return cycles;
    }
}
