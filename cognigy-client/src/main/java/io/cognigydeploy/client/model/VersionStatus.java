package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Status of a bot version. The set is open; only {@link #PUBLISHED} can be deployed. Case does not matter.
 *
 * @param text the platform's word in upper case
 */
public record VersionStatus(@JsonValue String text) {

    /** The version is published and can be deployed. */
    public static final VersionStatus PUBLISHED = new VersionStatus("PUBLISHED");

    /** The version is not published yet. A gate rejects its deployment. */
    public static final VersionStatus DRAFT = new VersionStatus("DRAFT");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public VersionStatus {
        text = text.strip().toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }
}
