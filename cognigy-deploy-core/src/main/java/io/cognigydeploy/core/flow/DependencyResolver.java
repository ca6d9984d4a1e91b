package io.cognigydeploy.core.flow;

import io.cognigydeploy.core.text.Argument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells in which order flows have to be pushed into an environment, and what they refer to that will not be there.
 *
 * <pre>{@code
 * Resolution resolution = DependencyResolver.into("env_prod")
 *     .existing(ReferenceType.FLOW, flowIdsInProduction)
 *     .existing(ReferenceType.INTENT, intentIdsInProduction)
 *     .resolve(flows);
 * }</pre>
 *
 * <p>A reference names an environment. If that is the target, or one that flows are taken from, it is a reference into
 * the target: there the flows will be, and there has to be what they need, pushed with them or there before. What a
 * reference names in any other environment stays where it is, and is looked for in what exists there.
 *
 * <p>What nobody has looked up counts as missing, and is told apart from what is not there. So a first resolution
 * without any {@code existing} tells what has to be looked up, and where.
 *
 * <p>Flows that refer to one another in a circle can be in the target only if one is pushed before what it refers to. If
 * all of them are there already, that is no fault: any order will do.
 *
 * <p>Pure and immutable. Time grows in proportion to the references.
 */
public final class DependencyResolver {

    /** What a flow can refer to. */
    public enum ReferenceType {
        FLOW,
        INTENT,
        ENTITY,
        VARIABLE;

        private final String text = name().toLowerCase(Locale.ROOT);

        /** The type of that name in a flow; empty if it is none. */
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

    /** What a flow says that it needs. */
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
     * A flow, as far as it matters here.
     *
     * @param environmentId the environment that it was taken from, if known
     */
    public record Dependent(String id, Optional<String> environmentId, String version, List<Reference> references) {
        public Dependent {
            references = List.copyOf(references);
        }
    }

    private record Place(String environmentId, ReferenceType type) {}

    private final String target;
    private final Map<Place, Set<String>> existing;
    private final Set<ReferenceType> notListed;
    private final Set<String> leftOut;

    private DependencyResolver(
            String target, Map<Place, Set<String>> existing, Set<ReferenceType> notListed, Set<String> leftOut) {
        this.target = target;
        this.existing = existing;
        this.notListed = notListed;
        this.leftOut = leftOut;
    }

    /** A resolver for flows that are to be pushed into this environment, of which nothing is known yet. */
    public static DependencyResolver into(String targetEnvironmentId) {
        return new DependencyResolver(
                Argument.text("targetEnvironmentId", targetEnvironmentId), Map.of(), Set.of(), Set.of());
    }

    /** The same, knowing that the target has these and, together with what was said before, no others of the type. */
    public DependencyResolver existing(ReferenceType type, Collection<String> ids) {
        return existingIn(target, type, ids);
    }

    /** The same for any environment. */
    public DependencyResolver existingIn(String environmentId, ReferenceType type, Collection<String> ids) {
        Map<Place, Set<String>> more = new HashMap<>(existing);
        more.merge(new Place(environmentId, type), Set.copyOf(ids), (before, now) -> {
            Set<String> both = new HashSet<>(before);
            both.addAll(now);
            return Set.copyOf(both);
        });
        return new DependencyResolver(target, Map.copyOf(more), notListed, leftOut);
    }

    /** The same, knowing that these flows are not pushed by choice, so that references to them can be told apart. */
    public DependencyResolver leavingOut(Collection<String> flowIds) {
        Set<String> more = new HashSet<>(leftOut);
        more.addAll(flowIds);
        return new DependencyResolver(target, existing, notListed, Set.copyOf(more));
    }

    /** The same, knowing that the platform offers no list of this type, so that nothing of it can be looked for. */
    public DependencyResolver notListed(ReferenceType type) {
        Set<ReferenceType> more = new HashSet<>(notListed);
        more.add(type);
        return new DependencyResolver(target, existing, Set.copyOf(more), leftOut);
    }

    /** Resolves the references of the flows against one another and against what exists. */
    public Resolution resolve(Collection<Dependent> flows) {
        String[] ids = flows.stream().map(Dependent::id).distinct().sorted().toArray(String[]::new);
        Map<String, Integer> numbers = new HashMap<>();
        for (int number = 0; number < ids.length; number++) {
            numbers.put(ids[number], number);
        }
        List<List<Dependent>> copies = new ArrayList<>(Collections.nCopies(ids.length, List.of()));
        Set<String> sources = new HashSet<>();
        int references = 0;
        for (Dependent flow : flows) {
            Integer number = numbers.get(flow.id());
            if (number != null) {
                copies.set(number, with(copies.get(number), flow));
            }
            flow.environmentId().ifPresent(sources::add);
            references = Math.addExact(references, flow.references().size());
        }
        sources.add(target);

        int[] from = new int[references];
        int[] to = new int[references];
        int edges = 0;
        List<Resolution.Missing> missing = new ArrayList<>();
        List<Resolution.Duplicate> duplicates = new ArrayList<>();
        Map<String, List<Reference>> dependencies = new LinkedHashMap<>();
        for (int number = 0; number < ids.length; number++) {
            List<Dependent> same = copies.get(number);
            if (same.size() > 1) {
                duplicates.add(duplicate(ids[number], same));
            }
            List<Reference> needed = inOrder(same);
            dependencies.put(ids[number], needed);
            for (Reference reference : needed) {
                boolean intoTarget = sources.contains(reference.environmentId());
                @Nullable
                Integer other =
                        intoTarget && reference.type() == ReferenceType.FLOW ? numbers.get(reference.id()) : null;
                if (other != null) {
                    from[edges] = number;
                    to[edges++] = other;
                }
                String place = intoTarget ? target : reference.environmentId();
                Resolution.Missing.@Nullable Why why =
                        other == null ? whyMissing(reference, place) : whyOther(reference, copies.get(other));
                if (why != null) {
                    missing.add(new Resolution.Missing(ids[number], reference, place, why));
                }
            }
        }

        Graph.Components components = Graph.of(ids.length, from, to, edges).components();
        return new Resolution(
                levels(ids, ordering(ids, from, to, edges, components).levels()),
                missing,
                cycles(ids, components),
                duplicates,
                Collections.unmodifiableMap(dependencies),
                false);
    }

    /** What remains to be put in order if, within a circle, what is in the target does not have to come first. */
    private Graph.Components ordering(String[] ids, int[] from, int[] to, int edges, Graph.Components circles) {
        int kept = 0;
        for (int edge = 0; edge < edges; edge++) {
            if (circles.of(from[edge]) != circles.of(to[edge]) || isNew(ids[to[edge]])) {
                from[kept] = from[edge];
                to[kept++] = to[edge];
            }
        }
        return Graph.of(ids.length, from, to, kept).components();
    }

    private boolean isNew(String flowId) {
        return !existing.getOrDefault(new Place(target, ReferenceType.FLOW), Set.of())
                .contains(flowId);
    }

    private static List<Dependent> with(List<Dependent> flows, Dependent another) {
        if (flows.isEmpty()) {
            return List.of(another);
        }
        List<Dependent> more = flows instanceof ArrayList ? flows : new ArrayList<>(flows);
        more.add(another);
        return more;
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

    /** What any of the flows needs, each once. */
    private static List<Reference> inOrder(List<Dependent> flows) {
        return flows.stream()
                .flatMap(flow -> flow.references().stream())
                .sorted()
                .distinct()
                .toList();
    }

    private Resolution.Missing.@Nullable Why whyMissing(Reference reference, String place) {
        @Nullable Set<String> there = existing.get(new Place(place, reference.type()));
        if (there != null && there.contains(reference.id())) {
            return null;
        }
        if (there == null) {
            return notListed.contains(reference.type())
                    ? Resolution.Missing.Why.NOT_LISTED
                    : Resolution.Missing.Why.NOT_LOOKED_UP;
        }
        return reference.type() == ReferenceType.FLOW && place.equals(target) && leftOut.contains(reference.id())
                ? Resolution.Missing.Why.LEFT_OUT
                : Resolution.Missing.Why.ABSENT;
    }

    /** Whether the flow of that id that will be in the target is the one that is meant. */
    private Resolution.Missing.@Nullable Why whyOther(Reference reference, List<Dependent> copies) {
        if (reference.environmentId().equals(target)) {
            return null;
        }
        for (Dependent copy : copies) {
            if (copy.environmentId().isEmpty() || copy.environmentId().get().equals(reference.environmentId())) {
                return null;
            }
        }
        return Resolution.Missing.Why.FROM_ANOTHER_ENVIRONMENT;
    }

    private static List<List<String>> levels(String[] ids, int[] levels) {
        int count = Arrays.stream(levels).max().orElse(-1) + 1;
        List<List<String>> named = new ArrayList<>(count);
        for (int level = 0; level < count; level++) {
            named.add(new ArrayList<>());
        }
        for (int number = 0; number < ids.length; number++) {
            named.get(levels[number]).add(ids[number]);
        }
        return named;
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
