package io.cognigydeploy.bench;

import io.cognigydeploy.bench.measure.Block;
import io.cognigydeploy.bench.measure.Series;
import java.util.List;
import java.util.Locale;

/** The table of calls one after another: each client beside the first, which is the baseline. */
final class CallTable {

    private CallTable() {}

    static MarkdownTable of(List<Series> all, Goal goal) {
        Series baseline = all.get(0);
        MarkdownTable table = new MarkdownTable("client", "p50, µs", "× p50", "p99, µs", "× p99", "× CPU", "kB a call");
        for (Series one : all) {
            double p99 = one.quantileNanos(0.99);
            table.row(
                    one.name(),
                    number(one.quantileNanos(0.5) / 1e3, 0),
                    one.ratio(baseline, Block::p50Nanos).toString(),
                    number(p99 / 1e3, 0),
                    number(p99 / baseline.quantileNanos(0.99), 2),
                    one.ratio(baseline, Block::cpuNanosPerCall).toString(),
                    number(one.of(Block::bytesPerCall).median() / 1e3, 1));
        }
        return table.row("goal of cognigy-client", "", goal.p50(), "", goal.p99(), goal.cpu(), goal.kilobytes());
    }

    private static String number(double value, int decimals) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** The goals of this library's client with its rate budget; empty texts where there is none. */
    record Goal(String p50, String p99, String cpu, String kilobytes) {}
}
