package io.cognigydeploy.client.product.model;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secret part of an endpoint's URL: any owner of it can talk to the bot. {@link #toString()} hides it, and it is not
 * written as JSON.
 */
public final class UrlToken {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16,256}");

    private final String value;

    private UrlToken(String value) {
        this.value = value;
    }

    /**
     * Returns the token.
     *
     * @throws IllegalArgumentException if the text is not 16 to 256 letters, digits, {@code -} or {@code _}
     */
    public static UrlToken of(String value) {
        if (!FORM.matcher(Objects.requireNonNull(value, "value must be given, but was null."))
                .matches()) {
            // The value is a secret, also in a wrong form.
            throw new IllegalArgumentException("value must be 16 to 256 letters, digits, - or _");
        }
        return new UrlToken(value);
    }

    /** Returns the token itself. Do not log it, and do not put it into a message. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UrlToken token && token.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
