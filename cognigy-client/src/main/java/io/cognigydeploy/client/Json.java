package io.cognigydeploy.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.reflect.Type;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * JSON without guesses: a document that two readers could understand in two ways is refused. Fields that are not known
 * are the exception; the platform grows new ones.
 */
final class Json {

    /** The largest document that is read. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    /** Small objects weigh a hundred times what they are on the wire. */
    private static final int MAX_TOKENS = 250_000;

    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    /** Reads a whole document. */
    static Object read(byte[] document, Type type) throws UnreadableJsonException {
        JavaType target = MAPPER.constructType(type);
        try {
            return present(MAPPER.<Object>readValue(text(document), target));
        } catch (IOException e) {
            throw new UnreadableJsonException(describe(e));
        }
    }

    /** Reads a whole document as it is. */
    static JsonNode readTree(byte[] document) throws UnreadableJsonException {
        return (JsonNode) read(document, JsonNode.class);
    }

    /** Makes a value of a part of a document. */
    static Object convert(JsonNode part, Type type) throws UnreadableJsonException {
        try {
            return present(MAPPER.readerFor(MAPPER.constructType(type)).readValue(part));
        } catch (IOException e) {
            throw new UnreadableJsonException(describe(e));
        }
    }

    /** Writes a document that {@link #read} would take. */
    static byte[] write(Object value) throws UnreadableJsonException {
        byte[] document;
        try {
            document = MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UnreadableJsonException(describe(e));
        }
        // Jackson writes NaN bare and any depth; the platform must not be the one to find out.
        readTree(document);
        return document;
    }

    /** The SHA-256 of a value's JSON, which is not kept. */
    static String sha256(Object value) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            MAPPER.writeValue(new DigestOutputStream(OutputStream.nullOutputStream(), digest), value);
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("What was read can be written, and every Java has SHA-256", e);
        }
    }

    private static Object present(@Nullable Object value) throws UnreadableJsonException {
        if (value == null || (value instanceof JsonNode node && (node.isNull() || node.isMissingNode()))) {
            throw new UnreadableJsonException("nothing, or null");
        }
        return value;
    }

    /** Jackson would guess UTF-16 and take overlong forms. A decoder that is asked for by name reports what is wrong. */
    private static Reader text(byte[] document) {
        return new InputStreamReader(new ByteArrayInputStream(document), StandardCharsets.UTF_8.newDecoder());
    }

    private static String describe(IOException e) {
        if (e instanceof CharacterCodingException || e.getCause() instanceof CharacterCodingException) {
            return "not UTF-8";
        }
        return e instanceof JsonProcessingException known ? describe(known) : "unreadable";
    }

    /** Where and what, without any value: values may be secrets. */
    private static String describe(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return "larger or deeper than is read";
        }
        if (e instanceof JsonMappingException mapping) {
            String where = path(mapping);
            String at = where.isEmpty() ? "" : " at " + where;
            if (mapping.getCause() instanceof StreamConstraintsException) {
                return "larger or deeper than is read" + at;
            }
            if (mapping instanceof ValueInstantiationException
                    && mapping.getCause() instanceof IllegalStateException own) {
                return own.getMessage() + at;
            }
            if (mapping instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
                return "not a " + mismatch.getTargetType().getSimpleName() + at;
            }
            return "of the wrong shape" + at;
        }
        if (e instanceof InputCoercionException) {
            return "a number out of range";
        }
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

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(MAX_BYTES)
                        .maxTokenCount(MAX_TOKENS)
                        .maxNestingDepth(64)
                        .maxNumberLength(64)
                        .maxStringLength(1024 * 1024)
                        .maxNameLength(1024)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .build();
        SimpleModule finite = new SimpleModule("finite-doubles");
        finite.addDeserializer(
                double.class, new FiniteDouble(new NumberDeserializers.DoubleDeserializer(double.class, 0.0)));
        finite.addDeserializer(
                Double.class, new FiniteDouble(new NumberDeserializers.DoubleDeserializer(Double.class, null)));
        return JsonMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(finite)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .withCoercionConfig(LogicalType.Textual, to -> {
                    to.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    to.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    to.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .withCoercionConfigDefaults(to -> {
                    to.setAcceptBlankAsEmpty(false);
                    to.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
                })
                .build();
    }

    /** What a document was instead of what was asked for; says nothing of the values in it. */
    static final class UnreadableJsonException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableJsonException(String message) {
            super(message);
        }
    }

    /** A number such as 1e400 is no infinity. */
    private static final class FiniteDouble extends StdScalarDeserializer<Double> {

        private static final long serialVersionUID = 1L;

        private final NumberDeserializers.DoubleDeserializer any;

        FiniteDouble(NumberDeserializers.DoubleDeserializer any) {
            super(any.handledType());
            this.any = any;
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Double value = any.deserialize(parser, context);
            if (value == null || !Double.isFinite(value)) {
                throw MismatchedInputException.from(parser, Double.class, "not a finite number");
            }
            return value;
        }

        @Override
        public Double getNullValue(DeserializationContext context) throws JsonMappingException {
            return any.getNullValue(context);
        }
    }
}
