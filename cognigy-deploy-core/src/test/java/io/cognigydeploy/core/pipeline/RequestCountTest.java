package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The requests of a plan and a run that goes well, and the table of them in docs/operations.md. */
class RequestCountTest {

    @TempDir
    private Path records;

    static List<ReleaseExample<?>> examples() {
        return ReleaseExample.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    <D extends Deployment> void theTableCountsTheRequestsOfARun(ReleaseExample<D> example) throws IOException {
        FakeCognigy fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup().on(fake, fake, records);
        DeploymentPipeline<D> pipeline = fixture.pipeline();

        Plan plan = pipeline.plan(fixture.deployment);
        assertThat(pipeline.run(plan).outcome()).isInstanceOf(Outcome.Succeeded.class);

        Map<String, Long> counted = fake.requests().stream()
                .collect(Collectors.groupingBy(
                        request -> request.method() + " "
                                + request.path()
                                        .replaceAll("/([^/]*_[^/]*|[0-9a-f]{24}([0-9a-f]{40})?(?=/|$))", "/{id}"),
                        TreeMap::new,
                        Collectors.counting()));
        assertThat(timesOf(example.name())).isEqualTo(counted);
    }

    @Test
    void theTableHasEveryKind() throws IOException {
        assertThat(rows().map(RequestRow::kind).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        examples().stream().map(ReleaseExample::name).toList());
    }

    @Test
    void aKindAddsAtMostFourReads() throws IOException {
        Map<String, Integer> added = rows().collect(Collectors.groupingBy(
                RequestRow::kind, TreeMap::new, Collectors.summingInt(RequestRow::added)));

        assertThat(added).allSatisfy((kind, reads) -> assertThat(reads).isLessThanOrEqualTo(4));
        assertThat(rows()).allSatisfy(row -> assertThat(row.added()).isLessThanOrEqualTo((int) row.times()));
    }

    private static Map<String, Long> timesOf(String kind) throws IOException {
        return rows().filter(row -> row.kind().equals(kind))
                .collect(Collectors.toMap(RequestRow::request, RequestRow::times, Long::sum, TreeMap::new));
    }

    /** A row of the table; those of installations have no column for added reads. */
    private record RequestRow(String kind, String request, long times, int added) {

        static RequestRow of(String line) {
            String[] cells = line.split("\\s*\\|\\s*", -1);
            return new RequestRow(
                    cells[1],
                    cells[2].replace("`", ""),
                    Long.parseLong(cells[3]),
                    cells[4].matches("\\d+") ? Integer.parseInt(cells[4]) : 0);
        }
    }

    private static Stream<RequestRow> rows() throws IOException {
        return Files.readAllLines(Path.of("../docs/operations.md")).stream()
                .dropWhile(line -> !line.equals("## Requests of a run"))
                .filter(line -> line.matches("\\| [a-z ]+ \\| `[A-Z]+ .*"))
                .map(RequestRow::of);
    }
}
