package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Approval of a test run. The set is open; only {@link #APPROVED} means approved. Case does not matter.
 *
 * @param text the platform's word in lower case
 */
public record ApprovalStatus(@JsonValue String text) {

    /** The test run was approved. */
    public static final ApprovalStatus APPROVED = new ApprovalStatus("approved");

    /** The decision is still open. A gate that requires an approval fails. */
    public static final ApprovalStatus PENDING = new ApprovalStatus("pending");

    /** The test run was rejected. A gate that requires an approval fails. */
    public static final ApprovalStatus REJECTED = new ApprovalStatus("rejected");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ApprovalStatus {
        text = text.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }
}
