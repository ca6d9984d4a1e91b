package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateCommandTest {

    private static final String LISTS_OF_TESTS = "/api/v1/tests/.*";

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    private Program.Ended gate(String... more) throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            return Program.run(
                    folder,
                    Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key"),
                    Literals.of("gate", more));
        }
    }

    private static JsonNode json(Program.Ended ended) throws Exception {
        return new JsonMapper().readTree(ended.lastLine());
    }

    @Test
    void judges_with_nothing_configured_and_leaves_nothing_behind() throws Exception {
        Program.Ended ended = Program.process(folder, Map.of(), "gate", "--fake", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.err()).contains("196 of 200 tests passed", "environment compatibility");
        assertThat(json(ended).path("gates"))
                .extracting(gate -> gate.path("verdict").asText())
                .containsExactly("pass", "pass", "pass");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).noneMatch(Files::isDirectory);
        }
    }

    @Test
    void only_reads() throws Exception {
        assertThat(gate().status()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.requests())
                .isNotEmpty()
                .allMatch(request -> request.method().equals("GET"));
    }

    @Test
    void judges_what_deploy_would_judge() throws Exception {
        Program.Ended alone = gate("--json");
        Program.Ended planned;
        try (FakeServer server = FakeServer.start(fake, 0)) {
            planned = Program.run(
                    folder,
                    Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key"),
                    Literals.of("deploy", "--plan", "--json"));
        }

        assertThat(json(alone).path("fingerprint").asText())
                .isNotEmpty()
                .isEqualTo(json(planned).path("fingerprint").asText());
        assertThat(names(alone)).isNotEmpty().isEqualTo(names(planned));
    }

    private static List<String> names(Program.Ended ended) throws Exception {
        List<String> names = new ArrayList<>();
        json(ended).path("gates").forEach(gate -> names.add(gate.path("name").asText()));
        return names;
    }

    @Test
    void a_suite_that_is_not_good_enough_shuts_it() throws Exception {
        Program.Ended ended = gate("--pass-rate", "0.99", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(ended.err()).contains("196 of 200 tests passed, which is below 0.99");
        assertThat(json(ended).path("gates").get(0).path("verdict").asText()).isEqualTo("fail");
    }

    @Test
    void so_does_one_that_is_too_old() throws Exception {
        fake.addTestRun("suite_old", 200, 200, "approved", Time.SYSTEM.now().minus(Duration.ofDays(2)));

        assertThat(gate("--suite", "suite_old").status()).isEqualTo(ExitStatus.DONE);
        assertThat(gate("--suite", "suite_old", "--max-age", "1h").status()).isEqualTo(ExitStatus.NOT_DONE);
    }

    @Test
    void so_does_an_environment_that_cannot_run_the_bot() throws Exception {
        Program.Ended ended = gate("--dependency", "of-a-dream@^1.0");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(ended.out()).contains("the environment lacks of-a-dream");
    }

    @Test
    void what_cannot_be_judged_is_neither_passed_nor_shut() throws Exception {
        fake.addSuite("suite_never_run");
        assertThat(gate("--suite", "suite_never_run").status()).isEqualTo(ExitStatus.PERSON_NEEDED);

        fake.fail(Fault.on("GET", LISTS_OF_TESTS).always().status(403));
        Program.Ended forbidden = gate("--json");
        assertThat(forbidden.status()).as(forbidden.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(json(forbidden).path("gates").get(0).path("verdict").asText())
                .isEqualTo("inconclusive");

        // A failed gate decides, also if another one could not be judged.
        assertThat(gate("--dependency", "of-a-dream").status()).isEqualTo(ExitStatus.NOT_DONE);
    }

    @Test
    void gate_plan_and_run_end_alike() throws Exception {
        String nowhere;
        try (FakeServer server = FakeServer.start(fake, 0)) {
            nowhere = server.url();
            Map<String, String> here = Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key");
            assertThat(statuses(here, "--version", "v9.9.9")).containsOnly(ExitStatus.NOT_DONE);
            assertThat(statuses(here, "--suite", "suite_none")).containsOnly(ExitStatus.PERSON_NEEDED);
        }
        Map<String, String> there = Map.of("COGNIGY_BASE_URL", nowhere, "COGNIGY_API_KEY", "some-key");
        assertThat(statuses(there)).containsOnly(ExitStatus.PERSON_NEEDED);
    }

    /** Runs the three commands side by side. */
    private List<Integer> statuses(Map<String, String> environment, String... more) {
        return Stream.of(List.of("gate"), List.of("deploy", "--plan"), List.of("deploy"))
                .map(command -> CompletableFuture.supplyAsync(
                        () -> {
                            List<String> line = new ArrayList<>(command.subList(1, command.size()));
                            line.addAll(List.of(more));
                            return Program.run(
                                            folder,
                                            environment,
                                            Literals.of(command.get(0), line.toArray(String[]::new)))
                                    .status();
                        },
                        task -> new Thread(task).start()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    @Test
    void a_platform_that_cannot_be_asked_is_no_verdict() throws Exception {
        String nowhere;
        try (FakeServer server = FakeServer.start(fake, 0)) {
            nowhere = server.url();
        }
        Program.Ended ended = Program.run(
                folder,
                Map.of("COGNIGY_BASE_URL", nowhere, "COGNIGY_API_KEY", "some-key"),
                Literals.of("gate", "--json"));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(json(ended).path("gates"))
                .extracting(gate -> gate.path("verdict").asText())
                .contains("inconclusive")
                .doesNotContain("fail");
        assertThat(ended.err()).doesNotContain("\tat ").contains("not sent to 127.0.0.1:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gate --fake --bot ../x | well formed",
                "gate --fake --pass-rate 1.5 | 0.95",
                "gate --fake --max-age soon | 50ms",
                "gate --fake --resume 20200101-000000-00000000 | --help"
            })
    void bad_input_is_told_in_a_line(String args, String said) throws Exception {
        Program.Ended ended = Program.run(folder, Map.of(), args.split(" "));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains(said).doesNotContain("Exception", "\tat ");
    }
}
