package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.BotVersion;
import java.util.List;

/** Bots and their versions. */
@Headers({"Accept: application/json", "Content-Type: application/json"})
public interface BotsApi {

    @Endpoint(effect = Effect.NONE, scope = "bot:read")
    @RequestLine(value = "GET /api/v1/bots/{botId}", decodeSlash = false)
    Bot get(@Param("botId") String botId);

    /**
     * One page of a bot's versions.
     *
     * @param page from 1
     * @param size at most 50
     */
    @Endpoint(effect = Effect.NONE, scope = "bot:read", enveloped = true)
    @RequestLine(value = "GET /api/v1/bots/{botId}/versions?page={page}&size={size}", decodeSlash = false)
    List<BotVersion> versions(@Param("botId") String botId, @Param("page") int page, @Param("size") int size);
}
