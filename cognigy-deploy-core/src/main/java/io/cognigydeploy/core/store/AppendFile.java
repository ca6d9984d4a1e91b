package io.cognigydeploy.core.store;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The end of a file, open for writing; a missing file is created. Unlike a channel, it is not closed by an interrupt.
 */
public class AppendFile implements Closeable {

    private final FileOutputStream out;

    public AppendFile(Path file) throws IOException {
        DurableFiles.createFile(file);
        out = new FileOutputStream(file.toFile(), true);
    }

    /** Writes everything with one call to the operating system, or fails. */
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Returns when everything written is on the disk. */
    public void force() throws IOException {
        out.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
