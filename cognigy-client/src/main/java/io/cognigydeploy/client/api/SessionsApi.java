package io.cognigydeploy.client.api;

import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.Session;

/** Open sessions of users with bots. */
public interface SessionsApi {

    /** Returns the first page of a bot's open sessions in all environments, as large as the platform makes it. */
    @Endpoint(effect = Effect.NONE, scope = "session:read", own = "data", enveloped = true)
    @RequestLine(value = "GET /api/v1/sessions?status=active&botId={botId}", decodeSlash = false)
    Page<Session> active(@Param("botId") String botId);

    /**
     * Returns one page of a bot's open sessions. {@code CognigyClient.lists()} reads all pages.
     *
     * @param page number of the page, from 1
     * @param size at most 50
     */
    @Endpoint(effect = Effect.NONE, scope = "session:read", own = "data", enveloped = true)
    @RequestLine(
            value = "GET /api/v1/sessions?status=active&botId={botId}&page={page}&size={size}",
            decodeSlash = false)
    Page<Session> activePage(@Param("botId") String botId, @Param("page") int page, @Param("size") int size);
}
