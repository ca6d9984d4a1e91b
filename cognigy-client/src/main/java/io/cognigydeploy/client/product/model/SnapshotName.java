package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The name of a snapshot, which must be unique in its project and cannot be changed later.
 *
 * @param text 1 to 200 characters, none of them {@code \ / : * ? " < > | ¥} or a control character
 */
public record SnapshotName(@JsonValue String text) {

    private static final int LONGEST = 200;
    private static final String REFUSED = "\\/:*?\"<>|\u00a5";

    /** @throws IllegalArgumentException if the platform would refuse the text */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public SnapshotName {
        if (text.isBlank() || text.codePointCount(0, text.length()) > LONGEST) {
            throw new IllegalArgumentException(
                    "text must have 1 to " + LONGEST + " characters, but had " + text.codePointCount(0, text.length()));
        }
        text.chars()
                .filter(c -> REFUSED.indexOf(c) >= 0 || Character.isISOControl(c))
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException("text must have none of " + REFUSED
                            + " and no control character, but has U+" + String.format(Locale.ROOT, "%04X", c));
                });
    }

    @Override
    public String toString() {
        return text;
    }
}
