package io.cognigydeploy.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.DependencyResolver.Dependent;
import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.Resolution.Missing;
import io.cognigydeploy.core.flow.Resolution.Missing.Why;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

public class DependencyResolverTest {

    private static final String DEV = "env_dev";
    private static final String PROD = "env_prod";

    /** Flows in one line: {@code a>b,c; b>c; c}. */
    private static List<Dependent> flows(String text) {
        List<Dependent> flows = new ArrayList<>();
        for (String one : text.split(";", -1)) {
            String[] parts = one.strip().split(">", 2);
            List<Reference> references = new ArrayList<>();
            if (parts.length > 1) {
                for (String id : parts[1].split(",", -1)) {
                    references.add(new Reference(ReferenceType.FLOW, id.strip(), DEV));
                }
            }
            flows.add(new Dependent(parts[0].strip(), Optional.of(DEV), "1.0.0", references));
        }
        return flows;
    }

    private static Dependent flow(String id, String environment, Reference... references) {
        return new Dependent(id, Optional.of(environment), "1.0.0", List.of(references));
    }

    // Flows were pushed in the order of the list, whatever they refer to.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a>b; b>c; c              | [[c], [b], [a]]",
                "c>b; b>a; a              | [[a], [b], [c]]",
                "c; b; a                  | [[a, b, c]]",
                "top>l,r; l>base; r>base; base | [[base], [l, r], [top]]",
                "a>c,c,c; c               | [[c], [a]]",
                "x>y; y>x; user>x; free   | [[free, x, y], [user]]"
            })
    void whatAFlowRefersToIsPushedBefore(String given, String levels) {
        Resolution resolution = DependencyResolver.into(PROD).resolve(flows(given));

        assertThat(resolution.levels()).hasToString(levels);
        assertThat(resolution.missing()).isEmpty();
        assertThat(resolution.duplicates()).isEmpty();
    }

    // Cycles passed unseen.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a>b; b>a                       | [a → b → a]               | [[a, b]]",
                "a>a                            | [a → a]                   | [[a]]",
                "a>b; b>c; c>a; c>b             | [b → c → b]               | [[a, b, c]]",
                "a>b; b>c; c>d; d>a             | [a → b → c → d → a]       | [[a, b, c, d]]",
                "a>b; b>a; c>d; d>c; e>a,c      | [a → b → a, c → d → c]    | [[a, b], [c, d]]",
                "a>b,c; b>a; c>d; d>c           | [a → b → a, c → d → c]    | [[a, b], [c, d]]",
                "a>b; b>c; c                    | []                        | []"
            })
    void aCycleIsReportedAsTheShortestWayAround(String given, String paths, String members) {
        Resolution resolution = DependencyResolver.into(PROD)
                .existing(ReferenceType.FLOW, List.of())
                .resolve(flows(given));

        assertThat(resolution.cycles()).hasToString(paths);
        assertThat(resolution.cycles().stream().map(Resolution.Cycle::flowIds)).hasToString(members);
        assertThat(resolution.verdict() instanceof Verdict.Pass).isEqualTo(paths.equals("[]"));
        assertThat(resolution.verdict().evidence())
                .noneMatch(evidence -> evidence.name().equals("in a circle in the target already"));
    }

    // Intents, entities and variables were never looked for; a missing one passed.
    @ParameterizedTest
    @EnumSource(ReferenceType.class)
    void aReferenceOfAnyTypeHasToBeInTheTarget(ReferenceType type) {
        Reference there = new Reference(type, "there", DEV);
        Reference gone = new Reference(type, "gone", DEV);
        DependencyResolver knowing = DependencyResolver.into(PROD);
        for (ReferenceType other : ReferenceType.values()) {
            // What exists as another type does not count.
            knowing = knowing.existing(other, other == type ? List.of("there") : List.of("gone"));
        }

        Resolution resolution = knowing.resolve(List.of(flow("flow_a", DEV, there, gone)));

        assertThat(resolution.missing()).containsExactly(new Missing("flow_a", gone, PROD, Why.ABSENT));
        assertThat(resolution.verdict()).isInstanceOf(Verdict.Fail.class);
        assertThat(resolution.verdict().reason())
                .isEqualTo("missing: flow_a needs " + type + " gone of env_dev in env_prod, which is not there");
    }

    @Test
    void aReferenceThatWasNotLookedUpIsMissing() {
        Reference reference = new Reference(ReferenceType.INTENT, "i", DEV);

        Resolution resolution = DependencyResolver.into(PROD).resolve(List.of(flow("flow_a", DEV, reference)));

        assertThat(resolution.missing()).containsExactly(new Missing("flow_a", reference, PROD, Why.NOT_LOOKED_UP));
        assertThat(resolution.verdict()).isInstanceOf(Verdict.Inconclusive.class);
    }

    // The environment of a reference was ignored.
    @ParameterizedTest
    @CsvSource({
        // reference to, of, existing in target, existing in env_shared, why it is missing, where it is sought
        "flow_b,    env_dev,    '',        '',        '',                       env_prod",
        "flow_b,    env_prod,   '',        '',        '',                       env_prod",
        "flow_b,    env_shared, flow_b,    '',        ABSENT,                   env_shared",
        "flow_b,    env_shared, '',        flow_b,    '',                       env_shared",
        "flow_b,    env_other,  flow_b,    flow_b,    NOT_LOOKED_UP,            env_other",
        "flow_b,    env_stage,  flow_b,    '',        FROM_ANOTHER_ENVIRONMENT, env_prod",
        "flow_s,    env_stage,  '',        '',        '',                       env_prod",
        "flow_c,    env_dev,    flow_c,    '',        '',                       env_prod",
        "flow_c,    env_prod,   flow_c,    '',        '',                       env_prod",
        "flow_c,    env_dev,    '',        flow_c,    ABSENT,                   env_prod",
        "flow_out,  env_dev,    '',        '',        LEFT_OUT,                 env_prod",
        "flow_out,  env_dev,    flow_out,  '',        '',                       env_prod"
    })
    void aReferenceIsSoughtInTheEnvironmentThatItMeans(
            String id, String environment, String inTarget, String inShared, String why, String soughtIn) {
        Reference reference = new Reference(ReferenceType.FLOW, id, environment);

        Resolution resolution = DependencyResolver.into(PROD)
                .existing(ReferenceType.FLOW, Set.of(inTarget))
                .existingIn("env_shared", ReferenceType.FLOW, Set.of(inShared))
                .leavingOut(List.of("flow_out"))
                .resolve(List.of(flow("flow_a", DEV, reference), flow("flow_b", DEV), flow("flow_s", "env_stage")));

        if (why.isEmpty()) {
            assertThat(resolution.missing()).isEmpty();
        } else {
            assertThat(resolution.missing())
                    .containsExactly(new Missing("flow_a", reference, soughtIn, Why.valueOf(why)));
        }
    }

    // The same id from two environments was pushed twice.
    @Test
    void anIdThatIsThereTwiceIsReported() {
        Dependent two = new Dependent(
                "flow_a", Optional.of(PROD), "1.1.0", List.of(new Reference(ReferenceType.FLOW, "flow_b", PROD)));

        Resolution resolution =
                DependencyResolver.into(PROD).resolve(List.of(two, flow("flow_a", DEV), flow("flow_b", DEV)));

        assertThat(resolution.duplicates())
                .containsExactly(new Resolution.Duplicate(
                        "flow_a",
                        List.of(
                                new Resolution.Duplicate.Copy(Optional.of(DEV), "1.0.0"),
                                new Resolution.Duplicate.Copy(Optional.of(PROD), "1.1.0"))));
        assertThat(resolution.order()).containsExactly("flow_b", "flow_a");
        assertThat(resolution.verdict()).isInstanceOf(Verdict.Fail.class);
        assertThat(resolution.verdict().reason())
                .isEqualTo("the same id more than once: flow_a (1.0.0 of env_dev, 1.1.0 of env_prod)");
    }

    @Test
    void nothingIsSound() {
        Resolution resolution = DependencyResolver.into(PROD).resolve(List.of());

        assertThat(resolution.isSound()).isTrue();
        assertThat(resolution.order()).isEmpty();
        assertThat(resolution.verdict()).isInstanceOf(Verdict.Pass.class);
    }

    @ParameterizedTest
    @CsvSource({"5, which is not there", "6, and 1 more", "1000, and 995 more"})
    void aLongListOfFaultsIsShortened(int faults, String end) {
        List<Dependent> flows = new ArrayList<>();
        for (int i = 0; i < faults; i++) {
            flows.add(flow("flow_" + i, DEV, new Reference(ReferenceType.ENTITY, "e" + i, DEV)));
        }

        Verdict verdict = DependencyResolver.into(PROD)
                .existing(ReferenceType.ENTITY, List.of())
                .resolve(flows)
                .verdict();

        assertThat(verdict.reason()).hasSizeLessThan(1000).endsWith(end);
    }

    @Test
    void whatIsKnownAddsUpAndAResolverNeverChanges() {
        DependencyResolver first = DependencyResolver.into(PROD).existing(ReferenceType.INTENT, List.of("a"));
        DependencyResolver second = first.existing(ReferenceType.INTENT, List.of("b"));
        List<Dependent> flows = List.of(flow(
                "flow_a",
                DEV,
                new Reference(ReferenceType.INTENT, "b", DEV),
                new Reference(ReferenceType.INTENT, "a", DEV)));

        assertThat(first.resolve(flows).missing()).hasSize(1);
        assertThat(second.resolve(flows).missing()).isEmpty();
        assertThat(second.resolve(flows).dependencies().get("flow_a"))
                .extracting(Reference::id)
                .containsExactly("a", "b");
    }

    /** Bundles by chance, against a resolution that looks at everything again for everything. */
    @Test
    void resolutionsAreThoseOfANaiveOne() {
        Random random = new Random(42);
        for (int round = 0; round < 1500; round++) {
            List<Dependent> flows = bundle(random);
            Map<ReferenceType, Set<String>> existing = new EnumMap<>(ReferenceType.class);
            DependencyResolver resolver = DependencyResolver.into(PROD);
            for (ReferenceType type : ReferenceType.values()) {
                existing.put(type, new HashSet<>());
                for (int i = 0; i < 12; i++) {
                    if (random.nextBoolean()) {
                        of(existing, type).add("flow_" + i);
                    }
                }
                resolver = resolver.existing(type, of(existing, type));
            }

            Resolution resolution = resolver.resolve(flows);

            Map<String, Set<String>> needs = naiveNeeds(flows);
            assertThat(new TreeSet<>(resolution.order())).isEqualTo(new TreeSet<>(needs.keySet()));
            assertThat(resolution.order()).doesNotHaveDuplicates();
            for (String flow : needs.keySet()) {
                for (String needed : of(needs, flow)) {
                    boolean circle = naivelyReaches(needs, needed, flow);
                    assertThat(circle || level(resolution, needed) < level(resolution, flow))
                            .isTrue();
                    if (circle) {
                        assertThat(resolution.cycles())
                                .anyMatch(cycle -> cycle.flowIds().containsAll(List.of(flow, needed)));
                    }
                }
            }
            boolean anyCircle = needs.keySet().stream()
                    .anyMatch(flow -> of(needs, flow).stream().anyMatch(next -> naivelyReaches(needs, next, flow)));
            assertThat(resolution.cycles().isEmpty()).isEqualTo(!anyCircle);
            assertThat(new HashSet<>(resolution.missing())).isEqualTo(naivelyMissing(flows, existing));

            List<Dependent> shuffled = new ArrayList<>(flows);
            Collections.shuffle(shuffled, random);
            shuffled.replaceAll(flow -> {
                List<Reference> references = new ArrayList<>(flow.references());
                Collections.shuffle(references, random);
                return new Dependent(flow.id(), flow.environmentId(), flow.version(), references);
            });
            assertThat(resolver.resolve(shuffled)).isEqualTo(resolution);
        }
    }

    private static List<Dependent> bundle(Random random) {
        List<Dependent> flows = new ArrayList<>();
        int count = random.nextInt(10);
        String[] environments = {DEV, "env_stage", PROD, "env_other"};
        for (int i = 0; i < count; i++) {
            List<Reference> references = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                ReferenceType type = random.nextInt(3) > 0
                        ? ReferenceType.FLOW
                        : List.of(ReferenceType.values()).get(random.nextInt(4));
                references.add(new Reference(
                        type, "flow_" + random.nextInt(12), environments[Math.max(0, random.nextInt(8) - 4)]));
            }
            String environment = environments[Math.max(0, random.nextInt(5) - 3)];
            int id = random.nextInt(8) == 0 && i > 0 ? i - 1 : i;
            flows.add(new Dependent(
                    "flow_" + id,
                    random.nextInt(10) == 0 ? Optional.empty() : Optional.of(environment),
                    "1.0.0",
                    references));
        }
        return flows;
    }

    private static <K> Set<String> of(Map<K, Set<String>> sets, K key) {
        return sets.getOrDefault(key, Set.of());
    }

    private static boolean moves(List<Dependent> flows, Reference reference) {
        return reference.environmentId().equals(PROD)
                || flows.stream().anyMatch(flow -> flow.environmentId().equals(Optional.of(reference.environmentId())));
    }

    private static Map<String, Set<String>> naiveNeeds(List<Dependent> flows) {
        Map<String, Set<String>> needs = new HashMap<>();
        flows.forEach(flow -> needs.put(flow.id(), new TreeSet<>()));
        for (Dependent flow : flows) {
            for (Reference reference : flow.references()) {
                if (reference.type() == ReferenceType.FLOW
                        && needs.containsKey(reference.id())
                        && moves(flows, reference)) {
                    of(needs, flow.id()).add(reference.id());
                }
            }
        }
        return needs;
    }

    private static boolean naivelyReaches(Map<String, Set<String>> needs, String from, String to) {
        Set<String> reached = new HashSet<>(Set.of(from));
        for (int i = 0; i < needs.size(); i++) {
            for (String one : List.copyOf(reached)) {
                reached.addAll(of(needs, one));
            }
        }
        return reached.contains(to);
    }

    private static Set<Missing> naivelyMissing(List<Dependent> flows, Map<ReferenceType, Set<String>> existing) {
        Set<Missing> missing = new HashSet<>();
        for (Dependent flow : flows) {
            for (Reference reference : flow.references()) {
                if (!moves(flows, reference)) {
                    missing.add(new Missing(flow.id(), reference, reference.environmentId(), Why.NOT_LOOKED_UP));
                    continue;
                }
                List<Dependent> pushed = reference.type() == ReferenceType.FLOW
                        ? flows.stream()
                                .filter(other -> other.id().equals(reference.id()))
                                .toList()
                        : List.of();
                if (pushed.isEmpty()) {
                    if (!of(existing, reference.type()).contains(reference.id())) {
                        missing.add(new Missing(flow.id(), reference, PROD, Why.ABSENT));
                    }
                } else if (!reference.environmentId().equals(PROD)
                        && pushed.stream()
                                .noneMatch(other -> other.environmentId()
                                        .map(reference.environmentId()::equals)
                                        .orElse(true))) {
                    missing.add(new Missing(flow.id(), reference, PROD, Why.FROM_ANOTHER_ENVIRONMENT));
                }
            }
        }
        return missing;
    }

    private static int level(Resolution resolution, String flow) {
        int level = 0;
        while (!resolution.levels().get(level).contains(flow)) {
            level++;
        }
        return level;
    }
}
