package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles by chance, with circles, missing references, tenant-wide rows and odd versions, against what must hold. */
class FlowBundleByChanceTest {

    private static final String DEV = "env_dev";
    private static final String PROD = "env_prod";
    private static final List<String> VERSIONS =
            List.of("1.0.0", "1.2.0", "1.10.0", "2024.1.15", "99999999999999999999.0.0");
    private static final List<String> ODD = List.of("1.2", "v1.2.0-stable", "latest", "1.2.0-99999999999999999999");

    @TempDir(factory = MemoryFolder.class)
    private Path records;

    private record Made(String version, Set<String> flows, Set<String> others) {}

    /** One world, and what of it a person could say without the library. */
    private static final class Bundle {

        private final Map<String, Made> source = new TreeMap<>();
        private final Map<String, Made> target = new TreeMap<>();
        private final Set<String> present = new HashSet<>();
        private final FakeCognigy fake;
        private FlowBundle deployment = FlowBundle.from(DEV).to(PROD);

        Bundle(Random random) {
            FakeCognigy world = FakeCognigy.create()
                    .acceptAnyCredentials()
                    .addEnvironment(DEV, "5.0.0")
                    .addEnvironment(PROD, "5.0.0");
            int density = 1 + random.nextInt(3);
            int count = 1 + random.nextInt(7);
            for (int i = 0; i < count; i++) {
                Made made = made(random, density, count);
                source.put("flow_" + i, made);
                world.addFlow(DEV, flow("flow_" + i, made));
                if (random.nextBoolean()) {
                    Made was = random.nextInt(4) == 0
                            ? made
                            : new Made(
                                    random.nextInt(12) == 0
                                            ? ODD.get(random.nextInt(ODD.size()))
                                            : VERSIONS.get(random.nextInt(2)),
                                    Set.of(),
                                    Set.of());
                    target.put("flow_" + i, was);
                    world.addFlow(PROD, flow("flow_" + i, was));
                }
            }
            for (String type : List.of("intent", "entity")) {
                for (int i = 0; i < 4; i++) {
                    // Of each four one is missing in some worlds, one in another environment, two are tenant-wide.
                    boolean wide = i % 2 == 0;
                    String place = i == 3 && random.nextInt(8) == 0 ? DEV : wide ? "" : PROD;
                    if (i == 1 && random.nextInt(8) == 0) {
                        continue;
                    }
                    add(world, type, place.isEmpty() ? PROD : place, (wide ? "wide_" : "") + i);
                    if (!place.equals(DEV)) {
                        present.add(type + " " + (wide ? "wide_" : "") + i);
                    }
                }
            }
            fake = FakeCognigy.fromJson(withWideRows(world.toJson()));
            if (random.nextInt(3) > 0) {
                deployment = deployment.allowingNewCircles();
            }
            if (random.nextInt(3) > 0) {
                deployment = deployment.allowingDowngrades();
            }
        }

        private static void add(FakeCognigy world, String type, String place, String id) {
            if (type.equals("intent")) {
                world.addIntent(place, id);
            } else {
                world.addEntity(place, id);
            }
        }

        private static String withWideRows(String json) {
            try {
                ObjectNode world = (ObjectNode) Json.MAPPER.readTree(json);
                for (String list : List.of("intents", "entities")) {
                    for (JsonNode row : world.findValue(list)) {
                        if (row.path("id").asText().startsWith("wide_")) {
                            ((ObjectNode) row).remove("environmentId");
                        }
                    }
                }
                return world.toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Made made(Random random, int density, int count) {
            Set<String> flows = new TreeSet<>();
            Set<String> others = new TreeSet<>();
            for (int i = random.nextInt(density + 1); i > 0; i--) {
                flows.add("flow_" + random.nextInt(random.nextInt(40) == 0 ? 9 : count));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                int number = random.nextInt(4);
                others.add((random.nextBoolean() ? "intent " : "entity ") + (number % 2 == 0 ? "wide_" : "") + number);
            }
            return new Made(VERSIONS.get(1 + random.nextInt(VERSIONS.size() - 1)), flows, others);
        }

        private static String flow(String id, Made made) {
            List<String> references = new ArrayList<>(made.others());
            made.flows().forEach(other -> references.add("flow " + other));
            return Promotion.flow(id, made.version(), references.toArray(String[]::new));
        }

        boolean isNew(String flow) {
            return !target.containsKey(flow);
        }

        private boolean differs(String flow) {
            return !Optional.ofNullable(target.get(flow)).equals(Optional.of(of(flow)));
        }

        private Made of(String flow) {
            return Optional.ofNullable(source.get(flow)).orElseThrow();
        }

        private boolean reaches(String from, String to, boolean throughNewOnly) {
            Set<String> seen = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(List.of(from));
            while (!open.isEmpty()) {
                for (String next : of(open.remove()).flows()) {
                    if (source.containsKey(next) && (!throughNewOnly || isNew(next)) && seen.add(next)) {
                        open.add(next);
                    }
                }
            }
            return seen.contains(to);
        }

        private boolean isInNewCircle(String flow) {
            return source.keySet().stream()
                    .filter(other -> other.equals(flow) ? reaches(flow, flow, false) : true)
                    .anyMatch(other -> isNew(other) && reaches(flow, other, false) && reaches(other, flow, false));
        }

        private static Optional<int[]> numbers(String version) {
            return version.matches("\\d{1,9}(\\.\\d{1,9})*")
                    ? Optional.of(List.of(version.split("\\.", -1)).stream()
                            .mapToInt(Integer::parseInt)
                            .toArray())
                    : Optional.empty();
        }

        /** Whether a gate has to fail; empty where this naive reader cannot compare the versions. */
        Optional<Boolean> isRefused() {
            for (Map.Entry<String, Made> flow : source.entrySet()) {
                for (String other : flow.getValue().flows()) {
                    if (!source.containsKey(other) && !target.containsKey(other)) {
                        return Optional.of(true);
                    }
                }
                if (!present.containsAll(flow.getValue().others())) {
                    return Optional.of(true);
                }
                boolean noWayBack = target.getOrDefault(flow.getKey(), flow.getValue())
                        .version()
                        .equals("latest");
                if (noWayBack) {
                    return Optional.of(true);
                }
                if (!deployment.allowsNewCircles() && isInNewCircle(flow.getKey())) {
                    return Optional.of(true);
                }
            }
            if (deployment.allowsDowngrades()) {
                return Optional.of(false);
            }
            boolean unclear = false;
            for (String id : source.keySet()) {
                if (!isNew(id) && differs(id)) {
                    String now = of(id).version();
                    String was =
                            Optional.ofNullable(target.get(id)).orElseThrow().version();
                    Optional<int[]> one = numbers(now);
                    Optional<int[]> other = numbers(was);
                    if (one.isEmpty() || other.isEmpty()) {
                        unclear = true;
                    } else if (Arrays.compare(one.get(), other.get()) < 0 && !now.startsWith(was + ".")) {
                        return Optional.of(true);
                    }
                }
            }
            return unclear ? Optional.empty() : Optional.of(false);
        }

        Map<String, String> live() {
            Map<String, String> versions = new TreeMap<>();
            source.keySet().forEach(id -> fake.flowVersion(id, PROD).ifPresent(version -> versions.put(id, version)));
            return versions;
        }
    }

    @Test
    void nothingThatMustHoldIsBroken() {
        int pushed = 0;
        int rejected = 0;
        int undone = 0;
        for (int seed = 1; seed <= 250; seed++) {
            Random random = new Random(seed);
            Bundle bundle = new Bundle(random);
            int failing = random.nextInt(5) > 1 ? 1 + random.nextInt(4) : 0;
            boolean refusedAtOnce = random.nextBoolean();
            if (failing > 0 && refusedAtOnce) {
                bundle.fake.fail(
                        Fault.on("POST", "/api/v2/flows/import").nth(failing).status(400));
            } else if (failing > 0) {
                JobScript[] scripts = new JobScript[failing];
                Arrays.fill(scripts, JobScript.states("deploying", "deployed"));
                scripts[failing - 1] = JobScript.states("deploying", "failed").halfApplied();
                bundle.fake.nextImport(scripts);
            }
            Map<String, String> before = bundle.live();
            Promotion promotion = new Promotion(bundle.fake, records.resolve("seed-" + seed));
            promotion.deployment = bundle.deployment;

            Report report = promotion.run();

            String story = "seed " + seed + ": " + report.outcome() + " " + bundle.source + " over " + bundle.target;
            List<String> imports = promotion.changes().stream()
                    .filter(change -> change.startsWith("import "))
                    .map(change -> change.substring("import ".length()))
                    .toList();
            assertThat(report.outcome().because()).as(story).hasSizeLessThan(2500);
            bundle.isRefused()
                    .ifPresent(refused -> assertThat(report.outcome() instanceof Outcome.Rejected)
                            .as(story)
                            .isEqualTo(refused));
            assertThat(imports).as(story).doesNotHaveDuplicates();
            assertOrder(bundle, imports, story);
            if (report.outcome() instanceof Outcome.Rejected) {
                rejected++;
                assertThat(bundle.fake.requests("POST", "/api/v2/flows/import"))
                        .as(story)
                        .isEmpty();
                assertThat(bundle.live()).as(story).isEqualTo(before);
            } else if (report.outcome() instanceof Outcome.Succeeded) {
                pushed++;
                Map<String, String> wanted = new TreeMap<>();
                bundle.source.forEach((id, made) -> wanted.put(id, made.version()));
                assertThat(bundle.live()).as(story).isEqualTo(wanted);
                assertThat(imports)
                        .as(story)
                        .containsExactlyInAnyOrderElementsOf(bundle.source.keySet().stream()
                                .filter(bundle::differs)
                                .toList());
            } else if (report.outcome() instanceof Outcome.RollbackFailed) {
                undone++;
                // New flows cannot be removed, and what had the same version cannot be distinguished from the earlier
                // flow.
                Map<String, String> expected = new TreeMap<>(before);
                imports.stream()
                        .filter(bundle::isNew)
                        .forEach(id -> Optional.ofNullable(bundle.live().get(id))
                                .ifPresent(version -> expected.put(id, version)));
                assertThat(bundle.live()).as(story).isEqualTo(expected);
            } else {
                undone++;
                assertThat(report.outcome()).as(story).isInstanceOfAny(Outcome.RolledBack.class, Outcome.Failed.class);
                assertThat(bundle.live()).as(story).isEqualTo(before);
            }
        }
        assertThat(List.of(pushed, rejected, undone)).allMatch(count -> count > 50, "of 250");
    }

    /** A new flow is there before what refers to it, unless both are new and depend on one another. */
    private static void assertOrder(Bundle bundle, List<String> imports, String story) {
        for (String flow : imports) {
            for (String needed : bundle.of(flow).flows()) {
                boolean counts = imports.contains(needed) && bundle.isNew(needed) && !needed.equals(flow);
                if (counts && !(bundle.isNew(flow) && bundle.reaches(needed, flow, true))) {
                    assertThat(imports.indexOf(needed)).as(story).isLessThan(imports.indexOf(flow));
                }
            }
        }
    }
}
