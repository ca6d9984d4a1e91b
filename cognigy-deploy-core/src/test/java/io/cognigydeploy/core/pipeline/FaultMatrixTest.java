package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.pipeline.FaultRun.FaultReport;
import io.cognigydeploy.core.pipeline.Witness.End;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of deployment, one that goes well and one that has to be undone, against every fault, at
 * every request and at every record of its journal. Whatever happens, what is said at the end is true, no request had its
 * effect twice, the journal is whole, and going on with what has ended changes nothing. The whole of it, as a table and in
 * {@code target/fault-matrix.md}: {@code mvn -B -pl cognigy-deploy-core -am test -Dtest=FaultMatrixTest
 * -Dgroups=long -DexcludedGroups=none -Dsurefire.failIfNoSpecifiedTests=false}.
 *
 * <p>The same on PostgreSQL, where the process also dies, the connection is cut and the disk is full at every statement and
 * every commit: the class name with {@code #everyKindInPostgres*}. Its tables are in {@code target} beside the other.
 */
public class FaultMatrixTest {

    @TempDir
    Path folder;

    private final AtomicInteger faultRuns = new AtomicInteger();

    @Test
    void someFaultsOfABotDeployment() throws Exception {
        Set<String> some = Set.of("dropped after effect", "cancelled at a record");
        List<FaultCase> faultCases = FaultCase.all().stream()
                .filter(faultCase -> some.contains(faultCase.name()))
                .toList();

        List<FaultReport> findings =
                put(StoreKind.FILES, List.of(ReleaseExample.all().get(0)), faultCases);

        assertThat(findings)
                .filteredOn(finding -> !finding.problems().isEmpty())
                .isEmpty();
        assertThat(findings).extracting(FaultReport::faultCase).containsAll(some);
    }

    @Test
    void someFaultsOfADatabaseInABotDeployment() throws Exception {
        List<FaultCase> lostAnswers = FaultCase.ofDatabase().stream()
                .filter(faultCase -> faultCase.name().equals("connection cut, committed"))
                .toList();

        List<FaultReport> findings =
                put(StoreKind.POSTGRES, List.of(ReleaseExample.all().get(0)), lostAnswers);

        assertThat(findings)
                .filteredOn(finding -> !finding.problems().isEmpty())
                .isEmpty();
        assertThat(findings).hasSizeGreaterThan(20);
    }

    @Test
    void everyKindWithoutAFaultGoesWellOrIsUndone() throws Exception {
        for (ReleaseExample<?> example : ReleaseExample.all()) {
            assertThat(clean(example).end()).as(example.name()).isEqualTo(End.SUCCEEDED);
            assertThat(clean(example.thatIsUndone()).end()).as(example.name()).isEqualTo(End.UNDONE);
        }
    }

    private FaultReport clean(ReleaseExample<?> example) throws InterruptedException {
        FaultReport finding = faultRun(StoreKind.FILES, example)
                .undergo(new FaultCase("nothing", FaultCase.Moments.RECORDS, (run, number) -> {}), 1)
                .orElseThrow();
        assertThat(finding.problems()).isEmpty();
        return finding;
    }

    @Test
    @Tag("long")
    void everyKindWithEveryFault() throws Exception {
        everyKind(StoreKind.FILES, FaultCase.all(), "fault-matrix.md");
    }

    @Test
    @Tag("long")
    void everyKindInPostgresWithEveryFaultOfAStatement() throws Exception {
        everyKind(StoreKind.POSTGRES, FaultCase.ofDatabase(), "fault-matrix-postgres.md");
    }

    @Test
    @Tag("long")
    void everyKindInPostgresWithEveryOtherFault() throws Exception {
        everyKind(StoreKind.POSTGRES, FaultCase.all(), "fault-matrix-on-postgres.md");
    }

    private void everyKind(StoreKind store, List<FaultCase> faultCases, String file) throws Exception {
        List<ReleaseExample<?>> examples = new ArrayList<>();
        for (ReleaseExample<?> example : ReleaseExample.all()) {
            if (example.name().contains(System.getProperty("matrix.kind", ""))) {
                examples.add(example);
                examples.add(example.thatIsUndone());
            }
        }

        List<FaultReport> findings = put(store, examples, faultCases);

        String table = table(findings);
        System.out.print(table);
        Files.writeString(Path.of("target", file), table);
        assertThat(findings)
                .filteredOn(finding -> !finding.problems().isEmpty())
                .isEmpty();
    }

    /** Runs every example with every fault at every moment, on all cores, and prints each example that is done. */
    private List<FaultReport> put(StoreKind store, List<ReleaseExample<?>> examples, List<FaultCase> faultCases)
            throws Exception {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<List<FaultReport>>> rows = new ArrayList<>();
            for (ReleaseExample<?> example : examples) {
                for (FaultCase faultCase : faultCases) {
                    rows.add(workers.submit(() -> row(store, example, faultCase)));
                }
            }
            List<FaultReport> findings = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                findings.addAll(rows.get(i).get());
                if ((i + 1) % faultCases.size() == 0) {
                    System.out.println(examples.get(i / faultCases.size()).name() + ": " + findings.size() + " cells");
                }
            }
            return findings;
        } finally {
            workers.shutdownNow();
        }
    }

    private List<FaultReport> row(StoreKind store, ReleaseExample<?> example, FaultCase faultCase)
            throws InterruptedException {
        List<FaultReport> findings = new ArrayList<>();
        int number = 0;
        Optional<FaultReport> finding;
        do {
            finding = faultRun(store, example).undergo(faultCase, ++number);
            finding.ifPresent(findings::add);
            Thread.interrupted(); // Some faults are interrupts.
        } while (finding.isPresent());
        assertThat(number).as("moments of " + example.name()).isGreaterThan(8);
        return findings;
    }

    private FaultRun<?> faultRun(StoreKind store, ReleaseExample<?> example) {
        return new FaultRun<>(example, store, folder.resolve(String.valueOf(faultRuns.incrementAndGet())));
    }

    private static String table(List<FaultReport> findings) {
        Map<String, List<FaultReport>> rows = new LinkedHashMap<>();
        for (FaultReport finding : findings) {
            rows.computeIfAbsent("| " + finding.example() + " | " + finding.faultCase(), none -> new ArrayList<>())
                    .add(finding);
        }
        StringBuilder table = new StringBuilder(
                "| kind | fault, once | cells | succeeded | nothing changed, or undone | left to a person |"
                        + " not as it has to be |\n"
                        + "| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
        rows.forEach((name, row) -> table.append(name).append(figures(row)));
        return table.append("| all | all").append(figures(findings)).toString();
    }

    private static String figures(List<FaultReport> findings) {
        return " | %d | %d | %d | %d | %d |%n"
                .formatted(
                        findings.size(),
                        count(findings, End.SUCCEEDED),
                        count(findings, End.UNDONE),
                        count(findings, End.PERSON_NEEDED),
                        findings.stream()
                                .filter(finding -> !finding.problems().isEmpty())
                                .count());
    }

    private static long count(List<FaultReport> findings, End end) {
        return findings.stream().filter(finding -> finding.end() == end).count();
    }
}
