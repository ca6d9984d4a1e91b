package io.cognigydeploy.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Readers of texts, numbers, truth values and moments in every form with the same meaning. Examples are a number in
 * quotes, a text without quotes, a percentage, a whole number with a decimal point. A form with two possible meanings
 * is refused. Moments are written in the platform's one form.
 */
final class Scalars {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,60}(\\.\\d{1,60})?([eE][+-]?\\d{1,2})?");

    /** The largest number of digits; longer numbers measure nothing and would take long to write out. */
    private static final int MAX_DIGITS = 400;

    private Scalars() {}

    static SimpleModule module() {
        Lenient<Long> whole = new Lenient<>(Long.class, Scalars::whole);
        Lenient<Boolean> truth = new Lenient<>(Boolean.class, Scalars::truth);
        SimpleModule module = new SimpleModule("forms-that-mean-the-same");
        module.addDeserializer(String.class, new Lenient<>(String.class, Scalars::text));
        module.addDeserializer(Long.class, whole);
        module.addDeserializer(long.class, whole);
        module.addDeserializer(Double.class, new Fraction());
        module.addDeserializer(double.class, new Fraction());
        module.addDeserializer(Boolean.class, truth);
        module.addDeserializer(boolean.class, truth);
        module.addDeserializer(Instant.class, new Lenient<>(Instant.class, Scalars::moment));
        module.addSerializer(Instant.class, new Stamp());
        return module;
    }

    /** Reads a text. Some servers write ids and versions as numbers, which changes none of them. */
    private static @Nullable String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        BigDecimal number = shortNumber(parser);
        return number == null ? null : number.toPlainString();
    }

    private static @Nullable Long whole(JsonParser parser) throws IOException {
        BigDecimal number = shortNumber(parser);
        return number == null ? null : (Long) number.longValueExact();
    }

    private static @Nullable Boolean truth(JsonParser parser) throws IOException {
        String word =
                parser.currentToken().isScalarValue() ? parser.getText().strip().toLowerCase(Locale.ROOT) : "";
        return switch (word) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0" -> false;
            default -> null;
        };
    }

    private static @Nullable Instant moment(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return Times.read(parser.getText()).orElse(null);
        }
        BigDecimal number = shortNumber(parser);
        return number == null ? null : Times.epoch(number);
    }

    private static @Nullable Double percentage(JsonParser parser) throws IOException {
        String text = parser.currentToken() == JsonToken.VALUE_STRING
                ? parser.getText().strip()
                : "";
        BigDecimal percent = text.endsWith("%") ? number(text.substring(0, text.length() - 1)) : null;
        return finite(percent == null ? number(parser) : percent.movePointLeft(2));
    }

    private static @Nullable Double finite(@Nullable BigDecimal number) {
        return number == null || !Double.isFinite(number.doubleValue()) ? null : (Double) number.doubleValue();
    }

    private static @Nullable BigDecimal shortNumber(JsonParser parser) throws IOException {
        BigDecimal number = number(parser);
        return number == null || isLong(number) ? null : number;
    }

    private static @Nullable BigDecimal number(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> new BigDecimal(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> Double.isFinite(parser.getDoubleValue()) ? parser.getDecimalValue() : null;
            case VALUE_STRING -> number(parser.getText());
            default -> null;
        };
    }

    private static @Nullable BigDecimal number(String text) {
        String trimmed = text.strip();
        return NUMBER.matcher(trimmed).matches() ? new BigDecimal(trimmed) : null;
    }

    private static boolean isLong(BigDecimal number) {
        return Math.abs((long) number.precision() - number.scale()) + Math.abs((long) number.scale()) > MAX_DIGITS;
    }

    /** One reading of a value; null if the value has no form of that type. */
    private interface Form<T> {

        @Nullable
        T read(JsonParser parser) throws IOException;
    }

    /** Reader of one type. A failure names the expected type and nothing of the value. */
    private static class Lenient<T> extends JsonDeserializer<T> {

        private final Class<T> type;
        private final Form<T> form;

        Lenient(Class<T> type, Form<T> form) {
            this.type = type;
            this.form = form;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            T value;
            try {
                value = form.read(parser);
            } catch (DateTimeException | ArithmeticException e) {
                value = null;
            }
            if (value == null) {
                throw MismatchedInputException.from(parser, type, "not a " + type.getSimpleName());
            }
            return value;
        }
    }

    private static final class Fraction extends Lenient<Double> implements ContextualDeserializer {

        Fraction() {
            super(Double.class, Scalars::percentage);
        }

        /** Returns a reader without percentages for maps of shares, where a bare number already is a percentage. */
        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            boolean shares = property != null
                    && (property.getType().isReferenceType()
                                    ? property.getType().getReferencedType()
                                    : property.getType())
                            .isMapLikeType();
            return shares ? new Lenient<>(Double.class, parser -> finite(number(parser))) : this;
        }
    }

    private static final class Stamp extends JsonSerializer<Instant> {

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(Time.stamp(value));
        }
    }
}
