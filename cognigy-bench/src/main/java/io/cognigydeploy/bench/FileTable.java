package io.cognigydeploy.bench;

import io.cognigydeploy.bench.measure.Block;
import io.cognigydeploy.bench.measure.Series;
import io.cognigydeploy.bench.server.Answers;
import java.util.List;
import java.util.Locale;

/** The table of files that are carried one after another: each way beside the first, which is the baseline. */
final class FileTable {

    private FileTable() {}

    static MarkdownTable of(List<Series> downloads, List<Series> uploads) {
        MarkdownTable table = new MarkdownTable("way", "download, MB/s", "× download", "upload, MB/s", "× upload");
        for (int i = 0; i < downloads.size(); i++) {
            table.row(
                    downloads.get(i).name(),
                    megabytesPerSecond(downloads.get(i)),
                    downloads
                            .get(i)
                            .ratio(downloads.get(0), Block::callsPerSecond)
                            .toString(),
                    megabytesPerSecond(uploads.get(i)),
                    uploads.get(i).ratio(uploads.get(0), Block::callsPerSecond).toString());
        }
        return table.row("goal of cognigy-client", "", "≥ 0.8", "", "≥ 0.8");
    }

    private static String megabytesPerSecond(Series series) {
        return String.format(
                Locale.ROOT, "%,.0f", series.of(Block::callsPerSecond).median() * Answers.FILE_BYTES / 1e6);
    }
}
