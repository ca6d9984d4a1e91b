package io.cognigydeploy.bench;

import io.cognigydeploy.bench.measure.Block;
import io.cognigydeploy.bench.measure.Series;
import java.util.List;
import java.util.Locale;

/** The table of appends: each store beside the first, which is the baseline. */
final class StoreTable {

    private StoreTable() {}

    static MarkdownTable of(List<Series> all) {
        MarkdownTable table = new MarkdownTable("append to", "p50, ms", "× p50", "p99, ms");
        for (Series one : all) {
            table.row(
                    one.name(),
                    millis(one.quantileNanos(0.5)),
                    one.ratio(all.get(0), Block::p50Nanos).toString(),
                    millis(one.quantileNanos(0.99)));
        }
        return table.row("goal of PostgreSQL", "", "≤ 4", "");
    }

    private static String millis(double nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }
}
