package io.cognigydeploy.core.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.micrometer.CallMetrics;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of meters is that of a registry after a release that had everything. */
class MetersDocumentTest {

    private static final Path PAGE = Path.of("..", "docs", "observability.md");
    private static final Pattern ROW = Pattern.compile("\\| `(cognigy[.\\w]+)` \\|.*");

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** A row of the table, in the words of the page. */
    private record MeterRow(String name, String type, String unit, Set<String> tags) {}

    @BeforeEach
    void release() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        RunMetrics runs = new RunMetrics(registry);
        CallMetrics calls = new CallMetrics(registry);
        CognigyClient client = CognigyClient.builder()
                .baseUrl("https://cognigy.test")
                .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                .transport(fake)
                .time(fake.time())
                .random(new Random(1))
                .rateLimit(60, 1)
                .listener(calls)
                .build();
        calls.budgetOf(client);
        var release = ReleaseFixture.bot(fake, fake, folder)
                .withClient(client)
                .fault(
                        Fault.on("GET", "/api/v1/deployments/.*").times(1).status(503),
                        Fault.on("POST", "/api/v1/deployments").times(1).drop())
                .with(builder ->
                        builder.verify("smoke", applied -> Verdict.pass()).listener(runs));
        String runId = release.run().runId();
        runs.on(new RunEvent(
                runId,
                "bot-version",
                "env",
                9,
                new Event.RunTakenOver(fake.time().now(), "pod-2", "pod-1")));
    }

    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals("## Meters"))
                .takeWhile(line -> !line.equals("## Spans"))
                .filter(line -> ROW.matcher(line).matches())
                .map(line -> line.split("\\|", -1))
                .toList();
    }

    private static Set<MeterRow> documented() throws IOException {
        return rows().stream()
                .map(cells -> new MeterRow(
                        cells[1].strip().replace("`", ""), cells[2].strip(), cells[3].strip(), words(cells[4])))
                .collect(Collectors.toSet());
    }

    private static Set<String> words(String cell) {
        return Arrays.stream(cell.split("[`, ]+"))
                .filter(word -> !word.isBlank())
                .collect(Collectors.toSet());
    }

    private static Set<String> prometheusNames() throws IOException {
        return rows().stream().flatMap(cells -> words(cells[5]).stream()).collect(Collectors.toSet());
    }

    @Test
    void theTableHasEachMeterWithItsTypeUnitAndTags() throws IOException {
        Set<MeterRow> registered = registry.getMeters().stream()
                .map(Meter::getId)
                .map(id -> new MeterRow(
                        id.getName(),
                        id.getType().name().toLowerCase(Locale.ROOT),
                        Objects.requireNonNullElse(id.getBaseUnit(), "times"),
                        id.getTags().stream().map(Tag::getKey).collect(Collectors.toSet())))
                .collect(Collectors.toSet());

        assertThat(registered).containsExactlyInAnyOrderElementsOf(documented()).isNotEmpty();
    }

    @Test
    void theTableHasTheNamesThatPrometheusReads() throws IOException {
        Set<String> exposed = registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(exposed).containsExactlyInAnyOrderElementsOf(prometheusNames());
    }

    @Test
    void noTagHasAnIdATargetOrANameOfACheck() {
        assertThat(registry.scrape()).doesNotContain("env_prod", "bot_9f8e", "smoke", "suite_", "dep_");
    }
}
