package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Environment;

/** The places that bots are deployed into. */
@Headers({"Accept: application/json", "Content-Type: application/json"})
public interface EnvironmentsApi {

    @Endpoint(effect = Effect.NONE, scope = "environment:read")
    @RequestLine(value = "GET /api/v1/environments/{environmentId}", decodeSlash = false)
    Environment get(@Param("environmentId") String environmentId);
}
