package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.Session;

/** Who is talking to bots now. */
@Headers({"Accept: application/json", "Content-Type: application/json"})
public interface SessionsApi {

    /**
     * The open sessions of a bot in all environments, as many as the platform puts on its first page.
     */
    @Endpoint(effect = Effect.NONE, scope = "session:read", own = "data", enveloped = true)
    @RequestLine(value = "GET /api/v1/sessions?status=active&botId={botId}", decodeSlash = false)
    Page<Session> active(@Param("botId") String botId);

    /**
     * One page of them. {@code CognigyClient.lists()} reads all pages.
     *
     * @param page from 1
     * @param size at most 50
     */
    @Endpoint(effect = Effect.NONE, scope = "session:read", own = "data", enveloped = true)
    @RequestLine(
            value = "GET /api/v1/sessions?status=active&botId={botId}&page={page}&size={size}",
            decodeSlash = false)
    Page<Session> activePage(@Param("botId") String botId, @Param("page") int page, @Param("size") int size);
}
