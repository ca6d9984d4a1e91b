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
        assertThat(documented().get(example.name())).isEqualTo(counted);
    }

    @Test
    void theTableHasEveryKind() throws IOException {
        assertThat(documented().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        examples().stream().map(ReleaseExample::name).toList());
    }

    private static Map<String, Map<String, Long>> documented() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("../docs/operations.md"))) {
            return lines.dropWhile(line -> !line.equals("## Requests of a run"))
                    .filter(line -> line.matches("\\| [a-z ]+ \\| `[A-Z]+ .*"))
                    .map(line -> line.split("\\s*\\|\\s*", -1))
                    .collect(Collectors.groupingBy(
                            cells -> cells[1],
                            TreeMap::new,
                            Collectors.toMap(
                                    cells -> cells[2].replace("`", ""),
                                    cells -> Long.valueOf(cells[3]),
                                    Long::sum,
                                    TreeMap::new)));
        }
    }
}
