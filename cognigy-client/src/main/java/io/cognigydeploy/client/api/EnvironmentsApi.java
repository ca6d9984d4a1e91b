package io.cognigydeploy.client.api;

import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Environment;
import io.cognigydeploy.client.model.EnvironmentHealth;
import io.cognigydeploy.client.model.Validation;
import io.cognigydeploy.client.model.ValidationRequest;

/** The environments that bots are deployed into. */
public interface EnvironmentsApi {

    @Endpoint(effect = Effect.NONE, scope = "environment:read")
    @RequestLine(value = "GET /api/v1/environments/{environmentId}", decodeSlash = false)
    Environment get(@Param("environmentId") String environmentId);

    /**
     * Checks whether a configuration is acceptable, and changes nothing. A refusal is an answer ({@code valid} false),
     * not an error.
     *
     * @param environmentId the same as in the request
     */
    @Endpoint(effect = Effect.NONE, scope = "validations:execute")
    @RequestLine(value = "POST /api/v2/environments/{environmentId}/validate", decodeSlash = false)
    Validation validate(@Param("environmentId") String environmentId, ValidationRequest request);

    /** Returns the health of the environment as a whole. One good answer proves little; poll for a while. */
    @Endpoint(effect = Effect.NONE, scope = "environments:read")
    @RequestLine(value = "GET /api/v2/environments/{environmentId}/health", decodeSlash = false)
    EnvironmentHealth health(@Param("environmentId") String environmentId);
}
