package io.cognigydeploy.cli;

import io.cognigydeploy.cli.Terminal.Colour;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.record.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Listener that shows the progress of a run, one line for each event, beside its plan and its report. */
final class Progress implements EventListener {

    /** The number of changes from which progress is counted. */
    private static final int MANY_CHANGES = 10;

    private final Screen progress;
    private final Screen result;
    private @Nullable Instant begun;
    private @Nullable Instant firstRequest;
    private int planned;
    private int made;

    /**
     * Creates a listener.
     *
     * @param progress receives events
     * @param result receives plans and reports
     */
    Progress(Screen progress, Screen result) {
        this.progress = progress;
        this.result = result;
    }

    void show(Plan plan) {
        planned = plan.changes().size();
        show(plan.describe());
    }

    void show(CheckResult gate) {
        Verdict verdict = gate.verdict();
        show(String.format(
                        Locale.ROOT,
                        "  %s %s",
                        result.terminal()
                                .in(
                                        colour(verdict),
                                        String.format(
                                                Locale.ROOT,
                                                "%-12s",
                                                verdict.getClass().getSimpleName())),
                        Printable.shown(gate.name() + ": " + verdict.reason()))
                + evidence(verdict.evidence()));
    }

    void show(Report report) {
        String[] lines = report.toText().split("\n", 2);
        show("\n" + result.terminal().in(colour(report.outcome()), lines[0]) + "\n" + lines[1]);
    }

    /** Shows lines of the result. */
    void show(String lines) {
        progress.clear();
        result.print(lines);
    }

    private static String evidence(List<Evidence> evidence) {
        return evidence.isEmpty()
                ? ""
                : "\n               "
                        + String.join(
                                ", ", evidence.stream().map(Evidence::toString).toList());
    }

    private static Colour colour(Verdict verdict) {
        return verdict.match(Colour.GOOD, Colour.BAD, Colour.OPEN);
    }

    private static Colour colour(Outcome outcome) {
        return switch (ExitStatus.of(outcome)) {
            case ExitStatus.DONE -> Colour.GOOD;
            case ExitStatus.NOT_DONE -> Colour.BAD;
            default -> Colour.OPEN;
        };
    }

    @Override
    public void on(RunEvent received) {
        Event event = received.event();
        if (begun == null) {
            begun = event.at();
        }
        double seconds = Duration.between(begun, event.at()).toMillis() / 1000.0;
        String line = String.format(Locale.ROOT, "%8.2fs  %s", seconds, Printable.shown(event.describe()));
        if (event instanceof Event.Waiting || event instanceof Event.MutationProgressed) {
            progress.printLive(line);
        } else if (event instanceof Event.CheckJudged judged) {
            progress.print(coloured(judged.judged(), line));
        } else if (event instanceof Event.MutationConfirmed confirmed) {
            progress.print(coloured(confirmed.judged(), line));
        } else if (event instanceof Event.RunFinished finished) {
            progress.print(progress.terminal().in(colour(finished.outcome()), line));
        } else {
            progress.print(line);
        }
        if (event instanceof Event.MutationIntended && firstRequest == null) {
            firstRequest = event.at();
        } else if (event instanceof Event.MutationEnded ended
                && ended.mutation().endsWith("/apply")) {
            made++;
            showLeft(event.at());
        }
    }

    private String coloured(Verdict verdict, String line) {
        return progress.terminal().in(colour(verdict), line) + evidence(verdict.evidence());
    }

    /** Shows how many of many changes are made, and the time that the rest takes at the same pace. */
    private void showLeft(Instant now) {
        if (planned < MANY_CHANGES || made >= planned || firstRequest == null) {
            return;
        }
        Duration left =
                Duration.between(firstRequest, now).multipliedBy(planned - made).dividedBy(made);
        progress.printLive("               " + made + " of " + planned + " changes made, about "
                + Time.inWords(left.isNegative() ? Duration.ZERO : Duration.ofSeconds(left.toSeconds())) + " left");
    }
}
