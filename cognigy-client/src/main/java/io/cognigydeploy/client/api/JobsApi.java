package io.cognigydeploy.client.api;

import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.JobStatus;

/** Jobs of configurations. */
public interface JobsApi {

    @Endpoint(effect = Effect.NONE, scope = "jobs:read")
    @RequestLine(value = "GET /api/v2/jobs/{jobId}", decodeSlash = false)
    JobStatus get(@Param("jobId") String jobId);
}
