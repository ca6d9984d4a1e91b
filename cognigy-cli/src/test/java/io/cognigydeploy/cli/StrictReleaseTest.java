package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.cli.strict.StrictInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for snapshots against two installations that have the documented API and no other. */
class StrictReleaseTest {

    private static final List<String> QUICK = List.of("--poll-interval", "20ms", "--settle", "50ms");

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private StrictInstallation dev;

    @SuppressWarnings("NullAway.Init")
    private StrictInstallation prod;

    @BeforeEach
    void start() throws IOException {
        dev = StrictInstallation.start("the-key-of-dev", "shop-dev", "v1.0.0", "v1.1.0");
        prod = StrictInstallation.start("the-key-of-prod", "shop-prod", "v1.0.0");
    }

    @AfterEach
    void everyRequestWasInForm() {
        dev.close();
        prod.close();
        assertThat(dev.violations()).isEmpty();
        assertThat(prod.violations()).isEmpty();
    }

    private Program.Ended snapshot(String... args) throws IOException {
        Path stages = Files.writeString(folder.resolve("stages.json"), """
                {"version": 1,
                 "stages": {
                  "dev": {"baseUrl": "%s", "endpointUrl": "%s", "apiKeyEnv": "DEV_KEY", "project": "shop-dev"},
                  "prod": {"baseUrl": "%s", "endpointUrl": "%s", "apiKeyEnv": "PROD_KEY", "project": "shop-prod",
                           "endpoints": ["Web"], "playbooks": ["Smoke"], "probe": ["hello"]}}}
                """.formatted(
                        dev.baseUrl(), dev.endpointUrl(), prod.baseUrl(), prod.endpointUrl()));
        return Program.run(
                folder,
                Map.of(
                        "COGNIGY_STAGES", stages.toString(),
                        "DEV_KEY", "the-key-of-dev",
                        "PROD_KEY", "the-key-of-prod"),
                Stream.concat(Stream.of("snapshot"), Stream.of(args)).toArray(String[]::new));
    }

    /** Runs a command to its success, and returns the id of its run. */
    private String done(String... args) throws IOException {
        Program.Ended ended =
                snapshot(Stream.concat(Stream.of(args), QUICK.stream()).toArray(String[]::new));
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        return new JsonMapper().readTree(ended.lastLine()).path("runId").asText();
    }

    private static List<String> changes(StrictInstallation of) {
        return of.requests().stream()
                .filter(line -> !line.startsWith("GET "))
                .map(line -> line.replaceAll("[0-9a-f]{24,}", "{id}"))
                .toList();
    }

    @Test
    void theStagesAreRead() throws Exception {
        Program.Ended ended = snapshot("stages", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.lastLine()).contains("shop-dev", "shop-prod", "v1.0.0", "Main", "English");
        assertThat(changes(dev)).isEmpty();
        assertThat(changes(prod)).isEmpty();
    }

    @Test
    void aPlanOnlyReads() throws Exception {
        done("release", "--to", "prod", "--plan", "--json");

        assertThat(changes(dev)).isEmpty();
        assertThat(changes(prod)).isEmpty();
    }

    @Test
    void aSnapshotIsReleasedAndUndone() throws Exception {
        String run = done("release", "--to", "prod", "--json");

        assertThat(prod.running()).isEqualTo("shop-dev " + run);
        assertThat(changes(dev))
                .containsExactly(
                        "POST /new/v2.0/snapshots",
                        "POST /new/v2.0/snapshots/{id}/package",
                        "POST /new/v2.0/snapshots/{id}/downloadlink");
        assertThat(changes(prod))
                .containsExactly(
                        "POST /new/v2.0/snapshots/upload",
                        "POST /new/v2.0/playbooks/{id}/schedule",
                        "PATCH /new/v2.0/endpoints/{id}",
                        "POST /test/{id}");

        done("undo", run, "--json");

        assertThat(prod.running()).isEqualTo("v1.0.0");
        assertThat(prod.snapshots()).containsExactly("v1.0.0", "shop-dev " + run);
    }

    @Test
    void anExistingSnapshotIsTransferredOnce() throws Exception {
        done("release", "--to", "prod", "--snapshot", "v1.1.0", "--json");
        done("release", "--to", "prod", "--snapshot", "v1.0.0", "--json");
        done("release", "--to", "prod", "--snapshot", "v1.1.0", "--flow", "Main", "--locale", "English", "--json");

        assertThat(prod.running()).isEqualTo("v1.1.0");
        assertThat(changes(dev)).doesNotContain("POST /new/v2.0/snapshots");
        assertThat(changes(prod)).containsOnlyOnce("POST /new/v2.0/snapshots/upload");
    }

    @Test
    void withinOneProjectNothingIsTransferred() throws Exception {
        String run = done("release", "--from", "prod", "--to", "prod", "--json");

        assertThat(prod.running()).isEqualTo("shop-prod " + run);
        assertThat(dev.requests()).isEmpty();
        assertThat(changes(prod))
                .containsExactly(
                        "POST /new/v2.0/snapshots",
                        "POST /new/v2.0/playbooks/{id}/schedule",
                        "PATCH /new/v2.0/endpoints/{id}",
                        "POST /test/{id}");
        done("undo", run, "--json");
        assertThat(prod.running()).isEqualTo("v1.0.0");
    }
}
