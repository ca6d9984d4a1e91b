package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.immutables.value.Value;

/** An answer that may have had members which could not be read as they were. */
public interface Noted {

    /**
     * What was there instead of each member that is absent because it could not be read, or how it was read where that
     * rests on an assumption. Keys are names of members; empty if everything was read as it was.
     */
    @Value.Auxiliary
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
    Map<String, String> notes();
}
