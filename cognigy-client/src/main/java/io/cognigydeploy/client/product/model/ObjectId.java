package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The {@code _id} of a thing in an installation. It changes with every import, upload and restore of the thing.
 *
 * @param text 24 lower-case letters or digits
 */
public record ObjectId(@JsonValue String text) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]{24}");

    /** @throws IllegalArgumentException if the text has another form */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ObjectId {
        if (!isForm(text)) {
            throw new IllegalArgumentException("text must be 24 lower-case letters or digits, but was '" + text + "'");
        }
    }

    static boolean isForm(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
