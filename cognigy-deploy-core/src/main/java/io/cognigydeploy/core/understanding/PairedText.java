package io.cognigydeploy.core.understanding;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.understanding.UnderstandingResult.Estimate;
import io.cognigydeploy.core.understanding.UnderstandingResult.IntentResult;
import io.cognigydeploy.core.understanding.UnderstandingResult.PairedShare;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of a comparison in words: evidence that people read. The table and the picture are made from it. */
final class PairedText {

    static final String OVERALL = "overall";

    private static final String NUMBER = "([+-]?\\d\\.\\d{3})";
    private static final Pattern DIFFERENCE = Pattern.compile(
            "difference " + NUMBER + " \\(" + NUMBER + " to " + NUMBER + "\\), limit " + NUMBER + ": (kept|open|lost)");
    private static final String BETWEEN = "; ";
    private static final int MAX_NAME = 60;

    private PairedText() {}

    /**
     * A row.
     *
     * @param cells the utterances, the shares, the difference, the precision and the F1, as far as they are there
     */
    record PairRow(String name, List<String> cells, Estimate difference, double limit, LimitState kept) {

        PairRow {
            cells = List.copyOf(cells);
        }
    }

    /** The relation of an interval to its limit. */
    enum LimitState {
        KEPT,
        OPEN,
        LOST;

        String inWords() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static String share(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static String signed(double value) {
        String text = String.format(Locale.ROOT, "%+.3f", value);
        return text.equals("-0.000") ? "+0.000" : text;
    }

    static String difference(Estimate difference) {
        return signed(difference.value()) + " (" + signed(difference.low()) + " to " + signed(difference.high()) + ")";
    }

    private static String estimate(Estimate estimate) {
        return share(estimate.value()) + " (" + share(estimate.low()) + " to " + share(estimate.high()) + ")";
    }

    private static String change(String name, Estimate before, Estimate after) {
        return name + " " + estimate(before) + " → " + estimate(after);
    }

    /** Returns the row of all labelled utterances. */
    static Evidence overall(PairedShare share, double limit, LimitState kept) {
        return row(OVERALL, cells("right", share, limit, kept));
    }

    /** Returns the row of an intent; empty if it is expected of no utterance that both answered. */
    static Optional<Evidence> intent(IntentResult result, double limit, LimitState kept) {
        return result.recall().map(recall -> {
            List<String> cells = cells("recall", recall, limit, kept);
            result.precisionBefore()
                    .ifPresent(before ->
                            result.precisionAfter().ifPresent(after -> cells.add(change("precision", before, after))));
            result.f1Before()
                    .ifPresent(before -> result.f1After().ifPresent(after -> cells.add(change("F1", before, after))));
            return row("intent " + Printable.cut(result.intent(), MAX_NAME), cells);
        });
    }

    private static List<String> cells(String name, PairedShare share, double limit, LimitState kept) {
        List<String> cells = new ArrayList<>();
        cells.add(share.pairs() + " utterances");
        cells.add(change(name, share.before(), share.after()));
        cells.add("difference " + difference(share.difference()) + ", limit " + signed(-limit) + ": " + kept.inWords());
        return cells;
    }

    private static Evidence row(String name, List<String> cells) {
        return Evidence.of(Fact.UNDERSTANDING, name, String.join(BETWEEN, cells));
    }

    /** Returns the row that evidence has; empty if it has none. */
    static Optional<PairRow> row(Evidence evidence) {
        Matcher found = DIFFERENCE.matcher(evidence.value());
        if (evidence.fact().filter(Fact.UNDERSTANDING::equals).isEmpty() || !found.find()) {
            return Optional.empty();
        }
        return Optional.of(new PairRow(
                evidence.name(),
                Arrays.asList(evidence.value().split(BETWEEN, -1)),
                new Estimate(number(found, 1), number(found, 2), number(found, 3)),
                number(found, 4),
                LimitState.valueOf(found.group(5).toUpperCase(Locale.ROOT))));
    }

    private static double number(Matcher found, int group) {
        return Double.parseDouble(found.group(group));
    }
}
