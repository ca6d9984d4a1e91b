package io.cognigydeploy.core.flows;

import io.cognigydeploy.core.store.DurableFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.HashMap;
import java.util.Map;

/**
 * Texts of flows in a temporary file, readable by this user only and deleted with the process at the latest.
 *
 * <p>Not thread-safe.
 */
final class FlowSpool implements AutoCloseable {

    private final RandomAccessFile file;
    private final Map<String, Piece> pieces = new HashMap<>();

    private record Piece(long from, int length) {}

    private FlowSpool(RandomAccessFile file) {
        this.file = file;
    }

    static FlowSpool open() throws IOException {
        return new FlowSpool(DurableFiles.temporary("cognigy-flows-"));
    }

    boolean has(String id) {
        return pieces.containsKey(id);
    }

    void add(String id, byte[] text) throws IOException {
        long from = file.length();
        file.seek(from);
        file.write(text);
        pieces.put(id, new Piece(from, text.length));
    }

    byte[] read(String id) throws IOException {
        Piece piece = pieces.getOrDefault(id, new Piece(0, 0));
        byte[] text = new byte[piece.length()];
        file.seek(piece.from());
        file.readFully(text);
        return text;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
