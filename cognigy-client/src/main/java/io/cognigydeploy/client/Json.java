package io.cognigydeploy.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in the platform's form. A document that two readers could interpret in two ways is refused; {@link ModelReader}
 * turns its members into models.
 */
final class Json {

    /** The largest document that is read, in bytes. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    /**
     * The largest number of JSON tokens that are read. Small objects take many times their JSON size in memory. A flow
     * of 15,000 nodes has 500,000 tokens.
     */
    static final int MAX_TOKENS = 600_000;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private static final String WRITABLE = "What was read can be written";
    private static final String OVERSIZED = "larger or deeper than is read";

    private static final JsonMapper MAPPER = mapper(true);

    /** The readers of the results of methods, of which there are a few dozen. */
    private static final Map<Type, ObjectReader> READERS = new ConcurrentHashMap<>();

    private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class);
    private static final ObjectReader TREES_OF_FLOWS = MAPPER.readerFor(FlowTree.class);

    /** Mapper without NaN, for the check of documents that are sent. */
    private static final JsonMapper STRICT = mapper(false);

    private Json() {}

    /** Reads a whole document. */
    static Object read(byte[] document, Type type) throws UnreadableJsonException {
        return convert(readTree(document, StandardCharsets.UTF_8, type), type, Envelope.Names.USUAL);
    }

    /** Reads a whole document in UTF-8 into a tree. */
    static JsonNode readTree(byte[] document) throws UnreadableJsonException {
        return readTree(document, StandardCharsets.UTF_8, JsonNode.class);
    }

    /**
     * Reads a whole document into a tree.
     *
     * @param otherwise charset of the document if it is not UTF-8
     * @param type the type that the tree is converted to
     */
    static JsonNode readTree(byte[] document, Charset otherwise, Type type) throws UnreadableJsonException {
        boolean utf8 = isUtf8(document);
        if (!utf8 && otherwise.equals(StandardCharsets.UTF_8)) {
            throw new UnreadableJsonException("not UTF-8");
        }
        // Jackson takes two marks for one, and a mark alone for a wrong byte.
        boolean plain = utf8 && byteOrderMark(document) == 0 && !mayPassForUtf16(document);
        try (JsonParser parser = plain
                ? MAPPER.createParser(document)
                : MAPPER.createParser(text(document, utf8 ? StandardCharsets.UTF_8 : otherwise))) {
            return present(parser.nextToken() == null ? null : treeFor(type, parser));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static @Nullable JsonNode treeFor(Type type, JsonParser parser) throws IOException {
        return FlowTree.isFor(type) ? TREES_OF_FLOWS.<FlowTree>readValue(parser).root() : TREES.readValue(parser);
    }

    /** Returns the tree that is read next: the one that {@link #convert} was called with, or a part of another. */
    static JsonNode tree(JsonParser parser, DeserializationContext context) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
                        && parser.getEmbeddedObject() instanceof JsonNode tree
                ? tree
                : context.readTree(parser);
    }

    /** Reads a whole document in UTF-8 into a tree; the missing node if it cannot be read. */
    static JsonNode readTreeIfAny(byte[] document) {
        try {
            return readTree(document);
        } catch (UnreadableJsonException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Converts a document to a model that {@link ModelReader} reads, or a page of such models.
     *
     * @param document not copied, and not changed
     */
    static Object convertWhole(JsonNode document, Type type, Envelope.Names names) throws UnreadableJsonException {
        return convert(JsonNodeFactory.instance.pojoNode(document), type, names);
    }

    /** Converts a document to a value. */
    static Object convert(JsonNode document, Type type, Envelope.Names names) throws UnreadableJsonException {
        try {
            return present(READERS.computeIfAbsent(type, each -> MAPPER.readerFor(MAPPER.constructType(each)))
                    .withAttribute(Envelope.Names.class, names)
                    .readValue(document));
        } catch (IOException e) {
            throw new UnreadableJsonException(describe(e));
        }
    }

    /** Writes a document that {@link #read} would accept. */
    static Written write(Object value) throws UnreadableJsonException {
        try {
            byte[] document = MAPPER.writeValueAsBytes(value);
            // Jackson writes bare NaN and any depth; such a document must not reach the platform.
            return new Written(document, STRICT.readTree(document));
        } catch (IOException e) {
            throw new UnreadableJsonException(describe(e));
        }
    }

    /** A document that was written, and the same as a tree. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Written(byte[] bytes, JsonNode tree) {}

    /** Returns the number of bytes of a value's JSON. */
    static long size(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(WRITABLE, e);
        }
    }

    /** Returns the SHA-256 of a value's JSON, in hexadecimal. */
    static String sha256(Object value) {
        MessageDigest digest = sha256();
        try {
            MAPPER.writeValue(new DigestOutputStream(OutputStream.nullOutputStream(), digest), value);
        } catch (IOException e) {
            throw new IllegalStateException(WRITABLE, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns the SHA-256 of bytes, in hexadecimal. */
    static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, which every Java platform must have.", e);
        }
    }

    private static <T> T present(@Nullable T value) throws UnreadableJsonException {
        if (value == null || (value instanceof JsonNode node && (node.isNull() || node.isMissingNode()))) {
            throw new UnreadableJsonException("nothing, or null");
        }
        return value;
    }

    /** Returns whether a document is UTF-8, by a strict decoder: Jackson's parser accepts overlong forms. */
    private static boolean isUtf8(byte[] document) {
        int plain = 0;
        while (plain + 4 * Long.BYTES <= document.length
                && ((eightBytes(document, plain)
                                        | eightBytes(document, plain + Long.BYTES)
                                        | eightBytes(document, plain + 2 * Long.BYTES)
                                        | eightBytes(document, plain + 3 * Long.BYTES))
                                & NOT_ASCII)
                        == 0) {
            plain += 4 * Long.BYTES;
        }
        while (plain < document.length && document[plain] >= 0) {
            plain++;
        }
        if (plain == document.length) {
            return true;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer rest = ByteBuffer.wrap(document, plain, document.length - plain);
        CharBuffer unused = CharBuffer.allocate(1024);
        CoderResult result = decoder.decode(rest, unused, true);
        while (result.isOverflow()) {
            unused.clear();
            result = decoder.decode(rest, unused, true);
        }
        return !result.isError();
    }

    private static long eightBytes(byte[] document, int from) {
        return (long) EIGHT_BYTES.get(document, from);
    }

    /** Returns whether Jackson could take a document for another form of Unicode, which it does by zeros in front. */
    private static boolean mayPassForUtf16(byte[] document) {
        for (int i = 0; i < Math.min(4, document.length); i++) {
            if (document[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the length of the mark by which a document in UTF-8 may begin. */
    private static int byteOrderMark(byte[] document) {
        return document.length >= 3
                        && document[0] == (byte) 0xef
                        && document[1] == (byte) 0xbb
                        && document[2] == (byte) 0xbf
                ? 3
                : 0;
    }

    /** Returns a strict reader of a document: a decoder that is created for a charset reports malformed input. */
    private static Reader text(byte[] document, Charset charset) {
        int mark = byteOrderMark(document);
        return new InputStreamReader(
                new ByteArrayInputStream(document, mark, document.length - mark), charset.newDecoder());
    }

    private static UnreadableJsonException unreadable(IOException e) {
        if (e instanceof StreamConstraintsException) {
            return new OversizedJsonException();
        }
        // Of a tree, Jackson reports a member that is there twice, and what follows the document.
        return new UnreadableJsonException(e instanceof JsonMappingException twofold ? notJson(twofold) : describe(e));
    }

    private static String describe(IOException e) {
        if (e instanceof CharacterCodingException || e.getCause() instanceof CharacterCodingException) {
            return "not UTF-8";
        }
        return e instanceof JsonProcessingException known ? describe(known) : "unreadable";
    }

    /** Returns position and kind of a fault, without any value: values may be secrets. */
    private static String describe(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return OVERSIZED;
        }
        if (e instanceof JsonMappingException mapping) {
            String where = path(mapping);
            String at = where.isEmpty() ? "" : " at " + where;
            if (mapping.getCause() instanceof StreamConstraintsException) {
                return OVERSIZED + at;
            }
            if (mapping instanceof ValueInstantiationException
                    && mapping.getCause() instanceof IllegalStateException own) {
                return own.getMessage() + at;
            }
            if (mapping instanceof MismatchedInputException mismatch && mismatch.getTargetType() == null) {
                return mismatch.getOriginalMessage() + at;
            }
            if (mapping instanceof MismatchedInputException mismatch) {
                return "not a " + mismatch.getTargetType().getSimpleName() + at;
            }
            return "of the wrong shape" + at;
        }
        return notJson(e);
    }

    private static String notJson(JsonProcessingException e) {
        return e.getLocation() == null
                ? "not JSON"
                : "not JSON at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.length() == 0 ? "" : ".").append(Printable.cut(step.getFieldName(), 40));
            }
        }
        return path.toString();
    }

    private static JsonMapper mapper(boolean lenient) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(MAX_BYTES)
                        .maxTokenCount(MAX_TOKENS)
                        .maxNestingDepth(64)
                        .maxNumberLength(64)
                        .maxStringLength(1024 * 1024)
                        .maxNameLength(1024)
                        .build())
                .configure(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, lenient)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(Scalars.module())
                .addModule(ModelReader.module())
                .addModule(PageReader.module())
                .addModule(ProductReader.module())
                .addModule(FlowTree.module())
                // Trees detect a duplicate by their own maps, and nothing is read from bytes into anything else.
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                // Flows are sent exactly as they were read, with every digit.
                .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .build();
    }

    /** A document that cannot be read. The message describes its form, and contains none of its values. */
    static sealed class UnreadableJsonException extends Exception permits OversizedJsonException {

        private static final long serialVersionUID = 1L;

        UnreadableJsonException(String message) {
            super(message);
        }
    }

    /** A document that exceeds the limits of bytes, values or depth. */
    static final class OversizedJsonException extends UnreadableJsonException {

        private static final long serialVersionUID = 1L;

        OversizedJsonException() {
            super(OVERSIZED);
        }
    }
}
