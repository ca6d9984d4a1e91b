package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.AcceptedJob;
import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.CanaryRequest;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.Understanding;
import io.cognigydeploy.client.model.Utterance;

/** Bots, their versions, and what they understand. */
@Headers({"Accept: application/json", "Content-Type: application/json"})
public interface BotsApi {

    @Endpoint(effect = Effect.NONE, scope = "bot:read")
    @RequestLine(value = "GET /api/v1/bots/{botId}", decodeSlash = false)
    Bot get(@Param("botId") String botId);

    /**
     * One page of a bot's versions. A version has a row for each environment that it is live in, so an id may come more than
     * once. {@code CognigyClient.lists()} reads all pages.
     *
     * @param page from 1
     * @param size at most 50
     */
    @Endpoint(effect = Effect.NONE, scope = "bot:read", own = "data", enveloped = true)
    @RequestLine(value = "GET /api/v1/bots/{botId}/versions?page={page}&size={size}", decodeSlash = false)
    Page<BotVersion> versions(@Param("botId") String botId, @Param("page") int page, @Param("size") int size);

    /**
     * Gives a version a share of the conversations.
     *
     * @param botId the same as in the request
     * @param idempotencyKey a text of the caller's that is the same whenever this very request is sent again; the platform
     *     may ignore it
     * @return the deployment that stands for the canary
     */
    @Endpoint(effect = Effect.ONCE, scope = "bot:deploy", own = "deploymentId")
    @RequestLine(value = "POST /api/v1/bots/{botId}/deploy", decodeSlash = false)
    @Headers({"X-Deployment-Type: canary", "X-Format-Verification: strict", "Idempotency-Key: {idempotencyKey}"})
    AcceptedJob deployCanary(
            @Param("botId") String botId, @Param("idempotencyKey") String idempotencyKey, CanaryRequest request);

    /**
     * Says something to the bot to learn what it understands. Nobody's conversation is touched.
     */
    @Endpoint(effect = Effect.NONE, scope = "bot:manage", enveloped = true)
    @RequestLine(value = "POST /api/v1/bots/{botId}/test", decodeSlash = false)
    Understanding test(@Param("botId") String botId, Utterance utterance);
}
