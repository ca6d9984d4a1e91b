package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnderstandingCommandTest {

    private static final String BOT = "bot_12345";

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    private Program.Ended run(FakeServer server, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("understanding", "--utterances", file("set.csv")));
        args.addAll(List.of(more));
        return Program.run(
                folder,
                Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key"),
                args.toArray(String[]::new));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void understand(String intent) {
        IntStream.range(0, 20).forEach(i -> fake.understands(BOT, "order " + i, intent, 0.9));
    }

    @Test
    void records_compares_and_compares_recordings() throws Exception {
        Files.writeString(
                folder.resolve("set.csv"),
                IntStream.range(0, 20)
                        .mapToObj(i -> "order " + i + ",order")
                        .collect(Collectors.joining("\n", "text,intent\n", "\norder 0,order\n")));
        understand("order");
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended recorded = run(server, "--bot", BOT, "--record", file("before.jsonl"));
            assertThat(recorded.status()).as(recorded.err()).isEqualTo(ExitStatus.DONE);
            assertThat(recorded.err()).contains("line 22 repeats line 2", "20 of 20 utterances were put to bot " + BOT);

            Program.Ended same = run(server, "--bot", BOT, "--before", file("before.jsonl"), "--json");
            assertThat(same.status()).isEqualTo(ExitStatus.PERSON_NEEDED);
            assertThat(new JsonMapper()
                            .readTree(same.lastLine())
                            .at("/verdict/reason")
                            .asText())
                    .contains("takes about 189 utterances");

            understand("cancel");
            Program.Ended worse =
                    run(server, "--bot", BOT, "--before", file("before.jsonl"), "--chart", file("chart.svg"));
            assertThat(worse.status()).isEqualTo(ExitStatus.NOT_DONE);
            assertThat(worse.out()).startsWith("Failed: ").contains("20 lost, 0 gained");
            assertThat(folder.resolve("chart.svg")).content().startsWith("<svg").contains("intent order");
        }
        Program.Ended offline = Program.run(
                folder,
                Map.of(),
                "understanding",
                "--utterances",
                file("set.csv"),
                "--before",
                file("before.jsonl"),
                "--after",
                file("before.jsonl"),
                "--losing",
                "0.3",
                "--worse",
                "0.3");
        assertThat(offline.status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void faults_of_files_and_options_are_usage() throws Exception {
        Files.writeString(folder.resolve("set.csv"), "text,intents\nhello,greet\n");
        try (FakeServer server = FakeServer.start(fake, 0)) {
            assertThat(run(server, "--bot", BOT).status()).isEqualTo(ExitStatus.USAGE);

            Program.Ended column = run(server, "--bot", BOT, "--record", file("before.jsonl"));
            assertThat(column.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(column.err()).contains("set.csv: line 1: the column \"intents\" is not known");

            Files.writeString(folder.resolve("set.csv"), "text,intent\nhello,greet\n");
            Files.writeString(folder.resolve("before.jsonl"), "{}");
            Program.Ended baseline = run(server, "--bot", BOT, "--before", file("before.jsonl"));
            assertThat(baseline.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(baseline.err()).contains("before.jsonl: The file is no baseline");
            assertThat(fake.requests()).isEmpty();
        }
    }
}
