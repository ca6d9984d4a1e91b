package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Status of a playbook run or of one of its steps. The set is open: any other word means that the run has not ended. Case
 * does not matter.
 *
 * @param text the platform's word in lower case
 */
public record RunStatus(@JsonValue String text) {

    /** All steps passed. */
    public static final RunStatus SUCCESSFUL = new RunStatus("successful");

    /** A step failed. */
    public static final RunStatus FAILED = new RunStatus("failed");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunStatus {
        text = text.strip().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the run has ended. */
    public boolean isTerminal() {
        return equals(SUCCESSFUL) || equals(FAILED);
    }

    @Override
    public String toString() {
        return text;
    }
}
