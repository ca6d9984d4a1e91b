package io.cognigydeploy.bench.file;

import io.cognigydeploy.bench.server.Answers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** All ways to carry a file, the baseline first and this library's last. */
public final class FileCarriers implements AutoCloseable {

    private final List<FileCarrier> all;

    private FileCarriers(List<FileCarrier> all) {
        this.all = all;
    }

    /**
     * Opens all ways, and downloads the file by each.
     *
     * @param folder a folder for the files
     * @throws IOException if one of them has not the whole file
     */
    public static FileCarriers open(String url, Path folder) throws IOException, InterruptedException {
        FileCarriers carriers = new FileCarriers(List.of(
                new JdkCarrier(url, folder.resolve("plain.csnap")),
                new CheckedCarrier(url, folder.resolve("checked.csnap")),
                new ProductCarrier(url, folder.resolve("product.csnap"))));
        for (FileCarrier carrier : carriers.all) {
            if (carrier.download() != Answers.FILE_BYTES) {
                throw new IOException(carrier.name() + " does not download the whole file.");
            }
        }
        return carriers;
    }

    /** Returns the ways. */
    public List<FileCarrier> all() {
        return all;
    }

    @Override
    public void close() {
        all.forEach(FileCarrier::close);
    }
}
