package io.cognigydeploy.client.product;

import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.TalkMessage;
import io.cognigydeploy.client.product.model.TalkReply;
import io.cognigydeploy.client.product.model.UrlToken;

/** Conversations with endpoints of the channel {@code rest}. The URL token is the only credential. */
public interface TalkApi {

    /** Sends a message to an endpoint. A message is never sent twice, because each is a turn of the conversation. */
    @Endpoint(effect = Effect.ONCE)
    @RequestLine(value = "POST /{urlToken}", decodeSlash = false)
    TalkReply say(@Param("urlToken") UrlToken token, TalkMessage message);

    /** Sends a message to an endpoint in test mode, which is not billed and allows 600 requests an hour. */
    @Endpoint(effect = Effect.ONCE)
    @RequestLine(value = "POST /test/{urlToken}", decodeSlash = false)
    TalkReply sayInTest(@Param("urlToken") UrlToken token, TalkMessage message);
}
