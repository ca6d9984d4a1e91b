package io.cognigydeploy.client.api;

import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.LanguageResource;
import io.cognigydeploy.client.model.Page;

/** The entities that flows can refer to. */
public interface EntitiesApi {

    /** Returns the first page, as large as the platform makes it. The documents name no further pages of this list. */
    @Endpoint(effect = Effect.NONE, scope = "flows:read")
    @RequestLine(value = "GET /api/v2/entities", decodeSlash = false)
    Page<LanguageResource> first();

    /**
     * Returns one page. {@code CognigyClient.lists()} reads all pages.
     *
     * @param limit at most 100
     * @param offset number of rows before this page
     */
    @Endpoint(effect = Effect.NONE, scope = "flows:read")
    @RequestLine(value = "GET /api/v2/entities?limit={limit}&offset={offset}", decodeSlash = false)
    Page<LanguageResource> list(@Param("limit") int limit, @Param("offset") long offset);
}
