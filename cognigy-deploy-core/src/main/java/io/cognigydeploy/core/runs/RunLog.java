package io.cognigydeploy.core.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.DamagedRecordException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The records of one run, open for more under the lease of its target. Only one is open at a time, and only its owner adds
 * to it. Safe for use by many threads.
 */
public interface RunLog extends AutoCloseable {

    /** The content of a document. */
    @FunctionalInterface
    interface Document {

        /** Writes the content. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Returns the records that were there when the log was opened, the plan first; none in a new run. */
    List<ObjectNode> records();

    /** Returns the names of what a crash left incomplete at the end of the log, and is kept aside. */
    List<String> keptAside();

    /**
     * Adds a record. Others see it when this returns; it may not survive a power cut before the next forced record.
     *
     * @throws IllegalArgumentException if the record has no canonical form or is too long; nothing was added
     * @throws DamagedRecordException if the log is not as this one left it; nothing was added
     * @throws LeaseLostException if another owner has the target by now; nothing was added
     * @throws UncheckedIOException if it could not be added; nothing can be added any more
     * @throws IllegalStateException if the log is closed or an earlier write failed
     */
    void append(ObjectNode entry);

    /** Adds a record like {@link #append}. It and all before it survive a power cut when this returns. */
    void appendForced(ObjectNode entry);

    /**
     * Writes documents by their names, such as {@code report.json}. A reader finds either the earlier content or the whole
     * new one.
     *
     * @throws IllegalArgumentException if a name is not well formed
     * @throws LeaseLostException if another owner has the target by now
     * @throws UncheckedIOException if they could not be written
     */
    void write(Map<String, Document> documents);

    @Override
    void close();
}
