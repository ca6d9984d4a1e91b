package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        out.getBuffer().setLength(0);
        return CommandLineFace.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
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
    void settings_that_make_no_sense_are_wrong_usage() {
        assertThat(run("canary")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "simulate", "--alpha", "2")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("canary", "simulate", "--outage", "5")).isEqualTo(ExitStatus.USAGE);
    }

    /** The short form of the benchmark. */
    @Test
    void the_limits_that_are_promised_are_kept() throws Exception {
        Path tables = folder.resolve("tables.md");
        assertThat(run("bench", "canary", "--runs", "100", "--out", tables.toString()))
                .as(out.toString())
                .isEqualTo(ExitStatus.DONE);
        assertThat(tables)
                .content()
                .isEqualToNormalizingNewlines(out.toString())
                .contains("All limits are kept.");
    }
}
