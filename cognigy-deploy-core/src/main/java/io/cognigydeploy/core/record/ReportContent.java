package io.cognigydeploy.core.record;

import static io.cognigydeploy.client.Printable.shown;

import io.cognigydeploy.client.Time;
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
import io.cognigydeploy.core.record.ReportPage.Fold;
import io.cognigydeploy.core.record.ReportPage.Happened;
import io.cognigydeploy.core.record.ReportPage.Note;
import io.cognigydeploy.core.record.ReportPage.Section;
import io.cognigydeploy.core.record.ReportPage.Tone;
import io.cognigydeploy.core.text.ListView;
import io.cognigydeploy.core.understanding.UnderstandingChart;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
    private static final String WHAT_TO_DO = "What to do";

    private static final List<String> CHECKS = List.of("check", "verdict", "reason", "took");

    /** The columns of a table whose rows are named by their first cells. */
    private static final List<String> NAMED = List.of("", "");

    private ReportContent() {}

    private static List<Note> notes(Report report) {
        Outcome outcome = report.outcome();
        List<Note> notes = new ArrayList<>(notes(outcome));
        report.journalCuts().forEach(cut -> notes.add(new Note(Tone.OPEN, "Journal", cut.describe())));
        if (outcome instanceof Outcome.Unknown) {
            notes.add(new Note(
                    Tone.NONE,
                    "To resume this run",
                    "It reads what became of the requests, and goes on.",
                    report.waysTo("resume")));
        }
        String onFake = report.isOnFake() ? " The fake platform must still be there." : "";
        if (report.isReversible()) {
            if (outcome.isSuccess() || outcome instanceof Outcome.Unknown) {
                notes.add(new Note(
                        Tone.NONE,
                        "To undo this run",
                        "It brings the target back to its state before the run." + onFake,
                        report.waysTo("undo")));
            } else if (outcome instanceof Outcome.RollbackFailed) {
                notes.add(new Note(
                        Tone.NONE,
                        "Once the target is as before",
                        "It confirms that, and records this run as rolled back.",
                        report.waysTo("undo")));
            }
        }
        return List.copyOf(notes);
    }

    /** Returns the points about an outcome that a person must know. */
    static List<Note> notes(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded succeeded) {
            List<String> open = ReportPage.excerpt(
                    succeeded.unconfirmed(), any -> false, more -> "and " + more + " more, in report.json");
            return open.stream()
                    .map(each -> new Note(Tone.OPEN, "Not confirmed", each))
                    .toList();
        } else if (outcome instanceof Outcome.RollbackFailed failed) {
            return List.of(
                    new Note(Tone.BAD, "The rollback failed", failed.rollbackFailure()),
                    new Note(Tone.BAD, WHAT_TO_DO, failed.nextStep()));
        }
        return outcome instanceof Outcome.Unknown unknown
                ? List.of(new Note(Tone.BAD, WHAT_TO_DO, unknown.nextStep()))
                : List.of();
    }

    static ReportPage page(Report report) {
        Outcome outcome = report.outcome();
        return new ReportPage(
                report.kind(),
                report.platform(),
                report.description(),
                TITLES.getOrDefault(outcome.getClass(), "UNKNOWN: a person is needed"),
                Tone.of(outcome),
                outcome.because(),
                notes(report),
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
        return new Happened(tone(event), Time.inWords(after), Math.min(100, Math.max(0, share)), event.describe());
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

    /** Returns the tables before the events, without empty ones: first what stopped the run, then what it changed. */
    private static List<Section> sections(Report report) {
        List<Judged> judged = Stream.concat(
                        report.gates().stream().map(gate -> new Judged("gate", gate)),
                        report.verifications().stream().map(check -> new Judged("verification", check)))
                .toList();
        List<Judged> stopping =
                judged.stream().filter(each -> !each.result().passed()).toList();
        List<Judged> passed =
                judged.stream().filter(each -> each.result().passed()).toList();
        return Stream.of(
                        Stream.of(stopped(report, stopping), changes(report)),
                        report.canary().map(decision -> canary("Canary", decision)).stream(),
                        report.strata().entrySet().stream()
                                .map(stratum -> canary("Canary at " + stratum.getKey(), stratum.getValue())),
                        judged.stream().map(Judged::result).flatMap(ReportContent::understanding),
                        Stream.of(passed(passed), deliveries(report), facts(report)))
                .flatMap(Function.identity())
                .filter(section -> !section.rows().isEmpty())
                .toList();
    }

    /** A check and the time at which it was judged, in words. */
    private record Judged(String phase, CheckResult result) {}

    /** Returns the checks that were not passed, and the changes that were not made as they should. */
    private static Section stopped(Report report, List<Judged> checks) {
        boolean isSuccess = report.outcome().isSuccess();
        Duration longest = longest(checks);
        List<List<Cell>> rows = new ArrayList<>();
        checks.stream().filter(check -> check.phase().equals("gate")).forEach(check -> rows.add(check(check, longest)));
        for (Report.MutationReport mutation : report.mutations()) {
            Verdict verdict = mutation.verdict();
            // A point that the platform cannot confirm stops no run that succeeded.
            if (verdict instanceof Verdict.Fail || !(isSuccess || verdict instanceof Verdict.Pass)) {
                rows.add(List.of(
                        Cell.of(mutation.description(), "change " + mutation.name()),
                        cell(verdict, ""),
                        Cell.of(verdict.reason()),
                        Cell.of(mutation.took(), longest)));
            }
        }
        report.canary().ifPresent(decision -> rows.addAll(stopped("canary", decision)));
        report.strata().forEach((name, decision) -> rows.addAll(stopped("canary at " + name, decision)));
        checks.stream()
                .filter(check -> !check.phase().equals("gate"))
                .forEach(check -> rows.add(check(check, longest)));
        return new Section(isSuccess ? "What was not passed" : "What stopped the run", Fold.OPEN, CHECKS, rows);
    }

    /** Returns the row of a decision that is no promotion. */
    private static List<List<Cell>> stopped(String name, DecisionRecord decision) {
        CanaryVerdict.Call call = decision.verdict().call();
        if (call == CanaryVerdict.Call.PROMOTE) {
            return List.of();
        }
        return List.of(List.of(
                Cell.of(name, "decision"),
                new Cell(
                        call == CanaryVerdict.Call.ROLL_BACK ? Tone.BAD : Tone.OPEN,
                        List.of(call.name().replace('_', ' '))),
                Cell.of(decision.verdict().reason()),
                Cell.of("")));
    }

    private static Section passed(List<Judged> checks) {
        Duration longest = longest(checks);
        return new Section(
                "Passed checks (" + checks.size() + ")",
                Fold.CLOSED,
                CHECKS,
                checks.stream().map(check -> check(check, longest)).toList());
    }

    private static Duration longest(List<Judged> checks) {
        return checks.stream()
                .map(check -> check.result().took())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static List<Cell> check(Judged check, Duration longest) {
        CheckResult result = check.result();
        return List.of(
                Cell.of(result.name(), check.phase()),
                cell(result.verdict(), ""),
                Cell.of(Stream.concat(
                                Stream.of(result.verdict().reason()),
                                result.verdict().evidence().stream()
                                        .filter(fact -> !UnderstandingChart.isRow(fact))
                                        .map(Evidence::toString))
                        .toArray(String[]::new)),
                Cell.of(result.took(), longest));
    }

    private static Section facts(Report report) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(row("run", report.runId()));
        rows.add(row("deployment", report.description()));
        rows.add(row("target", report.target()));
        rows.add(row("by", report.actor()));
        rows.add(row("begun", report.begun().toString()));
        rows.add(row("took", Time.inWords(report.took())));
        report.before().forEach(fact -> rows.add(row("before: " + fact.name(), fact.value())));
        report.manifestSha256().ifPresent(sha -> rows.add(row("manifest", "sha256 " + sha)));
        rows.add(row("records", report.place()));
        return new Section("About this run", Fold.OPEN, NAMED, rows);
    }

    /** Returns the comparison of understanding that a check made, if it made one. */
    private static Stream<Section> understanding(CheckResult result) {
        return UnderstandingChart.of(result.verdict().evidence()).stream()
                .map(chart -> new Section(
                        "Understanding: " + result.name(),
                        Fold.OPEN,
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
        List<Report.MutationReport> mutations = report.mutations();
        Duration longest = mutations.stream()
                .map(Report.MutationReport::took)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        List<List<Cell>> rows = new ListView<>(mutations.size(), place -> change(mutations.get(place), longest));
        return new Section(
                "What changed (" + mutations.size() + ")",
                Fold.ifLong(rows),
                List.of("change", "operation", "read back", "took"),
                rows);
    }

    private static List<Cell> change(Report.MutationReport mutation, Duration longest) {
        String times = mutation.requests() == 1 ? "" : ", sent " + mutation.requests() + " times";
        String course = String.join(" → ", mutation.states());
        String end = mutation.end().or(mutation::refusal).orElse("not seen")
                + mutation.message().map(more -> ": " + more).orElse("");
        return List.of(
                Cell.of(mutation.description(), mutation.name()),
                Cell.of(Stream.of(
                                mutation.operationId().orElse("none")
                                        + (mutation.adopted() ? " (found on the platform)" : "")
                                        + times,
                                course,
                                "end: " + end)
                        .filter(line -> !line.isEmpty())
                        .toArray(String[]::new)),
                mutation.confirmation()
                        .map(verdict -> cell(verdict, ", " + verdict.reason()))
                        .orElse(Cell.of("no")),
                Cell.of(mutation.took(), longest));
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
        return new Section(title, Fold.OPEN, CanaryChart.svg(decision), NAMED, rows);
    }

    private static Section deliveries(Report report) {
        boolean isComplete = report.deliveries().stream()
                .allMatch(delivery -> delivery.failure().isEmpty());
        return new Section(
                "Deliveries",
                isComplete ? Fold.CLOSED : Fold.OPEN,
                List.of("receiver", "delivery"),
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
