package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.Webhook;
import io.cognigydeploy.client.model.WebhookRequest;

/** Webhooks: calls from the platform when something happens. */
public interface WebhooksApi {

    /**
     * Registers a webhook. A second registration of the same name adds another webhook; read {@link #list} first.
     *
     * @param idempotencyKey a text of the caller's that is the same whenever this very request is sent again; the
     *     platform may ignore the key
     */
    @Endpoint(effect = Effect.ONCE, scope = "webhook:manage")
    @RequestLine(value = "POST /api/v1/webhooks", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    Webhook register(@Param("idempotencyKey") String idempotencyKey, WebhookRequest request);

    /** Returns all webhooks. Beyond the documented API; platforms may lack this request. */
    @Endpoint(effect = Effect.NONE, scope = "webhook:manage")
    @RequestLine(value = "GET /api/v1/webhooks", decodeSlash = false)
    Page<Webhook> list();

    /**
     * Removes a webhook. Beyond the documented API; platforms may lack this request. After a lost answer the second
     * attempt may find nothing: {@code NotFoundException}.
     */
    @Endpoint(effect = Effect.IDEMPOTENT, scope = "webhook:manage")
    @RequestLine(value = "DELETE /api/v1/webhooks/{webhookId}", decodeSlash = false)
    void delete(@Param("webhookId") String webhookId);
}
