package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.FakeTime;
import io.cognigydeploy.testing.Traffic;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        out.getBuffer().setLength(0);
        return CommandLineFace.run(
                args, new Variables(Map.of()), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void what_was_simulated_is_judged_again_byte_for_byte() throws Exception {
        Path record = folder.resolve("decision.json");
        Path chart = folder.resolve("chart.svg");
        assertThat(run(
                        "canary",
                        "simulate",
                        "--runs",
                        "50",
                        "--record",
                        record.toString(),
                        "--chart",
                        chart.toString()))
                .isEqualTo(ExitStatus.DONE);
        assertThat(out.toString()).contains("sequential").contains("threshold").contains("ROLL_BACK");
        assertThat(chart).content().startsWith("<svg").contains("Roll back");

        assertThat(run("canary", "judge", "--replay", record.toString(), "--json"))
                .isEqualTo(ExitStatus.DONE);
        assertThat(out.toString().strip()).isEqualTo(Files.readString(record).strip());

        Path forged = folder.resolve("forged.json");
        Files.writeString(
                forged, Files.readString(record).replace("\"verdict\":\"roll_back\"", "\"verdict\":\"promote\""));
        assertThat(run("canary", "judge", "--replay", forged.toString())).isEqualTo(ExitStatus.NOT_DONE);

        Files.writeString(forged, "{}");
        assertThat(run("canary", "judge", "--replay", forged.toString())).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "judge", "--replay", folder.resolve("none").toString()))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void a_plan_says_whether_it_can_decide() {
        assertThat(run("canary", "plan", "--per-minute", "400", "--base-rate", "0.03"))
                .isEqualTo(ExitStatus.DONE);
        assertThat(run("canary", "plan", "--per-minute", "20", "--base-rate", "0.03", "--window", "5m"))
                .isEqualTo(ExitStatus.NOT_DONE);
        assertThat(out.toString()).contains("cannot decide");
    }

    @Test
    void a_plan_is_of_the_ramp_that_is_given() {
        assertThat(run(
                        "canary",
                        "plan",
                        "--per-minute",
                        "400",
                        "--base-rate",
                        "0.03",
                        "--ramp",
                        "25,50",
                        "--step",
                        "5m"))
                .isEqualTo(ExitStatus.DONE);
        assertThat(run("canary", "plan", "--per-minute", "40", "--base-rate", "0.03", "--share", "2", "--cap", "2"))
                .isEqualTo(ExitStatus.NOT_DONE);
        assertThat(out.toString()).contains("over 2 % of 40 conversations a minute");
        assertThat(run("canary", "plan", "--per-minute", "400", "--base-rate", "0.03", "--ramp", "50,25"))
                .isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void a_watch_of_seconds_has_time_for_the_first_measured_minute() {
        assertThat(CanaryCommand.deadline(Duration.ofSeconds(4))).isEqualTo(Duration.ofMinutes(2));
        assertThat(CanaryCommand.deadline(Duration.ofMinutes(60))).isEqualTo(Duration.ofMinutes(120));
    }

    @Test
    void settings_that_make_no_sense_are_wrong_usage() {
        assertThat(run("canary", "--fake", "--ramp", "5,100")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "--fake", "--ramp", "5,25", "--cap", "10")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "--fake", "--duration", "0s")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "--fake", "--max-error-rate", "5")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "--fake", "--interval", "0s")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "--fake", "--callback", "https://ci.example.com/hook"))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "simulate", "--alpha", "2")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "simulate", "--outage", "5")).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void runs_whole_with_nothing_configured() throws Exception {
        Program.Ended ended = Program.process(folder, Map.of(), "canary", "--fake", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.err()).contains("5 % of the conversations", "all conversations", "Succeeded", "report.html");
        JsonNode report = new JsonMapper().readTree(ended.lastLine());
        assertThat(report.path("canary").path("verdict").path("verdict").asText())
                .isEqualTo("promote");
        Path decision = Path.of(report.path("records").asText()).resolve("decision.json");
        assertThat(run("canary", "judge", "--replay", folder.resolve(decision).toString()))
                .isEqualTo(ExitStatus.DONE);
    }

    @Test
    void a_sick_canary_is_rolled_back_and_a_plan_changes_nothing() throws Exception {
        FakeCognigy fake = busy(0.2);
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> platform = Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key");
            assertThat(Program.run(folder, platform, quick("canary", "--plan")).status())
                    .isEqualTo(ExitStatus.DONE);
            assertThat(fake.deployments()).isEmpty();

            Program.Ended ended = Program.run(folder, platform, quick("canary"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
            assertThat(ended.err()).contains("RolledBack");
            assertThat(fake.liveVersion("bot_abc123", "env_prod_456")).contains("2.0.0");
        }
    }

    @Test
    void a_killed_watch_is_resumed() throws Exception {
        // Without errors of its own, so that the end depends on neither clock nor chance.
        FakeCognigy fake = busy(0);
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> platform = Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key");
            try (Program program = Program.start(folder, platform, quick("canary"))) {
                Program.until(folder.resolve(".cognigy-deploy").resolve("audit.jsonl"), "canary_observed");
                program.kill();
            }
            assertThat(fake.deployments()).hasSize(1);
            String runId;
            try (Stream<Path> runs = Files.list(folder.resolve(".cognigy-deploy"))) {
                runId = runs.map(run -> run.getFileName().toString())
                        .filter(name -> name.matches("\\d{8}-.*"))
                        .findFirst()
                        .orElseThrow();
            }

            Program.Ended ended = Program.run(folder, platform, quick("canary", "--resume", runId));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(fake.deployments()).hasSize(1);
            assertThat(fake.liveVersion("bot_abc123", "env_prod_456")).contains("2.1.0-canary");
        }
    }

    @Test
    void little_traffic_gets_more_time_unless_options_are_given() throws Exception {
        FakeTime time = new FakeTime(Instant.now().minus(Duration.ofMinutes(20)));
        Traffic all = Traffic.good().errorRate(0.03).perMinute(20);
        FakeCognigy fake = FakeCognigy.withDefaultWorld(time)
                .acceptAnyCredentials()
                .traffic("bot_abc123", "stable", all)
                .traffic("bot_abc123", "canary", all);
        time.sleep(Duration.ofMinutes(20));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> platform = Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key");
            String words = "shares and time, chosen for so few conversations";

            Program.Ended plain = Program.run(folder, platform, Literals.of("canary", "--plan", "--json"));
            Program.Ended given =
                    Program.run(folder, platform, Literals.of("canary", "--plan", "--json", "--duration", "60m"));

            assertThat(plain.lastLine()).contains(words, "25 %, 50 % in ");
            assertThat(given.lastLine())
                    .contains("chance that a healthy canary")
                    .doesNotContain(words);
        }
    }

    private static FakeCognigy busy(double canaryErrors) {
        return FakeCognigy.withDefaultWorld(Time.SYSTEM)
                .acceptAnyCredentials()
                .traffic("bot_abc123", "stable", Traffic.good().errorRate(0.03).perMinute(60_000))
                .traffic(
                        "bot_abc123",
                        "canary",
                        Traffic.good().errorRate(canaryErrors).perMinute(60_000));
    }

    private static String[] quick(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(
                "--interval",
                "200ms",
                "--duration",
                "60s",
                "--step",
                "500ms",
                "--poll-interval",
                "50ms",
                "--settle",
                "100ms"));
        return Literals.of(args[0], all.subList(1, all.size()).toArray(String[]::new));
    }

    /** Runs the short form of the benchmark. */
    @Test
    void the_limits_that_are_promised_are_kept() throws Exception {
        Path tables = folder.resolve("tables.md");
        assertThat(run("bench", "canary", "--only", "judges", "--runs", "100", "--out", tables.toString()))
                .as(out.toString())
                .isEqualTo(ExitStatus.DONE);
        assertThat(tables)
                .content()
                .isEqualToNormalizingNewlines(out.toString())
                .contains("All limits are kept.");
        assertThat(err.toString()).contains(" canaries judged, ");
    }

    @Test
    void a_limit_that_is_missed_is_named() {
        assertThat(run("bench", "canary", "--only", "judges", "--runs", "20", "--alpha", "0.4"))
                .isEqualTo(ExitStatus.NOT_DONE);
        assertThat(out.toString())
                .contains("MISSED: false rollback of ")
                .contains(" limits are missed.")
                .doesNotContain("MISSED: an outage")
                .doesNotContain("kept");
    }

    @Test
    void one_table_is_measured_alone() {
        assertThat(run("bench", "canary", "--quick", "--only", "none")).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString())
                .contains("Table none: 200 rollouts a cell, seed 20261120", "| R 400, share 5 % | ")
                .doesNotContain("Healthy canaries");
        assertThat(err.toString()).contains("none: ").contains("1200 canaries judged, ");
    }

    @Test
    void a_table_that_is_not_there_is_refused() {
        assertThat(run("bench", "canary", "--only", "weather")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString())
                .contains("--only must be one of [judges, ratio, clusters, ")
                .contains(", but was weather.");
    }
}
