package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * One message of a conversation, with the content that answered.
 *
 * @param snapshotId the snapshot that answered; absent if it was the project itself
 * @param source who wrote the message, such as {@code user} or {@code bot}
 * @param inputText the message, if it is a text
 * @param rating the rating that the user gave with it, such as 1 or -1
 * @param inHandoverRequest whether it asked for a person
 * @param inHandoverConversation whether a person has taken over
 * @param intent the name of the intent that was found in it, on installations that record it
 * @param intentScore the confidence in the intent, from 0 to 1
 */
public record ConversationItem(
        @JsonProperty("_id") Optional<String> id,
        Optional<String> sessionId,
        Optional<ObjectId> snapshotId,
        Optional<String> snapshotName,
        Optional<UrlToken> endpointUrlToken,
        Optional<String> endpointName,
        Optional<String> source,
        Optional<String> inputText,
        Optional<Instant> timestamp,
        Optional<Double> rating,
        Optional<Boolean> inHandoverRequest,
        Optional<Boolean> inHandoverConversation,
        Optional<String> intent,
        Optional<Double> intentScore) {

    /** Returns who wrote it and what answered; ids and texts belong to a user. */
    @Override
    public String toString() {
        return "ConversationItem" + source.map(who -> " by " + who).orElse("")
                + snapshotName.map(name -> " on " + name).orElse("");
    }
}
