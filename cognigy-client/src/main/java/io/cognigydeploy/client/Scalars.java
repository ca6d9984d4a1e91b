package io.cognigydeploy.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Readers of texts, numbers, truth values and moments in every form with the same meaning. Examples are a number in
 * quotes, a text without quotes, a percentage, a whole number with a decimal point. A form with two possible meanings
 * is refused.
 */
final class Scalars {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,60}(\\.\\d{1,60})?([eE][+-]?\\d{1,2})?");

    /** The largest number of digits; longer numbers measure nothing and would take long to write out. */
    private static final int MAX_DIGITS = 400;

    private Scalars() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("forms-that-mean-the-same");
        module.addDeserializer(String.class, new Text());
        module.addDeserializer(Long.class, new Whole());
        module.addDeserializer(long.class, new Whole());
        module.addDeserializer(Double.class, new Fraction(true));
        module.addDeserializer(double.class, new Fraction(true));
        module.addDeserializer(Boolean.class, new Truth());
        module.addDeserializer(boolean.class, new Truth());
        module.addDeserializer(Instant.class, new Moment());
        return module;
    }

    private static @Nullable BigDecimal number(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return new BigDecimal(parser.getBigIntegerValue());
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            double approximate = parser.getDoubleValue();
            return Double.isFinite(approximate) ? parser.getDecimalValue() : null;
        }
        return parser.currentToken() == JsonToken.VALUE_STRING ? number(parser.getText()) : null;
    }

    private static @Nullable BigDecimal number(String text) {
        String trimmed = text.strip();
        return NUMBER.matcher(trimmed).matches() ? new BigDecimal(trimmed) : null;
    }

    private static boolean isLong(BigDecimal number) {
        return Math.abs((long) number.precision() - number.scale()) + Math.abs((long) number.scale()) > MAX_DIGITS;
    }

    /** Base of the readers. A failure names the expected type and nothing of the value. */
    private abstract static class Lenient<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final Class<T> type;

        Lenient(Class<T> type) {
            super(type);
            this.type = type;
        }

        abstract @Nullable T read(JsonParser parser) throws IOException;

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            T value = read(parser);
            if (value == null) {
                throw MismatchedInputException.from(parser, type, "not a " + type.getSimpleName());
            }
            return value;
        }
    }

    /** Reader of texts. Some servers write ids and versions as numbers, which changes none of them. */
    private static final class Text extends Lenient<String> {

        private static final long serialVersionUID = 1L;

        Text() {
            super(String.class);
        }

        @Override
        @Nullable
        String read(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                return parser.getText();
            }
            BigDecimal number = number(parser);
            return number == null || isLong(number) ? null : number.toPlainString();
        }
    }

    private static final class Whole extends Lenient<Long> {

        private static final long serialVersionUID = 1L;

        Whole() {
            super(Long.class);
        }

        @Override
        @Nullable
        Long read(JsonParser parser) throws IOException {
            BigDecimal number = number(parser);
            try {
                return number == null || isLong(number) ? null : (Long) number.longValueExact();
            } catch (ArithmeticException e) {
                return null;
            }
        }
    }

    private static final class Fraction extends Lenient<Double> implements ContextualDeserializer {

        private static final long serialVersionUID = 1L;

        private final boolean percentages;

        Fraction(boolean percentages) {
            super(Double.class);
            this.percentages = percentages;
        }

        /** Returns a reader without percentages for maps of shares, where a bare number already is a percentage. */
        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            boolean shares = property != null
                    && (property.getType().isReferenceType()
                                    ? property.getType().getReferencedType()
                                    : property.getType())
                            .isMapLikeType();
            return new Fraction(!shares);
        }

        @Override
        @Nullable
        Double read(JsonParser parser) throws IOException {
            BigDecimal number = number(parser);
            if (number == null && percentages && parser.currentToken() == JsonToken.VALUE_STRING) {
                String text = parser.getText().strip();
                number = text.endsWith("%") ? number(text.substring(0, text.length() - 1)) : null;
                number = number == null ? null : number.movePointLeft(2);
            }
            return number == null || !Double.isFinite(number.doubleValue()) ? null : (Double) number.doubleValue();
        }
    }

    private static final class Truth extends Lenient<Boolean> {

        private static final long serialVersionUID = 1L;

        Truth() {
            super(Boolean.class);
        }

        @Override
        @Nullable
        Boolean read(JsonParser parser) throws IOException {
            String word = parser.currentToken().isScalarValue()
                    ? parser.getText().strip().toLowerCase(Locale.ROOT)
                    : "";
            return switch (word) {
                case "true", "yes", "1" -> true;
                case "false", "no", "0" -> false;
                default -> null;
            };
        }
    }

    private static final class Moment extends Lenient<Instant> {

        private static final long serialVersionUID = 1L;

        Moment() {
            super(Instant.class);
        }

        @Override
        @Nullable
        Instant read(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                Optional<Instant> read = Times.read(parser.getText());
                return read.isPresent() ? read.get() : null;
            }
            BigDecimal number = number(parser);
            try {
                return number == null || isLong(number) ? null : Times.epoch(number);
            } catch (DateTimeException | ArithmeticException e) {
                return null;
            }
        }
    }
}
