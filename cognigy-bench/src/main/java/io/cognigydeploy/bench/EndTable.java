package io.cognigydeploy.bench;

import io.cognigydeploy.bench.end.Ending;
import io.cognigydeploy.bench.end.Hang;
import io.cognigydeploy.bench.end.Hangs;
import io.cognigydeploy.bench.measure.BlockSource;
import io.cognigydeploy.bench.measure.Interleaving;
import io.cognigydeploy.bench.measure.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of ends: for each stage at which a call hangs, the time until it has ended, beside the control. */
final class EndTable {

    private final MarkdownTable table = new MarkdownTable(
            "ended by", "stage", "p50, ms", "p99, ms", "least, ms", "most, ms", "p99 − control's, ms", "goal");

    /** Measures an ending at all stages and adds its rows. */
    void measure(Ending ending, Interleaving interleaving) throws Exception {
        try (Hangs hangs = Hangs.open(ending)) {
            Map<String, BlockSource> variants = new LinkedHashMap<>();
            for (Hang hang : hangs.all()) {
                variants.put(hang.stage(), ending.of(hang));
            }
            List<Series> all = interleaving.run(variants);
            Series control = all.get(0);
            add(ending, control, control, "");
            for (Series one : all.subList(1, all.size())) {
                add(ending, one, control, ending == Ending.CLOSE ? "most ≤ 100" : "≤ 10, least ≥ 0");
            }
        }
    }

    private void add(Ending ending, Series one, Series control, String goal) {
        table.row(
                ending.name().toLowerCase(Locale.ROOT),
                one.name(),
                millis(one.quantileNanos(0.5)),
                millis(one.quantileNanos(0.99)),
                millis(one.quantileNanos(0)),
                millis(one.quantileNanos(1)),
                one.difference(control, block -> block.quantileNanos(0.99) / 1e6)
                        .toString(),
                goal);
    }

    private static String millis(double nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
