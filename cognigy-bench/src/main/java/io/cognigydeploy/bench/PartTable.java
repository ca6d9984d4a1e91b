package io.cognigydeploy.bench;

import io.cognigydeploy.bench.measure.Block;
import io.cognigydeploy.bench.measure.BlockSource;
import io.cognigydeploy.bench.measure.Interleaving;
import io.cognigydeploy.bench.measure.Series;
import io.cognigydeploy.bench.part.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of pure parts: this library beside each of the others, by CPU time. */
final class PartTable {

    private static final String PRODUCT = "cognigy-deploy";

    private final MarkdownTable table =
            new MarkdownTable("part", "beside", "CPU, ms", "theirs", "× as fast", "goal", "MB", "theirs");

    /** Measures a part and adds its rows. */
    void measure(Part part, Interleaving interleaving) throws Exception {
        Map<String, BlockSource> variants = new LinkedHashMap<>();
        variants.put(PRODUCT, BlockSource.serial(part.product()));
        part.peers().forEach((name, work) -> variants.put(name, BlockSource.serial(work)));
        List<Series> all = interleaving.run(variants);
        Series product = all.get(0);
        for (Series peer : all.subList(1, all.size())) {
            table.row(
                    part.name(),
                    peer.name(),
                    cpu(product),
                    cpu(peer),
                    peer.ratio(product, Block::cpuNanosPerCall).toString(),
                    part.goals().getOrDefault(peer.name(), ""),
                    memory(product),
                    memory(peer));
        }
    }

    private static String cpu(Series series) {
        return millionths(series.of(Block::cpuNanosPerCall).median());
    }

    private static String memory(Series series) {
        return millionths(series.of(Block::bytesPerCall).median());
    }

    private static String millionths(double value) {
        return String.format(Locale.ROOT, "%,.2f", value / 1e6);
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
