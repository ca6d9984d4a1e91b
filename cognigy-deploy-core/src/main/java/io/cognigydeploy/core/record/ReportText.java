package io.cognigydeploy.core.record;

import static io.cognigydeploy.client.Printable.shown;

import io.cognigydeploy.core.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A report for a terminal: the end of the run, what to do, where the records are. */
final class ReportText {

    private ReportText() {}

    static String of(Report report) {
        Outcome outcome = report.outcome();
        StringBuilder text = new StringBuilder();
        text.append(outcome.getClass().getSimpleName()).append(": ").append(shown(outcome.because()));
        for (ReportPage.Note note : ReportPage.notes(outcome)) {
            text.append("\n  ")
                    .append(note.label().toLowerCase(Locale.ROOT))
                    .append(": ")
                    .append(shown(note.text()));
        }
        report.canary().ifPresent(decision -> {
            text.append("\n  canary    ").append(shown(decision.verdict().reason()));
            decision.verdict()
                    .grounds()
                    .cannotExclude()
                    .forEach(cause -> text.append("\n  cannot exclude: ").append(shown(cause)));
        });
        report.journalCuts().forEach(cut -> text.append("\n  ").append(cut.describe()));
        for (Report.Delivery delivery : report.deliveries()) {
            text.append("\n  ")
                    .append(shown(delivery.receiver()))
                    .append(": ")
                    .append(delivery.failure()
                            .map(why -> "NOT delivered, " + shown(why))
                            .orElse("delivered"));
        }
        report.platform().ifPresent(name -> text.append("\n  platform  ").append(name));
        text.append("\n  run       ").append(report.runId());
        Path html = report.folder().resolve("report.html");
        text.append("\n  report    ")
                .append(
                        Files.isRegularFile(html)
                                ? html
                                : report.folder().resolve("journal.jsonl") + " (no other was written)");
        report.manifestFile().ifPresent(file -> text.append("\n  manifest  ").append(file));
        return text.toString();
    }
}
