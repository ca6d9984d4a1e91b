package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.immutables.value.Value;

/** An answer that may have had members which could not be read as they were. */
public interface Noted {

    /**
     * What was there instead of each member that is absent because it could not be read, or how it was read where that
     * rests on an assumption. Keys are names of members, values are predicates such as {@code could not be read: was
     * "?"}, cut and free of the client's secrets; empty if everything was read as it was.
     */
    @Value.Auxiliary
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
    Map<String, String> notes();

    /**
     * Returns why a member is absent, as a clause: the member and what was there if that could not be read, such as
     * {@code passedTests could not be read: was {"x":1}}.
     *
     * @param member its name in the document
     * @param otherwise the clause for a member that was not there
     */
    default String whyAbsent(String member, String otherwise) {
        String note = notes().get(member);
        return note == null ? otherwise : member + " " + note;
    }
}
