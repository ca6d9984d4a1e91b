package io.cognigydeploy.core.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.DamagedRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of a chained log that is not in a file. The lines are those of {@link ChainedLog}, so they can be copied to a
 * file and verified there.
 *
 * @param records the bodies of all records
 * @param tip the end of the chain
 */
public record ChainedLines(List<ObjectNode> records, ChainEnd tip) {

    /** The begin of every chain. */
    public static final ChainEnd START = new ChainEnd(0, "0".repeat(64));

    /** The end of a chain: the number of its records, and the hash of the last one. */
    public record ChainEnd(long seq, String head) {

        /**
         * Returns the line that continues the chain.
         *
         * @throws IllegalArgumentException if the body has no canonical form or is too long
         */
        public ChainedLine next(Instant at, ObjectNode body) {
            ChainLine.Whole line = ChainLine.of(seq + 1, at, head, body.deepCopy());
            return new ChainedLine(
                    line.entry().seq(),
                    at,
                    line.entry().hash(),
                    new String(line.bytes(), 0, line.bytes().length - 1, StandardCharsets.UTF_8));
        }
    }

    /**
     * A record of a chain.
     *
     * @param text its line, without the newline
     */
    public record ChainedLine(long seq, Instant at, String hash, String text) {

        /** Returns the end of the chain after this record. */
        public ChainEnd tip() {
            return new ChainEnd(seq, hash);
        }
    }

    /**
     * Reads a chain from its first record on.
     *
     * @param place the place of the records, for the message
     * @param end the end of the chain, as it was kept apart from the lines
     * @throws DamagedRecordException if a record is not as it was written, or the last one is missing
     */
    public static ChainedLines read(String place, List<String> lines, ChainEnd end) {
        List<ObjectNode> records = new ArrayList<>();
        ChainEnd tip = START;
        for (String text : lines) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ChainLine.Parsed parsed = ChainLine.parse(bytes);
            if (parsed instanceof ChainLine.Unfit unfit) {
                throw damaged(place, tip, "The record " + unfit.reason() + ".");
            } else if (parsed instanceof ChainLine.Whole line) {
                boolean follows =
                        line.entry().seq() == tip.seq + 1 && line.prev().equals(tip.head);
                if (!follows || line.bytes().length - 1 != bytes.length) {
                    throw damaged(place, tip, "The record does not follow the one before it.");
                }
                records.add(line.entry().body());
                tip = new ChainEnd(line.entry().seq(), line.entry().hash());
            }
        }
        if (!tip.equals(end)) {
            throw damaged(place, tip, "Records are missing at the end.");
        }
        return new ChainedLines(List.copyOf(records), tip);
    }

    private static DamagedRecordException damaged(String place, ChainEnd tip, String reason) {
        return new DamagedRecordException(
                place,
                tip.seq + 1,
                reason,
                "Nothing was changed and nothing is added. Find out who or what changed it, and restore it.");
    }
}
