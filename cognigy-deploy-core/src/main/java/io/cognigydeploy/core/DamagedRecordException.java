package io.cognigydeploy.core;

import java.nio.file.Path;

/**
 * The damage of a journal, a manifest, an audit log or a lock's owner record on disk. Nothing was changed. A person has
 * to look at the file.
 */
public final class DamagedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;

    /** Creates the exception for a line of a file, with what to do about it. */
    public DamagedRecordException(Path file, long line, String reason, String remedy) {
        super(file + ", line " + line + ": " + reason + " " + remedy);
        this.file = file.toString();
        this.line = line;
    }

    /** Returns the file that does not fit. */
    public Path file() {
        return Path.of(file);
    }

    /** Returns the first line that does not fit, counted from 1. */
    public long line() {
        return line;
    }
}
