package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Kind of a thing in a snapshot. The set is open; case matters.
 *
 * @param text the platform's word, of 1 to 64 letters and digits
 */
public record ResourceType(@JsonValue String text) {

    // Before the words, which need it.
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]{1,64}");

    public static final ResourceType FLOW = new ResourceType("flow");

    public static final ResourceType LOCALE = new ResourceType("locale");

    public static final ResourceType NLU_CONNECTOR = new ResourceType("nluconnector");

    public static final ResourceType FLOW_STATE = new ResourceType("flowState");

    public static final ResourceType LANGUAGE_MODEL = new ResourceType("largeLanguageModel");

    /** @throws IllegalArgumentException if the text has another form */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ResourceType {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("text must be 1 to 64 letters or digits, but was '" + text + "'");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
