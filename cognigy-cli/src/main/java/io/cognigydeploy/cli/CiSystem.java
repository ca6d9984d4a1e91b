package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.record.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Form in which a CI system receives plans, ends of runs and failures. A file that cannot be written is named on standard
 * error and changes no exit status, because the run has ended.
 */
sealed interface CiSystem permits GitHubActions, DotenvFile {

    /** Passes a plan and the verdicts on it. */
    void planned(Plan plan, List<CheckResult> gates);

    /** Passes the end of the run that the command was called for. */
    void ended(Report report);

    /** Passes the end of a run that followed another, such as the deletion of old snapshots after a release. */
    void followed(Report report);

    /** Returns the CI systems of a command, by its variables and options. */
    static List<CiSystem> of(CommandSpec spec, Optional<Path> dotenv) {
        PrintWriter log = spec.commandLine().getErr();
        return Stream.concat(
                        GitHubActions.of(Variables.of(spec), log).stream(),
                        dotenv.map(file -> new DotenvFile(file, log)).stream())
                .map(CiSystem.class::cast)
                .toList();
    }

    /** Returns the values of a plan for later steps, each on one line. */
    static Map<String, String> values(Plan plan) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("changes", Integer.toString(plan.changes().size()));
        values.put("fingerprint", plan.fingerprint());
        return values;
    }

    /** Returns the values of a run for later steps, each on one line. The paths are absent if the records are in no files. */
    static Map<String, String> values(Report report) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("run-id", report.runId());
        values.put("outcome", name(report.outcome()).toLowerCase(Locale.ROOT).replace(' ', '_'));
        report.folder().ifPresent(folder -> {
            values.put("report", Printable.shown(folder.resolve("report.html").toString()));
            values.put("junit", Printable.shown(folder.resolve("report.xml").toString()));
        });
        return values;
    }

    /** Returns the name of an outcome in words, such as {@code Rolled back}. */
    static String name(Outcome outcome) {
        String name = outcome.getClass().getSimpleName();
        return name.charAt(0) + name.substring(1).replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    /** Adds text to a file that a CI system reads. */
    static void append(Path file, String text, PrintWriter log) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            log.println(Printable.shown("Nothing was added to " + file + ": " + e));
        }
    }
}
