package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.record.Report;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Steps of GitHub Actions: a summary in Markdown, outputs for later steps, and annotations of what stopped a run.
 *
 * @param summary the file of {@code GITHUB_STEP_SUMMARY}
 * @param outputs the file of {@code GITHUB_OUTPUT}
 * @param log receives the annotations
 */
record GitHubActions(Optional<Path> summary, Optional<Path> outputs, PrintWriter log) implements CiSystem {

    /** GitHub shows no more errors of a step. */
    private static final int MOST_ANNOTATIONS = 10;

    /** GitHub refuses a summary of more than 1 MiB; several commands may be in one step. */
    private static final int MOST_BYTES = 500_000;

    /** Returns the step that the variables name; empty elsewhere. */
    static Optional<GitHubActions> of(Variables variables, PrintWriter log) {
        return variables
                .get("GITHUB_ACTIONS")
                .filter("true"::equals)
                .map(yes -> new GitHubActions(
                        variables.get("GITHUB_STEP_SUMMARY").map(Path::of),
                        variables.get("GITHUB_OUTPUT").map(Path::of),
                        log));
    }

    @Override
    public void planned(Plan plan, List<CheckResult> gates) {
        StringBuilder text = new StringBuilder("# Plan\n\n");
        plan.describe().lines().forEach(line -> text.append("    ").append(line).append('\n'));
        text.append('\n');
        gates.forEach(gate -> text.append("    ")
                .append(Printable.shown(gate.verdict().match("pass", "FAIL", "INCONCLUSIVE") + "  " + gate.name() + ": "
                        + gate.verdict().reason()))
                .append('\n'));
        summarize(text.toString());
        output(CiSystem.values(plan));
        errors(failed("Gate", gates).toList());
    }

    @Override
    public void ended(Report report) {
        followed(report);
        output(CiSystem.values(report));
    }

    @Override
    public void followed(Report report) {
        summarize(report.toMarkdown());
        if (!report.outcome().isSuccess()) {
            errors(Stream.of(
                            Stream.of(outcome(report.outcome())),
                            failed("Gate", report.gates()),
                            failed("Verification", report.verifications()))
                    .flatMap(each -> each)
                    .toList());
        }
    }

    /** Shows the reason of a failure that left no report as an error. */
    void failed(String reason) {
        errors(List.of(new Annotation("cognigy-deploy", reason)));
    }

    /** An error that GitHub shows with the step and with the commit. */
    private record Annotation(String title, String message) {

        String command() {
            return "::error title=" + escaped(title).replace(":", "%3A").replace(",", "%2C") + "::" + escaped(message);
        }

        private static String escaped(String text) {
            return Printable.shown(text).replace("%", "%25");
        }
    }

    private static Annotation outcome(Outcome outcome) {
        String more = outcome instanceof Outcome.Unknown unknown
                ? " What to do: " + unknown.nextStep()
                : outcome instanceof Outcome.RollbackFailed rollback
                        ? " The rollback failed: " + rollback.rollbackFailure() + " What to do: " + rollback.nextStep()
                        : "";
        return new Annotation(CiSystem.name(outcome), outcome.because() + more);
    }

    private static Stream<Annotation> failed(String phase, List<CheckResult> checks) {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(check -> new Annotation(
                        phase + " " + check.name() + check.verdict().match("", " failed", " is inconclusive"),
                        check.verdict().reason()));
    }

    private void errors(List<Annotation> all) {
        List<Annotation> shown = new ArrayList<>(all);
        if (shown.size() > MOST_ANNOTATIONS) {
            int more = shown.size() - MOST_ANNOTATIONS + 1;
            shown.subList(MOST_ANNOTATIONS - 1, shown.size()).clear();
            shown.add(new Annotation("cognigy-deploy", more + " more, in the report"));
        }
        shown.forEach(each -> log.println(each.command()));
    }

    private void summarize(String markdown) {
        summary.ifPresent(file -> CiSystem.append(file, cut(markdown) + "\n", log));
    }

    /** Returns the first lines of a text that GitHub accepts. */
    private static String cut(String markdown) {
        if (markdown.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
            return markdown;
        }
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        for (String line : markdown.split("\n", -1)) {
            bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > MOST_BYTES) {
                break;
            }
            text.append(line).append('\n');
        }
        return text.append("\nThe rest is in the report.\n").toString();
    }

    private void output(Map<String, String> values) {
        outputs.ifPresent(file -> CiSystem.append(
                file,
                values.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                        .collect(Collectors.joining()),
                log));
    }
}
