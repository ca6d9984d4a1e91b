package io.cognigydeploy.bench.file;

import java.io.IOException;

/** A way to carry the server's file to a path, and a file from a path to the server. */
public interface FileCarrier extends AutoCloseable {

    /** Returns the name in tables. */
    String name();

    /** Downloads the file, over the one that was downloaded before, and returns its size. */
    long download() throws IOException, InterruptedException;

    /** Uploads the file that was downloaded. */
    void upload() throws IOException, InterruptedException;

    @Override
    void close();
}
