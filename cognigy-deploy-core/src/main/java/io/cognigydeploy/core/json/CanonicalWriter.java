package io.cognigydeploy.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import io.cognigydeploy.client.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A writer of canonical JSON that keeps nothing of it. So the members of each object have to come in order. Texts are
 * made storable.
 */
final class CanonicalWriter extends JsonGeneratorDelegate {

    /** The last member of each object that has not ended. */
    private final Deque<String> members = new ArrayDeque<>();

    /** A member that comes too late for its place, or a second time. */
    static final class OutOfOrder extends IOException {

        private static final long serialVersionUID = 1;

        OutOfOrder(String member) {
            super("The member " + member + " comes after one that it belongs before.");
        }
    }

    /** @param out escapes as RFC 8785 does */
    CanonicalWriter(JsonGenerator out) {
        super(out, false);
    }

    @Override
    public void writeStartObject() throws IOException {
        super.writeStartObject();
        begin();
    }

    @Override
    public void writeStartObject(Object value) throws IOException {
        super.writeStartObject(value);
        begin();
    }

    @Override
    public void writeStartObject(Object value, int size) throws IOException {
        super.writeStartObject(value, size);
        begin();
    }

    private void begin() {
        CanonicalJson.checkDepth(members.size());
        members.push("");
    }

    @Override
    public void writeEndObject() throws IOException {
        super.writeEndObject();
        members.pop();
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        String storable = Printable.storable(name);
        // The first member alone may have an empty name.
        if (storable.compareTo(members.pop()) <= 0 && !storable.isEmpty()) {
            throw new OutOfOrder(storable);
        }
        members.push(storable);
        super.writeFieldName(storable);
    }

    @Override
    public void writeFieldName(SerializableString name) throws IOException {
        writeFieldName(name.getValue());
    }

    @Override
    public void writeString(String text) throws IOException {
        super.writeString(Printable.storable(text));
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        writeString(new String(text, offset, length));
    }

    @Override
    public void writeString(SerializableString text) throws IOException {
        writeString(text.getValue());
    }

    @Override
    public void writeNumber(long number) throws IOException {
        writeNumber(BigDecimal.valueOf(number));
    }

    @Override
    public void writeNumber(BigInteger number) throws IOException {
        writeNumber(new BigDecimal(number));
    }

    @Override
    public void writeNumber(float number) throws IOException {
        writeNumber((double) number);
    }

    @Override
    public void writeNumber(double number) throws IOException {
        super.writeNumber(CanonicalJson.number(number));
    }

    @Override
    public void writeNumber(BigDecimal number) throws IOException {
        super.writeNumber(CanonicalJson.number(number));
    }
}
