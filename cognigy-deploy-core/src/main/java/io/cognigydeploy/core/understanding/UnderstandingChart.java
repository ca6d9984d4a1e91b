package io.cognigydeploy.core.understanding;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.understanding.PairedText.LimitState;
import io.cognigydeploy.core.understanding.PairedText.PairRow;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table and the picture of a comparison, made from the evidence of its verdict. The picture has a line for all
 * utterances and for each intent: the difference with its interval, zero, and the limit that the interval must not cross.
 * It is one SVG element, has no scripts and loads nothing.
 */
public final class UnderstandingChart {

    private static final int MAX_ROWS = 40;
    private static final int COLUMNS = 6;
    private static final double LEFT = 220;
    private static final double RIGHT = 660;
    private static final double TOP = 56;
    private static final double STEP = 22;
    private static final double LEAST = 0.05;
    private static final String BAD = "#b3261e";
    private static final String GOOD = "#26734d";
    private static final String UNDECIDED = "#8a5a00";
    private static final String DARK = "#333333";
    private static final String PALE = "#555555";

    private final List<PairRow> rows;
    private final StringBuilder svg = new StringBuilder();
    private final double low;
    private final double high;

    private UnderstandingChart(List<PairRow> rows) {
        this.rows = rows;
        this.low = -edge(shown().mapToDouble(row -> -Math.min(row.difference().low(), row.limit()))
                .reduce(LEAST, Math::max));
        this.high = edge(shown().mapToDouble(row -> row.difference().high()).reduce(LEAST, Math::max));
    }

    /** Returns the chart of a verdict's evidence; empty if it is of no comparison of intents. */
    public static Optional<UnderstandingChart> of(List<Evidence> evidence) {
        List<PairRow> rows =
                evidence.stream().flatMap(each -> PairedText.row(each).stream()).toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(new UnderstandingChart(rows));
    }

    /** Returns whether evidence is a row of the table. */
    public static boolean isRow(Evidence evidence) {
        return PairedText.row(evidence).isPresent();
    }

    /** Returns the names of the table's columns. */
    public List<String> head() {
        return List.of("", "utterances", "recall", "difference", "precision", "F1");
    }

    /**
     * A row of the table.
     *
     * @param cells a text for every column
     * @param isKept whether the limit is shown to be kept
     * @param isLost whether the limit is shown not to be kept
     */
    public record TableRow(List<String> cells, boolean isKept, boolean isLost) {
        public TableRow {
            cells = List.copyOf(cells);
        }
    }

    /** Returns the rows of the table. */
    public List<TableRow> rows() {
        return rows.stream()
                .map(row -> new TableRow(
                        Stream.of(Stream.of(row.name()), row.cells().stream(), Stream.of("", "", "", "", ""))
                                .flatMap(Function.identity())
                                .limit(COLUMNS)
                                .toList(),
                        row.kept() == LimitState.KEPT,
                        row.kept() == LimitState.LOST))
                .toList();
    }

    private Stream<PairRow> shown() {
        return rows.stream().limit(MAX_ROWS);
    }

    /** Returns the next edge of the scale, a multiple of 0.05. */
    private static double edge(double value) {
        return Math.min(1, Math.ceil(value / LEAST - 1e-9) * LEAST);
    }

    /** Draws the picture. */
    public String svg() {
        return new UnderstandingChart(rows).drawn();
    }

    private String drawn() {
        long count = shown().count();
        double bottom = TOP + STEP * count;
        put("""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 860 %.0f" font-family="sans-serif"\
             font-size="12" aria-label="%s">
            <rect width="860" height="%.0f" fill="#ffffff"/>
            """, bottom + 30, Printable.markup(label()), bottom + 30);
        text(
                16,
                22,
                DARK,
                " font-size=\"14\" font-weight=\"bold\"",
                "Understood right: after minus before, with interval");
        text(x(low), bottom + 18, PALE, " text-anchor=\"middle\"", PairedText.signed(low));
        text(x(0), bottom + 18, PALE, " text-anchor=\"middle\"", "0");
        text(x(high), bottom + 18, PALE, " text-anchor=\"middle\"", PairedText.signed(high));
        line(x(0), TOP - 10, x(0), bottom, "#bbbbbb", "");
        double y = TOP + STEP / 2;
        for (PairRow row : shown().toList()) {
            draw(row, y);
            y += STEP;
        }
        String legend = "Solid: the limit is kept; dotted: open; dashed: lost. The short upright line is the limit.";
        String cut = rows.size() > count ? " The first " + count + " of " + rows.size() + " rows." : "";
        text(16, 40, PALE, " font-size=\"11\"", legend + cut);
        return svg.append("</svg>\n").toString();
    }

    private String label() {
        return rows.size() + " differences with their intervals; "
                + rows.stream().filter(row -> row.kept() != LimitState.KEPT).count() + " not shown to keep the limit";
    }

    private void draw(PairRow row, double y) {
        String colour = switch (row.kept()) {
            case KEPT -> GOOD;
            case OPEN -> UNDECIDED;
            case LOST -> BAD;
        };
        String dashes = switch (row.kept()) {
            case KEPT -> "";
            case OPEN -> " stroke-dasharray=\"2 2\"";
            case LOST -> " stroke-dasharray=\"6 3\"";
        };
        text(LEFT - 8, y + 4, DARK, " text-anchor=\"end\"", Printable.cut(row.name(), 30));
        line(x(row.limit()), y - 8, x(row.limit()), y + 8, DARK, " stroke-dasharray=\"3 2\"");
        line(x(row.difference().low()), y, x(row.difference().high()), y, colour, " stroke-width=\"3\"" + dashes);
        put(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n",
                x(row.difference().value()), y, colour);
        text(RIGHT + 12, y + 4, DARK, " font-size=\"11\"", PairedText.difference(row.difference()));
    }

    private double x(double value) {
        double share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
        return LEFT + (RIGHT - LEFT) * share;
    }

    private void line(double x1, double y1, double x2, double y2, String colour, String style) {
        put("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>\n", x1, y1, x2, y2, colour, style);
    }

    private void text(double x, double y, String colour, String style, String text) {
        put("<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\"%s>%s</text>\n", x, y, colour, style, Printable.markup(text));
    }

    private void put(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
