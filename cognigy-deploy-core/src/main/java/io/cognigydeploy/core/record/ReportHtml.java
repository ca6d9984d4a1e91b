package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryChart;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.DecisionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A report as a page that opens without a network. It shows the end of the run, the work for a person, and a timeline.
 */
final class ReportHtml {

    private static final String STYLE = """
        body{font:15px/1.45 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1d2433}
        h1{margin-bottom:.2rem} h2{margin-top:2rem;font-size:1.1rem}
        .good{color:#12703a}.bad{color:#a3121f}.open{color:#8a5a00}
        .todo{border-left:4px solid #a3121f;padding:.5rem 1rem;background:#fdf1f2}
        table{border-collapse:collapse;width:100%} td,th{border-bottom:1px solid #dde2ea;padding:.35rem .6rem;
        text-align:left;vertical-align:top} th{font-weight:600;color:#566}
        .time{white-space:nowrap;color:#566;font-variant-numeric:tabular-nums}
        .bar{height:.5rem;background:#e6eaf1;position:relative;min-width:12rem;margin-top:.45rem}
        .bar i{position:absolute;top:0;bottom:0;width:3px;background:#3b5bdb}
        .bar i.bad{background:#a3121f}.bar i.good{background:#12703a}.bar i.open{background:#8a5a00}
        """;

    private final StringBuilder text = new StringBuilder();
    private final Report report;

    private ReportHtml(Report report) {
        this.report = report;
    }

    static String of(Report report) {
        ReportHtml page = new ReportHtml(report);
        page.write();
        return page.text.toString();
    }

    private void write() {
        Outcome outcome = report.outcome();
        text.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(Printable.markup(report.description()))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1 class=\"")
                .append(tone(outcome))
                .append("\">")
                .append(Printable.markup(ReportMarkdown.title(outcome)))
                .append("</h1>\n<p>")
                .append(Printable.markup(outcome.because()))
                .append("</p>\n");
        if (outcome instanceof Outcome.Unknown unknown) {
            todo(unknown.nextStep());
        } else if (outcome instanceof Outcome.RollbackFailed failed) {
            todo(failed.rollbackFailure() + " " + failed.nextStep());
        } else if (outcome instanceof Outcome.Succeeded succeeded) {
            succeeded.unconfirmed().forEach(open -> todo("Not confirmed: " + open));
        }
        table(List.of(), facts());
        checks("Gates", report.gates());
        changes();
        report.canary().ifPresent(this::canary);
        checks("Verification", report.verifications());
        timeline();
        text.append("</body></html>\n");
    }

    private List<List<String>> facts() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("run", Printable.markup(report.runId())));
        report.platform().ifPresent(name -> rows.add(List.of("platform", Printable.markup(name))));
        rows.add(List.of("deployment", Printable.markup(report.description())));
        rows.add(List.of("by", Printable.markup(report.actor())));
        rows.add(List.of("begun", report.begun().toString()));
        rows.add(List.of("took", seconds(report.took())));
        report.before()
                .forEach(fact ->
                        rows.add(List.of("before: " + Printable.markup(fact.name()), Printable.markup(fact.value()))));
        report.manifestSha256().ifPresent(sha -> rows.add(List.of("manifest", "sha256 " + sha)));
        report.deliveries()
                .forEach(delivery -> rows.add(List.of(
                        Printable.markup(delivery.receiver()),
                        delivery.failure()
                                .map(why -> "<b class=\"bad\">not delivered</b>: " + Printable.markup(why))
                                .orElse("delivered"))));
        return rows;
    }

    private void checks(String title, List<CheckResult> results) {
        if (results.isEmpty()) {
            return;
        }
        heading(title);
        table(
                List.of("check", "verdict", "reason", "evidence"),
                results.stream()
                        .map(result -> List.of(
                                Printable.markup(result.name()),
                                "<b class=\"" + tone(result.verdict()) + "\">"
                                        + result.verdict().getClass().getSimpleName() + "</b>",
                                Printable.markup(result.verdict().reason()),
                                String.join(
                                        "<br>",
                                        result.verdict().evidence().stream()
                                                .map(fact -> Printable.markup(fact.toString()))
                                                .toList())))
                        .toList());
    }

    private void changes() {
        if (report.mutations().isEmpty()) {
            return;
        }
        heading("Changes");
        table(
                List.of("change", "operation", "sent", "states", "end", "read back"),
                report.mutations().stream()
                        .map(mutation -> List.of(
                                Printable.markup(mutation.description()),
                                Printable.markup(mutation.operationId().orElse("none"))
                                        + (mutation.adopted() ? "<br>found on the platform" : ""),
                                Integer.toString(mutation.requests()),
                                Printable.markup(String.join(" → ", mutation.states())),
                                Printable.markup(
                                        mutation.end().or(mutation::refusal).orElse("not seen")),
                                mutation.confirmation()
                                        .map(verdict -> "<span class=\"" + tone(verdict) + "\">"
                                                + Printable.markup(verdict.reason()) + "</span>")
                                        .orElse("no")))
                        .toList());
    }

    private void canary(DecisionRecord decision) {
        heading("Canary");
        text.append(CanaryChart.svg(decision));
        CanaryVerdict.Grounds grounds = decision.verdict().grounds();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("judge", Printable.markup(grounds.judge())));
        rows.add(List.of(
                "conversations",
                grounds.canaryConversations() + " of the canary, " + grounds.stableConversations() + " of stable"));
        rows.add(List.of(
                "looks",
                grounds.windows() + " usable, unusable "
                        + (grounds.refused().isEmpty()
                                ? "none"
                                : Printable.markup(grounds.refused().toString()))));
        grounds.cannotExclude().forEach(cause -> rows.add(List.of("cannot exclude", Printable.markup(cause))));
        decision.shadowVerdicts()
                .forEach(shadow -> rows.add(List.of(
                        "shadow " + Printable.markup(shadow.judge()),
                        (shadow.disagrees() ? "<b>disagrees</b>: " : "")
                                + Printable.markup(shadow.verdict().reason()))));
        table(List.of(), rows);
    }

    private void timeline() {
        heading("What happened");
        double whole = Math.max(1, report.took().toNanos());
        table(
                List.of("after", "", ""),
                report.events().stream()
                        .map(event -> {
                            Duration after = Duration.between(report.begun(), event.at());
                            double share = Math.min(100, Math.max(0, 100.0 * after.toNanos() / whole));
                            return List.of(
                                    "<span class=\"time\">" + seconds(after) + "</span>",
                                    "<div class=\"bar\"><i class=\"" + tone(event) + "\" style=\"left:"
                                            + String.format(Locale.ROOT, "%.2f", share) + "%\"></i></div>",
                                    Printable.markup(event.describe()));
                        })
                        .toList());
    }

    private void heading(String title) {
        text.append("<h2>").append(title).append("</h2>\n");
    }

    private void todo(String what) {
        text.append("<p class=\"todo\">").append(Printable.markup(what)).append("</p>\n");
    }

    private void table(List<String> head, List<List<String>> rows) {
        text.append("<table>");
        if (!head.isEmpty()) {
            text.append("<tr>");
            head.forEach(cell -> text.append("<th>").append(cell).append("</th>"));
            text.append("</tr>");
        }
        for (List<String> row : rows) {
            text.append("<tr>");
            row.forEach(cell -> text.append("<td>").append(cell).append("</td>"));
            text.append("</tr>\n");
        }
        text.append("</table>\n");
    }

    private static String tone(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded) {
            return "good";
        }
        return outcome instanceof Outcome.Unknown || outcome instanceof Outcome.RollbackFailed ? "bad" : "open";
    }

    private static String tone(Verdict verdict) {
        return verdict.match("good", "bad", "open");
    }

    private static String tone(Event event) {
        if (event instanceof Event.CheckJudged judged) {
            return tone(judged.judged());
        } else if (event instanceof Event.MutationConfirmed confirmed) {
            return tone(confirmed.judged());
        } else if (event instanceof Event.RunFinished finished) {
            return tone(finished.outcome());
        } else if (event instanceof Event.MutationRefused
                || event instanceof Event.CompensationStarted
                || event instanceof Event.RecordLost) {
            return "bad";
        }
        return event instanceof Event.MutationInDoubt || event instanceof Event.Waiting ? "open" : "";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }
}
