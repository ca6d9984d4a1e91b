package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.DecisionRecord;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A report for a person: first the end of the run and what to do, then the evidence. */
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
        row("# %s", title(outcome));
        line("");
        row("%s", cell(outcome.because()));
        if (outcome instanceof Outcome.Unknown unknown) {
            line("");
            row("**What to do:** %s", cell(unknown.nextStep()));
        } else if (outcome instanceof Outcome.RollbackFailed failed) {
            line("");
            row("**The rollback failed:** %s", cell(failed.rollbackFailure()));
            line("");
            row("**What to do:** %s", cell(failed.nextStep()));
        } else if (outcome instanceof Outcome.Succeeded succeeded) {
            for (String open : succeeded.unconfirmed()) {
                line("");
                row("**Not confirmed:** %s", cell(open));
            }
        }
        line("");
        line("| | |");
        line("| --- | --- |");
        row("| run | %s |", report.runId());
        report.platform().ifPresent(name -> row("| platform | %s |", name));
        row("| deployment | %s |", cell(report.description()));
        row("| by | %s |", cell(report.actor()));
        row("| begun | %s |", report.begun());
        row("| took | %s |", seconds(report.took()));
        for (Evidence fact : report.before()) {
            row("| before: %s | %s |", cell(fact.name()), cell(fact.value()));
        }
        report.manifestSha256().ifPresent(sha -> row("| manifest | sha256 %s |", sha));
        row("| records | %s |", cell(report.folder().toString()));
        report.journalCuts().forEach(cut -> row("| journal | %s |", cell(cut.describe())));

        checks("Gates", report.gates());
        if (!report.mutations().isEmpty()) {
            line("");
            line("## Changes");
            line("");
            line("| change | operation | sent | states | end | read back |");
            line("| --- | --- | --- | --- | --- | --- |");
            for (Report.MutationReport mutation : report.mutations()) {
                row(
                        "| %s<br>%s | %s%s | %d | %s | %s | %s |",
                        cell(mutation.name()),
                        cell(mutation.description()),
                        cell(mutation.operationId().orElse("none")),
                        mutation.adopted() ? " (found on the platform)" : "",
                        mutation.requests(),
                        cell(String.join(" → ", mutation.states())),
                        cell(mutation.end().orElse(mutation.refusal().orElse("not seen"))
                                + mutation.message().map(more -> ": " + more).orElse("")),
                        cell(mutation.confirmation()
                                .map(verdict -> word(verdict) + ", " + verdict.reason())
                                .orElse("no")));
            }
        }
        report.canary().ifPresent(this::canary);
        checks("Verification", report.verifications());
        if (!report.deliveries().isEmpty()) {
            line("");
            line("## Deliveries");
            line("");
            line("| receiver | |");
            line("| --- | --- |");
            for (Report.Delivery delivery : report.deliveries()) {
                row(
                        "| %s | %s |",
                        cell(delivery.receiver()),
                        cell(delivery.failure()
                                .map(why -> "NOT delivered: " + why)
                                .orElse("delivered")));
            }
        }
        line("");
        line("## What happened");
        line("");
        line("| after | |");
        line("| --- | --- |");
        for (Event event : report.events()) {
            row("| %s | %s |", seconds(Duration.between(report.begun(), event.at())), cell(event.describe()));
        }
    }

    private void canary(DecisionRecord decision) {
        CanaryVerdict.Grounds grounds = decision.verdict().grounds();
        line("");
        line("## Canary");
        line("");
        line(cell(decision.verdict().reason()));
        line("");
        row(
                "%d conversations of the canary, %d of stable, %d usable observations, unusable: %s",
                grounds.canaryConversations(),
                grounds.stableConversations(),
                grounds.windows(),
                grounds.refused().isEmpty() ? "none" : cell(grounds.refused().toString()));
        grounds.cannotExclude().forEach(cause -> line("- cannot exclude: " + cell(cause)));
        decision.shadowVerdicts()
                .forEach(shadow -> row(
                        "- shadow %s %s: %s",
                        cell(shadow.judge()),
                        shadow.disagrees() ? "disagrees" : "agrees",
                        cell(shadow.verdict().reason())));
    }

    private void checks(String title, List<CheckResult> results) {
        if (results.isEmpty()) {
            return;
        }
        line("");
        row("## %s", title);
        line("");
        line("| check | verdict | reason | evidence |");
        line("| --- | --- | --- | --- |");
        for (CheckResult result : results) {
            row(
                    "| %s | %s | %s | %s |",
                    cell(result.name()),
                    word(result.verdict()),
                    cell(result.verdict().reason()),
                    cell(String.join(
                            "; ",
                            result.verdict().evidence().stream()
                                    .map(Evidence::toString)
                                    .toList())));
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
        return verdict.match("pass", "**FAIL**", "**INCONCLUSIVE**");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }

    private static final Pattern MARKUP = Pattern.compile("[\\\\`*\\[\\]<|~]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");
    private static final Pattern LINK = Pattern.compile("(?i)(?<=:)//|(?<=www)\\.|(?<![\\w.])@(?=\\w)");
    private static final Pattern BLOCK = Pattern.compile("^(\\d{0,9})([#>+=.)-])");

    /** Escapes a text of others, which must not break the table or become markup or a link. */
    private static String cell(String text) {
        String line = Printable.shown(text).replace("&", "&amp;");
        line = MARKUP.matcher(line).replaceAll(found -> found.group().equals("<") ? "&lt;" : "\\\\$0");
        line = LINK.matcher(line)
                .replaceAll(found -> "&#" + (int) found.group().charAt(0) + ";"
                        + found.group().substring(1));
        return BLOCK.matcher(line).replaceFirst("$1\\\\$2");
    }

    private void row(String form, Object... parts) {
        line(String.format(Locale.ROOT, form, parts));
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
