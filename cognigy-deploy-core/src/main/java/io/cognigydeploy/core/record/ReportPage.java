package io.cognigydeploy.core.record;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.judge.CanaryChart;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.DecisionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The content of a report for a person, which every form of it lays out. No text is escaped yet. */
final class ReportPage {

    private static final Map<Class<? extends Outcome>, String> TITLES = Map.of(
            Outcome.Succeeded.class, "Succeeded",
            Outcome.Rejected.class, "Rejected: nothing was changed",
            Outcome.Failed.class, "Failed: nothing is changed",
            Outcome.Cancelled.class, "Cancelled: nothing is changed",
            Outcome.RolledBack.class, "Rolled back",
            Outcome.RollbackFailed.class, "ROLLBACK FAILED: a person is needed");

    private ReportPage() {}

    /** The meaning of a text, for its colour and weight. */
    enum Tone {
        NONE,
        GOOD,
        OPEN,
        BAD;

        static Tone of(Outcome outcome) {
            if (outcome.isSuccess()) {
                return GOOD;
            }
            return outcome instanceof Outcome.Unknown || outcome instanceof Outcome.RollbackFailed ? BAD : OPEN;
        }

        static Tone of(Verdict verdict) {
            return verdict.match(GOOD, BAD, OPEN);
        }
    }

    /** A point that a person must know or look at. */
    record Note(String label, String text) {}

    /** The lines of a cell. */
    record Cell(Tone tone, List<String> lines) {
        static Cell of(String... lines) {
            return new Cell(Tone.NONE, List.of(lines));
        }
    }

    /**
     * A table.
     *
     * @param title its heading; empty for the first table
     * @param figure the SVG element above it, or nothing
     */
    record Section(String title, String figure, List<String> head, List<List<Cell>> rows) {}

    static String title(Outcome outcome) {
        return TITLES.getOrDefault(outcome.getClass(), "UNKNOWN: a person is needed");
    }

    static List<Note> notes(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded succeeded) {
            return succeeded.unconfirmed().stream()
                    .map(open -> new Note("Not confirmed", open))
                    .toList();
        } else if (outcome instanceof Outcome.RollbackFailed failed) {
            return List.of(
                    new Note("The rollback failed", failed.rollbackFailure()),
                    new Note("What to do", failed.nextStep()));
        }
        return outcome instanceof Outcome.Unknown unknown
                ? List.of(new Note("What to do", unknown.nextStep()))
                : List.of();
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }

    /** Returns the tables before the events, without empty ones. */
    static List<Section> sections(Report report) {
        return Stream.of(
                        facts(report),
                        checks("Gates", report.gates()),
                        changes(report),
                        report.canary().map(ReportPage::canary).orElse(new Section("Canary", "", List.of(), List.of())),
                        checks("Verification", report.verifications()),
                        deliveries(report))
                .filter(section -> !section.rows().isEmpty())
                .toList();
    }

    private static Section facts(Report report) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(row("run", report.runId()));
        report.platform().ifPresent(name -> rows.add(row("platform", name)));
        rows.add(row("deployment", report.description()));
        rows.add(row("by", report.actor()));
        rows.add(row("begun", report.begun().toString()));
        rows.add(row("took", seconds(report.took())));
        report.before().forEach(fact -> rows.add(row("before: " + fact.name(), fact.value())));
        report.manifestSha256().ifPresent(sha -> rows.add(row("manifest", "sha256 " + sha)));
        rows.add(row("records", report.folder().toString()));
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
                                        .map(Evidence::toString)
                                        .toArray(String[]::new))))
                        .toList());
    }

    private static Section changes(Report report) {
        return new Section(
                "Changes",
                "",
                List.of("change", "operation", "sent", "states", "end", "read back"),
                report.mutations().stream()
                        .map(mutation -> List.of(
                                Cell.of(mutation.name(), mutation.description()),
                                Cell.of(mutation.operationId().orElse("none")
                                        + (mutation.adopted() ? " (found on the platform)" : "")),
                                Cell.of(Integer.toString(mutation.requests())),
                                Cell.of(String.join(" → ", mutation.states())),
                                Cell.of(mutation.end().or(mutation::refusal).orElse("not seen")
                                        + mutation.message()
                                                .map(more -> ": " + more)
                                                .orElse("")),
                                mutation.confirmation()
                                        .map(verdict -> cell(verdict, ", " + verdict.reason()))
                                        .orElse(Cell.of("no"))))
                        .toList());
    }

    private static Section canary(DecisionRecord decision) {
        CanaryVerdict.Grounds grounds = decision.verdict().grounds();
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(row("verdict", decision.verdict().reason()));
        rows.add(row("judge", grounds.judge()));
        rows.add(row(
                "conversations",
                grounds.canaryConversations() + " of the canary, " + grounds.stableConversations() + " of stable"));
        rows.add(row(
                "looks",
                grounds.windows() + " usable, unusable "
                        + (grounds.refused().isEmpty()
                                ? "none"
                                : grounds.refused().toString())));
        grounds.cannotExclude().forEach(cause -> rows.add(row("cannot exclude", cause)));
        decision.shadowVerdicts()
                .forEach(shadow -> rows.add(List.of(
                        Cell.of("shadow " + shadow.judge()),
                        new Cell(
                                shadow.disagrees() ? Tone.OPEN : Tone.NONE,
                                List.of((shadow.disagrees() ? "disagrees: " : "agrees: ")
                                        + shadow.verdict().reason())))));
        return new Section("Canary", CanaryChart.svg(decision), List.of("", ""), rows);
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
}
