package io.cognigydeploy.core.store;

import io.cognigydeploy.client.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A reader of the records of a chained log from a known point on, which also judges the log's end. */
final class ChainReader {

    /** The end of a chain: the number of its bytes and records, and the hash of the last record. */
    record Tip(long offset, long seq, String head) {

        static final Tip START = new Tip(0, 0, "0".repeat(64));

        /** Returns the tip after one more record. */
        Tip after(ChainLine.Whole line) {
            return new Tip(
                    offset + line.bytes().length,
                    line.entry().seq(),
                    line.entry().hash());
        }
    }

    /** The ways in which the records end. */
    enum Integrity {
        /** The input is used up. */
        COMPLETE,
        /** The record after the tip was not written to its end: the file ends before its newline. */
        TORN,
        /** The record after the tip was damaged later, or does not belong there. */
        BROKEN
    }

    /**
     * The reason why there is no further record.
     *
     * @param reason the reason in words; empty if the input is used up
     */
    record Ending(Integrity integrity, String reason) {}

    private final InputStream in;
    private final byte[] buffer = new byte[32 << 10];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int from;
    private int to;
    private Tip tip;
    private @Nullable Ending ending;

    /** Reads from an input that stands at the tip. */
    ChainReader(InputStream in, Tip tip) {
        this.in = in;
        this.tip = tip;
    }

    /** Returns the end of the good records that were read. */
    Tip tip() {
        return tip;
    }

    /** Returns the reason why {@link #next()} returned no record. */
    Ending ending() {
        if (ending == null) {
            throw new IllegalStateException("There may be more records.");
        }
        return ending;
    }

    /** Returns the next record, or null when there is none; {@link #ending()} then has the reason. */
    ChainedLog.@Nullable LogEntry next() throws IOException {
        if (ending != null) {
            return null;
        }
        boolean terminated = readLine();
        byte[] bytes = line.toByteArray();
        if (!terminated && bytes.length == 0) {
            ending = new Ending(Integrity.COMPLETE, "");
        } else if (bytes.length > ChainLine.LONGEST) {
            ending = unfit("is too long", terminated);
        } else if (tip.seq() == 0 && Printable.startsWithMark(bytes)) {
            ending = broken("The file starts with a byte order mark: a program has saved it anew.");
        } else {
            ChainLine.Parsed parsed = ChainLine.parse(bytes);
            if (parsed instanceof ChainLine.Whole record) {
                ending = misfit(record, bytes, terminated);
                if (ending == null) {
                    tip = tip.after(record);
                    return record.entry();
                }
            } else if (parsed instanceof ChainLine.Unfit unfit) {
                ending = unfit(unfit.reason(), terminated);
            }
        }
        return null;
    }

    private static Ending broken(String reason) {
        return new Ending(Integrity.BROKEN, reason);
    }

    private static Ending unfit(String what, boolean terminated) {
        return terminated
                ? broken("The record " + what + ".")
                : new Ending(Integrity.TORN, "The last record " + what + ".");
    }

    private @Nullable Ending misfit(ChainLine.Whole record, byte[] bytes, boolean terminated) {
        if (!record.follows(tip)) {
            return broken("The record is whole but does not follow the one before it: "
                    + "something was taken out, put in or moved.");
        }
        int length = record.bytes().length - 1;
        if (bytes.length > length && (terminated || !onlyZeros(bytes, length))) {
            return broken("The record is followed by something else on its line.");
        }
        return terminated ? null : new Ending(Integrity.TORN, "The last record has no line end.");
    }

    /** Reads up to the next newline, of an overlong line only the start. Returns whether there was a newline. */
    private boolean readLine() throws IOException {
        line.reset();
        while (from < to || fill()) {
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, from, Math.min(end - from, ChainLine.LONGEST + 1 - line.size()));
            from = end;
            if (end < to) {
                from++;
                return true;
            }
        }
        return false;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }

    private static boolean onlyZeros(byte[] bytes, int start) {
        for (int i = start; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
