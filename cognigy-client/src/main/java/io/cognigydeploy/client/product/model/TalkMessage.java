package io.cognigydeploy.client.product.model;

/**
 * A message of a user to an endpoint.
 *
 * @param text what the user says; an empty text triggers the beginning of the flow
 */
public record TalkMessage(String userId, String sessionId, String text) {

    /** @throws IllegalArgumentException if an id is blank */
    public TalkMessage {
        if (userId.isBlank() || sessionId.isBlank()) {
            throw new IllegalArgumentException("userId and sessionId must not be blank");
        }
    }

    /** Returns the length of the text only; ids and texts belong to a user. */
    @Override
    public String toString() {
        return "TalkMessage of " + text.length() + " characters";
    }
}
