package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/** A conversation of a project. */
public record ConversationSummary(
        @JsonProperty("_id") Optional<String> id,
        Optional<String> sessionId,
        Optional<String> contactId,
        Optional<String> channel,
        Optional<String> flowName,
        Optional<String> endpointName,
        Optional<Instant> startTime,
        Optional<Instant> endTime) {

    /** Returns the endpoint and the time only: the ids open the conversation. */
    @Override
    public String toString() {
        return "Conversation" + endpointName.map(name -> " of " + name).orElse("")
                + startTime.map(begun -> " since " + begun).orElse("");
    }
}
