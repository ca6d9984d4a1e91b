package io.cognigydeploy.core;

import java.nio.file.Path;

/**
 * The damage of a journal, a manifest, an audit log or a lock's owner record. Nothing was changed. A person has to look at
 * the place.
 */
public final class DamagedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final long line;

    /** Creates the exception for a line of a file, with what to do about it. */
    public DamagedRecordException(Path file, long line, String reason, String remedy) {
        this(file.toString(), line, reason, remedy);
    }

    /** Creates the exception for a record at a place that is no file, with what to do about it. */
    public DamagedRecordException(String place, long line, String reason, String remedy) {
        super(place + ", line " + line + ": " + reason + " " + remedy);
        this.place = place;
        this.line = line;
    }

    /** Returns the file, or the run in a database, that does not fit. */
    public String place() {
        return place;
    }

    /** Returns the first line that does not fit, counted from 1. */
    public long line() {
        return line;
    }
}
