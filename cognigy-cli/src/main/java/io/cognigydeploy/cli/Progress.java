package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.record.Report;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Listener that prints the progress of a run, one line for each event. */
final class Progress implements EventListener {

    /** The number of changes from which progress is counted. */
    private static final int MANY_CHANGES = 10;

    private final PrintWriter out;
    private @Nullable Instant begun;
    private @Nullable Instant firstRequest;
    private int planned;
    private int made;

    Progress(PrintWriter out) {
        this.out = out;
    }

    void show(Plan plan) {
        planned = plan.changes().size();
        out.println(plan.describe());
    }

    void show(CheckResult gate) {
        Verdict verdict = gate.verdict();
        out.println(Printable.shown(String.format(
                Locale.ROOT, "  %-12s %s: %s", verdict.getClass().getSimpleName(), gate.name(), verdict.reason())));
        show(verdict.evidence());
    }

    private void show(List<Evidence> evidence) {
        if (!evidence.isEmpty()) {
            out.println("               "
                    + String.join(
                            ", ", evidence.stream().map(Evidence::toString).toList()));
        }
    }

    @Override
    public void on(RunEvent received) {
        Event event = received.event();
        if (begun == null) {
            begun = event.at();
        }
        double seconds = Duration.between(begun, event.at()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%8.2fs  %s%n", seconds, Printable.shown(event.describe()));
        if (event instanceof Event.CheckJudged judged) {
            show(judged.judged().evidence());
        } else if (event instanceof Event.MutationConfirmed confirmed) {
            show(confirmed.judged().evidence());
        }
        if (event instanceof Event.MutationIntended && firstRequest == null) {
            firstRequest = event.at();
        } else if (event instanceof Event.MutationEnded ended
                && ended.mutation().endsWith("/apply")) {
            made++;
            showLeft(event.at());
        }
        out.flush();
    }

    /** Shows how many of many changes are made, and the time that the rest takes at the same pace. */
    private void showLeft(Instant now) {
        if (planned < MANY_CHANGES || made >= planned || firstRequest == null) {
            return;
        }
        Duration left =
                Duration.between(firstRequest, now).multipliedBy(planned - made).dividedBy(made);
        out.println("               " + made + " of " + planned + " changes made, about "
                + Time.inWords(left.isNegative() ? Duration.ZERO : Duration.ofSeconds(left.toSeconds())) + " left");
    }

    void show(Report report) {
        out.println();
        out.println(report.toText());
    }
}
