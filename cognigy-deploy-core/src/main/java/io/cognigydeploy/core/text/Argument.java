package io.cognigydeploy.core.text;

import io.cognigydeploy.client.Printable;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks of public arguments, and the one form of their refusals: {@code <parameter> must be …, but was <value>}. */
public final class Argument {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");
    private static final int MAX_SHOWN = 40;

    private Argument() {}

    /** Returns the value if it is there. */
    public static <T> T given(String parameter, @Nullable T value) {
        if (value == null) {
            throw refused(parameter, "given", null);
        }
        return value;
    }

    /** Returns the values if all of them are there. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T> T[] allGiven(String parameter, T... values) {
        allGiven(parameter, Arrays.asList(given(parameter, values)));
        return values;
    }

    /** Returns the values if all of them are there. */
    public static <C extends Collection<?>> C allGiven(String parameter, C values) {
        for (Object value : given(parameter, values)) {
            given(parameter, value);
        }
        return values;
    }

    /** Returns the text if it has more than blanks. */
    public static String text(String parameter, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw refused(parameter, "a text that is not blank", value);
        }
        return value;
    }

    /** Returns the texts if each has more than blanks. */
    public static String[] texts(String parameter, String... values) {
        for (String value : given(parameter, values)) {
            text(parameter, value);
        }
        return values;
    }

    /** Returns the id if it is well formed. */
    public static String id(String parameter, @Nullable String value) {
        return formed(parameter, ID, "well formed (letters, digits, '.', '_', '-', at most 128, no mark first)", value);
    }

    /** Returns whether the text is a well-formed id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Returns the version if it is well formed. */
    public static String version(String parameter, @Nullable String value) {
        return formed(
                parameter,
                VERSION,
                "well formed (letters, digits, '.', '_', '-', '+', at most 128, no mark first)",
                value);
    }

    /** Returns the text if it has the form. */
    public static String formed(String parameter, Pattern form, String must, @Nullable String value) {
        if (value == null || !form.matcher(value).matches()) {
            throw refused(parameter, must, value);
        }
        return value;
    }

    /** Returns the address if it is an absolute http or https URL with a host. */
    public static URI webUrl(String parameter, URI value) {
        String scheme = given(parameter, value).getScheme();
        if (value.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            // Without the value: the token of a webhook is in its address.
            throw new IllegalArgumentException(parameter + " must be an absolute http or https URL.");
        }
        return value;
    }

    /** Returns the duration if it is longer than zero. */
    public static Duration positive(String parameter, @Nullable Duration value) {
        if (value == null || value.isNegative() || value.isZero()) {
            throw refused(parameter, "positive", value);
        }
        return value;
    }

    /** Returns the duration if it is zero or longer. */
    public static Duration notNegative(String parameter, @Nullable Duration value) {
        if (value == null || value.isNegative()) {
            throw refused(parameter, "zero or positive", value);
        }
        return value;
    }

    /**
     * Returns the refusal of an argument.
     *
     * @param must the rule, such as {@code positive}
     */
    public static IllegalArgumentException refused(String parameter, String must, @Nullable Object value) {
        return new IllegalArgumentException(parameter + " must be " + must + ", but was " + shown(value) + ".");
    }

    private static String shown(@Nullable Object value) {
        if (!(value instanceof CharSequence text)) {
            return String.valueOf(value);
        }
        return "\"" + Printable.cut(text.toString(), MAX_SHOWN) + "\"";
    }
}
