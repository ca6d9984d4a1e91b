package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The {@code referenceId} of a thing in a project. It stays the same in snapshots, uploads and restores.
 *
 * @param text a UUID
 */
public record ReferenceId(@JsonValue String text) {

    private static final Pattern FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** @throws IllegalArgumentException if the text has another form */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ReferenceId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("text must be a UUID, but was '" + text + "'");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
