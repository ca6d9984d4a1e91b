package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A change of what an endpoint runs. Exactly these three members are sent.
 *
 * @param flowId the {@code referenceId} of the flow; empty sets none, as an endpoint may have been before
 * @param localeId the {@code referenceId} of the locale; empty sets none
 */
public record EndpointSwitch(EntryPoint entrypoint, Optional<ReferenceId> flowId, Optional<ReferenceId> localeId) {

    /** Returns the switch to a flow in a locale. */
    public static EndpointSwitch to(EntryPoint entrypoint, ReferenceId flowId, ReferenceId localeId) {
        return new EndpointSwitch(entrypoint, Optional.of(flowId), Optional.of(localeId));
    }

    @JsonValue
    Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("entrypoint", entrypoint.id().text());
        members.put("flowId", flowId.map(ReferenceId::text).orElse(""));
        members.put("localeId", localeId.map(ReferenceId::text).orElse(""));
        return members;
    }
}
