package io.cognigydeploy.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * The canonical JSON (RFC 8785) of a value that may be large. It is written anew each time instead of being kept, and no
 * tree is made of it, so it needs no memory beside the value.
 *
 * <p>The value must not change. A value whose members Jackson does not write in order is kept as its bytes.
 */
public final class CanonicalForm {

    private static final JsonMapper IN_ORDER = Json.MAPPER
            .rebuild()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRAP_EXCEPTIONS)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    private final Source source;
    private final long length;
    private final String sha256Hex;

    private CanonicalForm(Source source) throws IOException {
        MessageDigest digest = CanonicalJson.sha256();
        var counted = new PieceOutput(digest::update);
        source.writeTo(counted);
        this.source = source;
        this.length = counted.length;
        this.sha256Hex = HexFormat.of().formatHex(digest.digest());
    }

    /** An output that passes on what it gets. */
    private static final class PieceOutput extends OutputStream {

        private final ByteSink pieces;
        private long length;

        PieceOutput(ByteSink pieces) {
            this.pieces = pieces;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] some, int offset, int count) {
            pieces.take(some, offset, count);
            length += count;
        }
    }

    /**
     * Returns the form of a record of this module, or of a tree that may have such records in it.
     *
     * @throws IllegalArgumentException if the value has no exact canonical form
     */
    public static CanonicalForm of(Object value) {
        return of(value, UnaryOperator.identity());
    }

    /** Returns the form of a value, in which something is changed as it is written. */
    static CanonicalForm of(Object value, UnaryOperator<JsonGenerator> change) {
        try {
            return new CanonicalForm(out -> {
                try (JsonGenerator generator = change.apply(new CanonicalWriter(IN_ORDER.createGenerator(out)))) {
                    IN_ORDER.writeValue(generator, value);
                }
            });
        } catch (CanonicalWriter.OutOfOrder e) {
            return kept(value, change);
        } catch (IOException e) {
            throw new IllegalArgumentException("The value has no form in JSON.", e);
        }
    }

    private static CanonicalForm kept(Object value, UnaryOperator<JsonGenerator> change) {
        try (var buffer = new TokenBuffer(Json.MAPPER, false)) {
            Json.MAPPER.writeValue(change.apply(buffer), value);
            byte[] bytes = CanonicalJson.bytes(Json.tree(Json.MAPPER.readTree(buffer.asParser())));
            return new CanonicalForm(out -> out.write(bytes));
        } catch (IOException e) {
            throw new IllegalArgumentException("The value has no form in JSON.", e);
        }
    }

    /** Returns the number of bytes. */
    public long length() {
        return length;
    }

    /** Returns the bytes. */
    public byte[] toBytes() {
        var bytes = new CanonicalBytes(Math.toIntExact(length));
        bytes.form(this);
        return bytes.toBytes();
    }

    /** Returns the SHA-256 in lower-case hexadecimal. */
    public String sha256Hex() {
        return sha256Hex;
    }

    /** Receives bytes piece by piece. */
    interface ByteSink {
        void take(byte[] bytes, int offset, int count);
    }

    void writeTo(ByteSink pieces) {
        try {
            source.writeTo(new PieceOutput(pieces));
        } catch (IOException e) {
            throw new IllegalStateException("It can always be written into memory.", e);
        }
    }
}
