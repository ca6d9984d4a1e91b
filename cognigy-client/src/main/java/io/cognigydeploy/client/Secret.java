package io.cognigydeploy.client;

import java.util.Objects;

/**
 * A text that must not be printed. {@link #toString()} hides it, and this library writes it only where it is needed.
 */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a secret.
     *
     * @throws IllegalArgumentException if the text is blank
     */
    public static Secret of(String value) {
        if (Objects.requireNonNull(value, "value must be given, but was null.").isBlank()) {
            throw new IllegalArgumentException("A secret must not be blank. Check the variable that it is read from.");
        }
        return new Secret(value);
    }

    /** Returns the secret itself. Do not log it, and do not put it into a message. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
