package io.cognigydeploy.core.record;

import static io.cognigydeploy.client.Printable.shown;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryChart;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.record.ReportPage.Cell;
import io.cognigydeploy.core.record.ReportPage.Happened;
import io.cognigydeploy.core.record.ReportPage.Note;
import io.cognigydeploy.core.record.ReportPage.Section;
import io.cognigydeploy.core.record.ReportPage.Tone;
import io.cognigydeploy.core.text.ListView;
import io.cognigydeploy.core.understanding.UnderstandingChart;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The content of a report for a person: a page to lay out, and a few lines for a terminal. */
final class ReportContent {

    private static final Map<Class<? extends Outcome>, String> TITLES = Map.of(
            Outcome.Succeeded.class, "Succeeded",
            Outcome.Rejected.class, "Rejected: nothing was changed",
            Outcome.Failed.class, "Failed: nothing is changed",
            Outcome.Cancelled.class, "Cancelled: nothing is changed",
            Outcome.RolledBack.class, "Rolled back",
            Outcome.RollbackFailed.class, "ROLLBACK FAILED: a person is needed");

    private static final String HTML = "report.html";

    private ReportContent() {}

    private static List<Note> notes(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded succeeded) {
            List<String> open = ReportPage.excerpt(
                    succeeded.unconfirmed(), any -> false, more -> "and " + more + " more, in report.json");
            return open.stream().map(each -> new Note("Not confirmed", each)).toList();
        } else if (outcome instanceof Outcome.RollbackFailed failed) {
            return List.of(
                    new Note("The rollback failed", failed.rollbackFailure()),
                    new Note("What to do", failed.nextStep()));
        }
        return outcome instanceof Outcome.Unknown unknown
                ? List.of(new Note("What to do", unknown.nextStep()))
                : List.of();
    }

    private static String seconds(Duration duration) {
        return ReportPage.seconds(duration) + " s";
    }

    static ReportPage page(Report report) {
        Outcome outcome = report.outcome();
        return new ReportPage(
                report.description(),
                report.platform(),
                TITLES.getOrDefault(outcome.getClass(), "UNKNOWN: a person is needed"),
                Tone.of(outcome),
                outcome.because(),
                notes(outcome),
                sections(report),
                ReportPage.excerpt(
                        new ListView<>(
                                report.events().size(),
                                place -> happened(report.events().get(place), report)),
                        event -> event.tone() == Tone.BAD || event.tone() == Tone.OPEN,
                        more -> new Happened(Tone.NONE, "", 100, "and " + more + " more events, in journal.jsonl")));
    }

    private static Happened happened(Event event, Report report) {
        Duration after = Duration.between(report.begun(), event.at());
        double share = 100.0 * after.toNanos() / Math.max(1, report.took().toNanos());
        return new Happened(tone(event), seconds(after), Math.min(100, Math.max(0, share)), event.describe());
    }

    private static Tone tone(Event event) {
        if (event instanceof Event.CheckJudged judged) {
            return Tone.of(judged.judged());
        } else if (event instanceof Event.MutationConfirmed confirmed) {
            return Tone.of(confirmed.judged());
        } else if (event instanceof Event.RunFinished finished) {
            return Tone.of(finished.outcome());
        } else if (event instanceof Event.MutationRefused
                || event instanceof Event.CompensationStarted
                || event instanceof Event.RecordLost) {
            return Tone.BAD;
        }
        return event instanceof Event.MutationInDoubt || event instanceof Event.Waiting ? Tone.OPEN : Tone.NONE;
    }

    /** Returns the tables before the events, without empty ones. */
    private static List<Section> sections(Report report) {
        return Stream.of(
                        Stream.of(facts(report), checks("Gates", report.gates()), changes(report)),
                        report.canary().map(decision -> canary("Canary", decision)).stream(),
                        report.strata().entrySet().stream()
                                .map(stratum -> canary("Canary at " + stratum.getKey(), stratum.getValue())),
                        Stream.of(checks("Verification", report.verifications())),
                        Stream.concat(report.gates().stream(), report.verifications().stream())
                                .flatMap(ReportContent::understanding),
                        Stream.of(deliveries(report)))
                .flatMap(Function.identity())
                .filter(section -> !section.rows().isEmpty())
                .toList();
    }

    private static Section facts(Report report) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(row("run", report.runId()));
        rows.add(row("deployment", report.description()));
        rows.add(row("by", report.actor()));
        rows.add(row("begun", report.begun().toString()));
        rows.add(row("took", seconds(report.took())));
        report.before().forEach(fact -> rows.add(row("before: " + fact.name(), fact.value())));
        report.manifestSha256().ifPresent(sha -> rows.add(row("manifest", "sha256 " + sha)));
        rows.add(row("records", report.place()));
        report.journalCuts().forEach(cut -> rows.add(row("journal", cut.describe())));
        return new Section("", "", List.of("", ""), rows);
    }

    private static Section checks(String title, List<CheckResult> results) {
        return new Section(
                title,
                "",
                List.of("check", "verdict", "reason", "evidence"),
                results.stream()
                        .map(result -> List.of(
                                Cell.of(result.name()),
                                cell(result.verdict(), ""),
                                Cell.of(result.verdict().reason()),
                                Cell.of(result.verdict().evidence().stream()
                                        .filter(fact -> !UnderstandingChart.isRow(fact))
                                        .map(Evidence::toString)
                                        .toArray(String[]::new))))
                        .toList());
    }

    /** Returns the comparison of understanding that a check made, if it made one. */
    private static Stream<Section> understanding(CheckResult result) {
        return UnderstandingChart.of(result.verdict().evidence()).stream()
                .map(chart -> new Section(
                        "Understanding: " + result.name(),
                        chart.svg(),
                        chart.head(),
                        chart.rows().stream()
                                .map(row -> cells(
                                        row.cells(), row.isKept() ? Tone.GOOD : row.isLost() ? Tone.BAD : Tone.OPEN))
                                .toList()));
    }

    /** Returns the cells of a row whose first has the tone. */
    private static List<Cell> cells(List<String> texts, Tone tone) {
        return IntStream.range(0, texts.size())
                .mapToObj(place -> new Cell(place == 0 ? tone : Tone.NONE, List.of(texts.get(place))))
                .toList();
    }

    private static Section changes(Report report) {
        return new Section(
                "Changes",
                "",
                List.of("change", "operation", "sent", "states", "end", "read back"),
                new ListView<>(
                        report.mutations().size(),
                        place -> change(report.mutations().get(place))));
    }

    private static List<Cell> change(Report.MutationReport mutation) {
        return List.of(
                Cell.of(mutation.name(), mutation.description()),
                Cell.of(mutation.operationId().orElse("none") + (mutation.adopted() ? " (found on the platform)" : "")),
                Cell.of(Integer.toString(mutation.requests())),
                Cell.of(String.join(" → ", mutation.states())),
                Cell.of(mutation.end().or(mutation::refusal).orElse("not seen")
                        + mutation.message().map(more -> ": " + more).orElse("")),
                mutation.confirmation()
                        .map(verdict -> cell(verdict, ", " + verdict.reason()))
                        .orElse(Cell.of("no")));
    }

    private static Section canary(String title, DecisionRecord decision) {
        CanaryVerdict.Grounds grounds = decision.verdict().grounds();
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(row("verdict", decision.verdict().reason()));
        rows.add(row("judge", grounds.judge()));
        grounds.named()
                .flatMap(CanaryVerdict.NamedGrounds::driver)
                .ifPresent(driver -> rows.add(row("driven by", driver.describe())));
        rows.add(row(
                "conversations",
                grounds.canaryConversations() + " of the canary, " + grounds.stableConversations() + " of stable"));
        rows.add(row(
                "looks",
                grounds.windows() + " usable, unusable "
                        + (grounds.refused().isEmpty()
                                ? "none"
                                : grounds.refused().toString())));
        long leftOut = decision.observations().stream()
                .filter(Observation.Window.class::isInstance)
                .mapToLong(seen -> ((Observation.Window) seen).leftOut().orElse(0L))
                .sum();
        if (leftOut > 0) {
            rows.add(row("not read", leftOut + " further conversations"));
        }
        grounds.cannotExclude().forEach(cause -> rows.add(row("cannot exclude", cause)));
        decision.shadowVerdicts()
                .forEach(shadow -> rows.add(List.of(
                        Cell.of("shadow " + shadow.judge()),
                        new Cell(
                                shadow.disagrees() ? Tone.OPEN : Tone.NONE,
                                List.of((shadow.disagrees() ? "disagrees: " : "agrees: ")
                                        + shadow.verdict().reason())))));
        return new Section(title, CanaryChart.svg(decision), List.of("", ""), rows);
    }

    private static Section deliveries(Report report) {
        return new Section(
                "Deliveries",
                "",
                List.of("receiver", ""),
                report.deliveries().stream()
                        .map(delivery -> List.of(
                                Cell.of(delivery.receiver()),
                                delivery.failure()
                                        .map(why -> new Cell(Tone.BAD, List.of("NOT delivered: " + why)))
                                        .orElse(Cell.of("delivered"))))
                        .toList());
    }

    private static Cell cell(Verdict verdict, String more) {
        return new Cell(Tone.of(verdict), List.of(verdict.match("pass", "FAIL", "INCONCLUSIVE") + more));
    }

    private static List<Cell> row(String label, String text) {
        return List.of(Cell.of(label), Cell.of(text));
    }

    private static void canary(StringBuilder text, String label, DecisionRecord decision) {
        CanaryVerdict verdict = decision.verdict();
        text.append("\n  ").append(label).append(shown(verdict.reason()));
        verdict.grounds()
                .cannotExclude()
                .forEach(cause -> text.append("\n  cannot exclude: ").append(shown(cause)));
    }

    /** Returns the end of the run, what to do, and where the records are, for a terminal. */
    static String lines(Report report) {
        Outcome outcome = report.outcome();
        StringBuilder text = new StringBuilder();
        text.append(outcome.getClass().getSimpleName()).append(": ").append(shown(outcome.because()));
        for (Note note : notes(outcome)) {
            text.append("\n  ")
                    .append(note.label().toLowerCase(Locale.ROOT))
                    .append(": ")
                    .append(shown(note.text()));
        }
        report.canary().ifPresent(decision -> canary(text, "canary    ", decision));
        report.strata().forEach((name, decision) -> canary(text, "canary at " + shown(name) + ": ", decision));
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
        boolean isMissing = report.folder()
                .filter(folder -> !Files.isRegularFile(folder.resolve(HTML)))
                .isPresent();
        text.append("\n  report    ")
                .append(isMissing ? report.placeOf("journal.jsonl") + " (no other was written)" : report.placeOf(HTML));
        report.manifestFile().ifPresent(file -> text.append("\n  manifest  ").append(file));
        return text.toString();
    }
}
