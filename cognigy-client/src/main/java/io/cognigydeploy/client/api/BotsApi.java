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

/** Bots, their versions, and their understanding of utterances. */
public interface BotsApi {

    @Endpoint(effect = Effect.NONE, scope = "bot:read")
    @RequestLine(value = "GET /api/v1/bots/{botId}", decodeSlash = false)
    Bot get(@Param("botId") String botId);

    /**
     * Returns one page of a bot's versions. A version has one row for each environment that it is live in, so an id may
     * occur more than once. {@code CognigyClient.lists()} reads all pages.
     *
     * @param page number of the page, from 1
     * @param size at most 50
     */
    @Endpoint(effect = Effect.NONE, scope = "bot:read", own = "data", enveloped = true)
    @RequestLine(value = "GET /api/v1/bots/{botId}/versions?page={page}&size={size}", decodeSlash = false)
    Page<BotVersion> versions(@Param("botId") String botId, @Param("page") int page, @Param("size") int size);

    /**
     * Gives a version a share of the conversations.
     *
     * @param botId the same as in the request
     * @param idempotencyKey a text of the caller's that is the same whenever this very request is sent again; the
     *     platform may ignore the key
     * @return the deployment that represents the canary
     */
    @Endpoint(effect = Effect.ONCE, scope = "bot:deploy", own = "deploymentId")
    @RequestLine(value = "POST /api/v1/bots/{botId}/deploy", decodeSlash = false)
    @Headers({"X-Deployment-Type: canary", "X-Format-Verification: strict", "Idempotency-Key: {idempotencyKey}"})
    AcceptedJob deployCanary(
            @Param("botId") String botId, @Param("idempotencyKey") String idempotencyKey, CanaryRequest request);

    /**
     * Sends an utterance to the bot and returns how the bot understood the utterance. Users' conversations are not
     * affected.
     */
    @Endpoint(effect = Effect.NONE, scope = "bot:manage", enveloped = true)
    @RequestLine(value = "POST /api/v1/bots/{botId}/test", decodeSlash = false)
    Understanding test(@Param("botId") String botId, Utterance utterance);
}
