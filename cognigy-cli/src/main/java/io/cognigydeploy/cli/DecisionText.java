package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedResult;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Interval;
import io.cognigydeploy.core.judge.MetricResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Text form of a decision record for a terminal. */
final class DecisionText {

    private DecisionText() {}

    static void print(DecisionRecord decision, PrintWriter out) {
        CanaryVerdict verdict = decision.verdict();
        out.println(verdict.call() + ": " + Printable.shown(verdict.reason()));
        verdict.grounds().cannotExclude().forEach(caveat -> out.println("  " + Printable.shown(caveat)));
        out.printf(
                Locale.ROOT,
                "  %d windows, %d conversations of the canary, %d of stable, refused %s%n",
                verdict.grounds().windows(),
                verdict.grounds().canaryConversations(),
                verdict.grounds().stableConversations(),
                Printable.shown(verdict.grounds().refused().toString()));
        verdict.grounds().evidence().ifPresent(weight -> out.println("  " + weight.describe()));
        for (MetricResult result : verdict.grounds().findings()) {
            out.printf(Locale.ROOT, "  %s, %s%n", result.metric(), result.test());
            result.canary().ifPresent(interval -> interval("canary", interval, out));
            result.stable().ifPresent(interval -> interval("stable", interval, out));
            result.difference().ifPresent(interval -> interval(result.differenceOf(), interval, out));
        }
        verdict.grounds().named().ifPresent(named -> named.findings().forEach(result -> named(result, out)));
        decision.shadowVerdicts()
                .forEach(shadow -> out.println("  shadow " + shadow.judge()
                        + (shadow.disagrees() ? " DISAGREES: " : ": ")
                        + shadow.verdict().call() + ", "
                        + Printable.shown(shadow.verdict().reason())));
    }

    private static void named(NamedResult result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "  %s%s, %s%n",
                Printable.shown(result.metric()),
                result.segment().map(where -> " in " + Printable.shown(where)).orElse(""),
                result.test());
        result.canary().ifPresent(interval -> interval("canary", interval, out));
        result.stable().ifPresent(interval -> interval("stable", interval, out));
        result.difference().ifPresent(interval -> interval(result.differenceOf(), interval, out));
    }

    private static void interval(String name, Interval interval, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "    %-28s %.4g, between %s and %s (%.0f %%)%n",
                name,
                interval.estimate(),
                end(interval.low()),
                end(interval.high()),
                100 * interval.confidence());
    }

    private static String end(Optional<Double> end) {
        return end.filter(Double::isFinite)
                .map(value -> String.format(Locale.ROOT, "%.4g", value))
                .orElse("no bound");
    }

    /** Writes a file that the user named. */
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
