package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.immutables.value.Value;

/** An answer that may have members which could not be read exactly. */
public interface Noted {

    /**
     * Returns notes about members that could not be read, or that were read with an assumption. A note about an absent
     * member states the value that was there. Keys are names of members, values are predicates such as {@code could not
     * be read: was "?"}, cut and free of the client's secrets; empty if everything was read exactly.
     */
    @Value.Auxiliary
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
    Map<String, String> notes();

    /**
     * Returns the reason why a member is absent, as a clause. If the member could not be read, the clause names it and
     * the value that was there, such as {@code passedTests could not be read: was {"x":1}}.
     *
     * @param member name of the member in the document
     * @param otherwise the clause for a member that was not there
     */
    default String whyAbsent(String member, String otherwise) {
        String note = notes().get(member);
        return note == null ? otherwise : member + " " + note;
    }
}
