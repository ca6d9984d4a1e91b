package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Channel of an endpoint, such as {@code webchat3}. The set is open; case matters.
 *
 * @param text the platform's word
 */
public record Channel(@JsonValue String text) {

    /** The channel of requests over HTTP, the one that {@code TalkApi} uses. */
    public static final Channel REST = new Channel("rest");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Channel {}

    @Override
    public String toString() {
        return text;
    }
}
