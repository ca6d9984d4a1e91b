package io.cognigydeploy.core;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.cognigydeploy.client.CodeRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the core, which are its packages: the arrows between them, their size, and the types that a user sees. */
class RoomsTest {

    private static final String CORE = "io.cognigydeploy.core";
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "cognigydeploy", "core");
    private static final Path DRAWING = Path.of("..", "docs", "architecture.md");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(CORE);

    /** The rooms that each room may use. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("bot", new TreeSet<>(Set.of("core", "json", "pipeline", "platform", "record", "spi", "text"))),
            Map.entry(
                    "canary",
                    new TreeSet<>(Set.of(
                            "core",
                            "event",
                            "flow",
                            "json",
                            "judge",
                            "metric",
                            "pipeline",
                            "platform",
                            "record",
                            "spi",
                            "text",
                            "watch"))),
            Map.entry("check", new TreeSet<>(Set.of("core", "json", "platform", "runs", "text"))),
            Map.entry(
                    "configuration",
                    new TreeSet<>(Set.of("check", "core", "json", "pipeline", "platform", "record", "spi", "text"))),
            Map.entry("core", new TreeSet<>(Set.of("json", "text"))),
            Map.entry("event", new TreeSet<>(Set.of("core", "judge", "text"))),
            Map.entry("flow", new TreeSet<>(Set.of("core", "json", "store", "text"))),
            Map.entry(
                    "flows",
                    new TreeSet<>(
                            Set.of("core", "flow", "json", "pipeline", "platform", "record", "spi", "store", "text"))),
            Map.entry("installation", new TreeSet<>(Set.of("core", "json", "platform", "spi", "store", "text"))),
            Map.entry("journal", new TreeSet<>(Set.of("core", "event", "json", "judge", "runs"))),
            Map.entry("json", new TreeSet<>(Set.of())),
            Map.entry("judge", new TreeSet<>(Set.of("metric"))),
            Map.entry("metric", new TreeSet<>(Set.of("json", "text"))),
            Map.entry("micrometer", new TreeSet<>(Set.of("core", "event", "text"))),
            Map.entry(
                    "pipeline",
                    new TreeSet<>(Set.of(
                            "core", "event", "flow", "journal", "json", "platform", "record", "runs", "spi", "text"))),
            Map.entry("platform", new TreeSet<>(Set.of("core", "spi", "text"))),
            Map.entry(
                    "record",
                    new TreeSet<>(Set.of(
                            "core", "event", "journal", "json", "judge", "runs", "store", "text", "understanding"))),
            Map.entry(
                    "retention",
                    new TreeSet<>(Set.of(
                            "core", "event", "installation", "json", "pipeline", "platform", "record", "spi", "text"))),
            Map.entry(
                    "rollback",
                    new TreeSet<>(Set.of("check", "core", "json", "pipeline", "platform", "record", "spi", "text"))),
            Map.entry("runs", new TreeSet<>(Set.of("core", "event", "json", "store", "text"))),
            Map.entry(
                    "snapshot",
                    new TreeSet<>(Set.of(
                            "core",
                            "event",
                            "installation",
                            "json",
                            "judge",
                            "pipeline",
                            "platform",
                            "record",
                            "spi",
                            "text",
                            "watch"))),
            Map.entry("spi", new TreeSet<>(Set.of("core", "event", "flow", "json", "record", "text"))),
            Map.entry("stage", new TreeSet<>(Set.of("text"))),
            Map.entry("store", new TreeSet<>(Set.of("core", "json"))),
            Map.entry(
                    "testing",
                    new TreeSet<>(
                            Set.of("core", "event", "json", "metric", "pipeline", "record", "runs", "spi", "text"))),
            Map.entry("text", new TreeSet<>(Set.of())),
            Map.entry("understanding", new TreeSet<>(Set.of("core", "json", "store", "text"))),
            Map.entry("watch", new TreeSet<>(Set.of("core", "event", "judge", "spi")))));

    /** The rooms that are for users. */
    private static final Set<String> EXPORTED =
            CodeRules.exported().stream().map(RoomsTest::room).collect(Collectors.toCollection(TreeSet::new));

    private static final Set<String> KINDS =
            Set.of("bot", "canary", "configuration", "flows", "retention", "rollback", "snapshot");

    /** The public types that a user sees, by room. A new one needs a reason. */
    private static final Map<String, Set<String>> VISIBLE = new TreeMap<>(Map.ofEntries(
            Map.entry("bot", new TreeSet<>(Set.of("BotDeployment"))),
            Map.entry("canary", new TreeSet<>(Set.of("CanaryDeployment", "CanaryValidator"))),
            Map.entry(
                    "check",
                    new TreeSet<>(Set.of(
                            "ActiveSessions",
                            "Approval",
                            "ConversationProbe",
                            "FreezeWindows",
                            "HealthSoak",
                            "QualityGate"))),
            Map.entry("configuration", new TreeSet<>(Set.of("ConfigurationDeployment"))),
            Map.entry(
                    "core",
                    new TreeSet<>(Set.of(
                            "Applied",
                            "Check",
                            "CheckResult",
                            "DamagedRecordException",
                            "Deployment",
                            "Evidence",
                            "Findings",
                            "OnFailedVerification",
                            "OnConflict",
                            "Outcome",
                            "Plan",
                            "PlanRefusedException",
                            "ResumeRefusedException",
                            "TargetBusyException",
                            "Verdict"))),
            Map.entry("event", new TreeSet<>(Set.of("AuditSink", "Event", "EventListener", "RunEvent", "RunWork"))),
            Map.entry(
                    "flow",
                    new TreeSet<>(Set.of(
                            "DependencyResolver",
                            "FlowDifference",
                            "FlowDocument",
                            "FlowSchema",
                            "Manifest",
                            "ManifestBuilder",
                            "Resolution"))),
            Map.entry("flows", new TreeSet<>(Set.of("FlowBundle"))),
            Map.entry(
                    "judge",
                    new TreeSet<>(Set.of(
                            "CanaryChart",
                            "CanaryVerdict",
                            "CanaryWatch",
                            "DecisionRecord",
                            "Dispersion",
                            "StableReference",
                            "MetricResult",
                            "Interval",
                            "Judge",
                            "JudgeOptions",
                            "Metric",
                            "MetricAnswer",
                            "Observation",
                            "Planner",
                            "Policy",
                            "Ramp",
                            "ReadSoFar",
                            "Rules",
                            "SampleRatio",
                            "Scenario",
                            "Simulation",
                            "Judgement",
                            "WatchOptions",
                            "WindowReader"))),
            Map.entry(
                    "metric",
                    new TreeSet<>(Set.of(
                            "CsvSource",
                            "Figures",
                            "MetricDefect",
                            "MetricReading",
                            "MetricSource",
                            "NamedMetric",
                            "PrometheusSource"))),
            Map.entry("micrometer", new TreeSet<>(Set.of("RunMetrics", "RunObservations"))),
            Map.entry("pipeline", new TreeSet<>(Set.of("DeploymentPipeline", "Rollbacker", "Run", "RunWorker"))),
            Map.entry(
                    "record",
                    new TreeSet<>(Set.of(
                            "AuditLog",
                            "CiWebhook",
                            "Deliveries",
                            "DeploymentFailedException",
                            "Notifier",
                            "PlanFile",
                            "PlatformAudit",
                            "Report",
                            "ReportForms",
                            "RunRecords"))),
            Map.entry("retention", new TreeSet<>(Set.of("SnapshotRetention"))),
            Map.entry("rollback", new TreeSet<>(Set.of("VersionRollback"))),
            Map.entry(
                    "runs",
                    new TreeSet<>(Set.of(
                            "ApprovalDecision",
                            "ApprovalRefusedException",
                            "ApprovalRequest",
                            "Lease",
                            "LeaseLostException",
                            "PostgresRunStore",
                            "RunLog",
                            "RunQuery",
                            "RunStatus",
                            "RunStore",
                            "RunSummary"))),
            Map.entry("snapshot", new TreeSet<>(Set.of("RoutedCanary", "SnapshotRelease", "TrafficRouter", "Waves"))),
            Map.entry("spi", new TreeSet<>(Set.of("Change", "Progression", "Kind", "Mutation", "Replacement"))),
            Map.entry("stage", new TreeSet<>(Set.of("Stage", "StageContents", "StageException", "StageFile"))),
            Map.entry("testing", new TreeSet<>(Set.of("KindContract", "MetricSourceContract", "RunStoreContract"))),
            Map.entry(
                    "understanding",
                    new TreeSet<>(Set.of(
                            "Answers",
                            "UnderstandingChart",
                            "UnderstandingDiff",
                            "UnderstandingResult",
                            "UnderstandingTarget",
                            "Understood",
                            "Utterances")))));

    static Set<String> rooms() {
        return ARROWS.keySet();
    }

    @Test
    void roomsFormNoCircle() {
        slices().matching(CORE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** References among the members of a sealed family do not count. */
    @ParameterizedTest
    @MethodSource("rooms")
    void typesOfARoomFormNoLargeCircle(String room) {
        Map<JavaClass, Set<JavaClass>> uses = new HashMap<>();
        CLASSES.stream()
                .filter(type -> room(type).equals(room))
                .forEach(type -> uses.computeIfAbsent(topLevel(type), top -> new HashSet<>())
                        .addAll(used(type)));
        Map<JavaClass, Set<JavaClass>> reached = new HashMap<>();
        for (JavaClass type : uses.keySet()) {
            Set<JavaClass> found = new HashSet<>();
            Deque<JavaClass> next = new ArrayDeque<>(List.of(type));
            while (!next.isEmpty()) {
                uses.getOrDefault(next.pop(), Set.of()).stream()
                        .filter(found::add)
                        .forEach(next::add);
            }
            reached.put(type, found);
        }

        assertThat(reached)
                .allSatisfy((type, found) -> assertThat(found.stream()
                                .filter(other ->
                                        reached.getOrDefault(other, Set.of()).contains(type))
                                .map(JavaClass::getSimpleName))
                        .hasSizeLessThanOrEqualTo(5));
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(RoomsTest::topLevel).orElse(type);
    }

    /** Returns the other types of its room that a type refers to. */
    private static Set<JavaClass> used(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().equals(type.getPackageName()))
                .map(RoomsTest::topLevel)
                .filter(target -> !target.equals(topLevel(type)) && !isOfOneFamily(topLevel(type), target))
                .collect(Collectors.toSet());
    }

    private static boolean isOfOneFamily(JavaClass one, JavaClass other) {
        return Stream.of(one, other)
                .map(JavaClass::reflect)
                .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getInterfaces())))
                .filter(Class::isSealed)
                .anyMatch(family -> family.isAssignableFrom(one.reflect()) && family.isAssignableFrom(other.reflect()));
    }

    @Test
    void roomsUseOneAnotherAlongTheArrowsOnly() {
        Map<String, Set<String>> used = new TreeMap<>();
        CLASSES.forEach(type -> {
            Set<String> arrows = used.computeIfAbsent(room(type), name -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(CORE))
                    .map(RoomsTest::room)
                    .filter(target -> !target.equals(room(type)))
                    .forEach(arrows::add);
        });

        assertThat(used).isEqualTo(ARROWS);
    }

    @Test
    void aKindIsNamedByNoOtherRoom() {
        ARROWS.forEach((room, arrows) -> assertThat(arrows).as(room).doesNotContainAnyElementsOf(KINDS));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomIsSmallEnoughToReadThrough(String room) throws IOException {
        int most = switch (room) {
            case "judge" -> 57;
            case "core" -> 20;
            case "runs" -> 17;
            default -> 16;
        };
        Path folder = room.equals("core") ? SOURCES : SOURCES.resolve(room);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith("package-info.java"))
                            .count())
                    .isBetween(1L, (long) most);
        }
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomIntroducesItself(String room) throws IOException {
        Path folder = room.equals("core") ? SOURCES : SOURCES.resolve(room);

        assertThat(Files.readString(folder.resolve("package-info.java"))).startsWith("/**");
    }

    @Test
    void usersSeeOnlyTheTypesThatAreMeantForThem() {
        Map<String, Set<String>> visible = CLASSES.stream()
                .filter(RoomsTest::isVisible)
                .collect(Collectors.groupingBy(
                        RoomsTest::room,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getSimpleName, Collectors.toCollection(TreeSet::new))));

        assertThat(visible).isEqualTo(VISIBLE);
    }

    @Test
    void mostTypesAreHidden() {
        long all = CLASSES.stream().filter(RoomsTest::isWritten).count();
        long seen = CLASSES.stream().filter(RoomsTest::isVisible).count();

        assertThat((all - seen) * 100.0 / all)
                .as(String.format(Locale.ROOT, "%d of %d types are visible", seen, all))
                .isGreaterThanOrEqualTo(55);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void theDrawingMarksTheRoomsThatAreNotExported(String room) throws IOException {
        assertThat(Files.readAllLines(DRAWING))
                .filteredOn(line -> line.startsWith("| `" + room + "` |") && line.contains("(inner)"))
                .hasSize(EXPORTED.contains(room) ? 0 : 1);
    }

    @Test
    void theDrawingHasTheRoomsAndTheirArrows() throws IOException {
        List<String> drawn = Files.readAllLines(DRAWING);

        ARROWS.forEach((room, arrows) -> {
            String uses = arrows.isEmpty() ? "nothing" : String.join(", ", arrows);
            assertThat(drawn)
                    .as("docs/architecture.md")
                    .anySatisfy(line ->
                            assertThat(line).startsWith("| `" + room + "` |").endsWith("| " + uses + " |"));
        });
    }

    private static boolean isWritten(JavaClass type) {
        return type.isTopLevelClass()
                && !type.getSimpleName().startsWith("Immutable")
                && !type.getSimpleName().equals("package-info");
    }

    private static boolean isVisible(JavaClass type) {
        return isWritten(type) && type.getModifiers().contains(JavaModifier.PUBLIC) && EXPORTED.contains(room(type));
    }

    private static String room(JavaClass type) {
        return room(type.getPackageName());
    }

    private static String room(String name) {
        String below = name.substring(CORE.length());
        return below.isEmpty() ? "core" : below.substring(1);
    }
}
