package io.cognigydeploy.core;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.canary.CanaryVerdict;
import io.cognigydeploy.core.canary.DecisionRecord;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A report as a person reads it: what happened and what to do first, the evidence after. */
final class ReportMarkdown {

    private final StringBuilder text = new StringBuilder();

    private ReportMarkdown() {}

    static String of(Report report) {
        ReportMarkdown page = new ReportMarkdown();
        page.write(report);
        return page.text.toString();
    }

    private void write(Report report) {
        Outcome outcome = report.outcome();
        line("# %s".formatted(title(outcome)));
        line("");
        line("%s".formatted(cell(outcome.because())));
        if (outcome instanceof Outcome.Unknown unknown) {
            line("");
            line("**What to do:** %s".formatted(cell(unknown.nextStep())));
        } else if (outcome instanceof Outcome.RollbackFailed failed) {
            line("");
            line("**The rollback failed:** %s".formatted(cell(failed.rollbackFailure())));
            line("");
            line("**What to do:** %s".formatted(cell(failed.nextStep())));
        } else if (outcome instanceof Outcome.Succeeded succeeded) {
            for (String open : succeeded.unconfirmed()) {
                line("");
                line("**Not confirmed:** %s".formatted(cell(open)));
            }
        }
        line("");
        line("| | |");
        line("| --- | --- |");
        line("| run | %s |".formatted(report.runId()));
        report.platform().ifPresent(name -> line("| platform | %s |".formatted(name)));
        line("| wish | %s |".formatted(cell(report.wish())));
        line("| by | %s |".formatted(cell(report.actor())));
        line("| begun | %s |".formatted(report.begun()));
        line("| took | %s |".formatted(seconds(report.took())));
        for (Evidence fact : report.before()) {
            line("| before: %s | %s |".formatted(cell(fact.name()), cell(fact.value())));
        }
        report.manifestSha256().ifPresent(sha -> line("| manifest | sha256 %s |".formatted(sha)));
        line("| records | %s |".formatted(cell(report.folder().toString())));
        report.journalCuts().forEach(cut -> line("| journal | %s |".formatted(cell(cut.describe()))));

        checks("Gates", report.gates());
        if (!report.mutations().isEmpty()) {
            line("");
            line("## Changes");
            line("");
            line("| change | operation | sent | states | end | read back |");
            line("| --- | --- | --- | --- | --- | --- |");
            for (Report.MutationReport mutation : report.mutations()) {
                line("| %s<br>%s | %s%s | %d | %s | %s | %s |"
                        .formatted(
                                cell(mutation.name()),
                                cell(mutation.description()),
                                cell(mutation.operationId().orElse("none")),
                                mutation.adopted() ? " (found on the platform)" : "",
                                mutation.requests(),
                                cell(String.join(" → ", mutation.states())),
                                cell(mutation.end().orElse(mutation.refusal().orElse("not seen"))
                                        + mutation.message()
                                                .map(more -> ": " + more)
                                                .orElse("")),
                                cell(mutation.confirmation()
                                        .map(verdict -> word(verdict) + ", " + verdict.reason())
                                        .orElse("no"))));
            }
        }
        report.canary().ifPresent(this::canary);
        checks("Verification", report.verifications());
        if (!report.deliveries().isEmpty()) {
            line("");
            line("## Who was told");
            line("");
            line("| receiver | |");
            line("| --- | --- |");
            for (Report.Delivery delivery : report.deliveries()) {
                line("| %s | %s |"
                        .formatted(
                                cell(delivery.receiver()),
                                cell(delivery.failure()
                                        .map(why -> "NOT delivered: " + why)
                                        .orElse("delivered"))));
            }
        }
        line("");
        line("## What happened");
        line("");
        line("| after | |");
        line("| --- | --- |");
        for (Event event : report.events()) {
            line("| %s | %s |"
                    .formatted(seconds(Duration.between(report.begun(), event.at())), cell(event.describe())));
        }
    }

    private void canary(DecisionRecord decision) {
        CanaryVerdict.Grounds grounds = decision.verdict().grounds();
        line("");
        line("## Canary");
        line("");
        line(cell(decision.verdict().reason()));
        line("");
        line("%d conversations of the canary, %d of stable, %d looks of use, not of use: %s"
                .formatted(
                        grounds.canaryConversations(),
                        grounds.stableConversations(),
                        grounds.windows(),
                        grounds.refused().isEmpty()
                                ? "none"
                                : cell(grounds.refused().toString())));
        grounds.cannotExclude().forEach(cause -> line("- cannot exclude: " + cell(cause)));
        decision.shadowVerdicts()
                .forEach(shadow -> line("- shadow %s %s: %s"
                        .formatted(
                                cell(shadow.judge()),
                                shadow.disagrees() ? "disagrees" : "agrees",
                                cell(shadow.verdict().reason()))));
    }

    private void checks(String title, List<CheckResult> results) {
        if (results.isEmpty()) {
            return;
        }
        line("");
        line("## %s".formatted(title));
        line("");
        line("| check | verdict | reason | evidence |");
        line("| --- | --- | --- | --- |");
        for (CheckResult result : results) {
            line("| %s | %s | %s | %s |"
                    .formatted(
                            cell(result.name()),
                            word(result.verdict()),
                            cell(result.verdict().reason()),
                            cell(String.join(
                                    "; ",
                                    result.verdict().evidence().stream()
                                            .map(Evidence::toString)
                                            .toList()))));
        }
    }

    static String title(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded) {
            return "Succeeded";
        } else if (outcome instanceof Outcome.Rejected) {
            return "Rejected: nothing was changed";
        } else if (outcome instanceof Outcome.Failed) {
            return "Failed: nothing is changed";
        } else if (outcome instanceof Outcome.Cancelled) {
            return "Cancelled: nothing is changed";
        } else if (outcome instanceof Outcome.RolledBack) {
            return "Rolled back";
        } else if (outcome instanceof Outcome.RollbackFailed) {
            return "ROLLBACK FAILED: a person is needed";
        }
        return "UNKNOWN: a person is needed";
    }

    private static String word(Verdict verdict) {
        if (verdict instanceof Verdict.Pass) {
            return "pass";
        }
        return verdict instanceof Verdict.Fail ? "**FAIL**" : "**INCONCLUSIVE**";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }

    private static final Pattern MARKUP = Pattern.compile("[\\\\`*\\[\\]<|~]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");
    private static final Pattern LINK = Pattern.compile("(?i)(?<=:)//|(?<=www)\\.|(?<![\\w.])@(?=\\w)");
    private static final Pattern BLOCK = Pattern.compile("^(\\d{0,9})([#>+=.)-])");

    /** Text of others must not break the table, become markup or a link. */
    private static String cell(String text) {
        String line = Printable.shown(text).replace("&", "&amp;");
        line = MARKUP.matcher(line).replaceAll(found -> found.group().equals("<") ? "&lt;" : "\\\\$0");
        line = LINK.matcher(line)
                .replaceAll(found -> "&#" + (int) found.group().charAt(0) + ";"
                        + found.group().substring(1));
        return BLOCK.matcher(line).replaceFirst("$1\\\\$2");
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
