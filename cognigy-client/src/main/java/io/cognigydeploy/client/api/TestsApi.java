package io.cognigydeploy.client.api;

import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.TestRun;

/** Test suites and their results. */
public interface TestsApi {

    /** Returns the latest runs of a suite, newest first. */
    @Endpoint(effect = Effect.NONE, scope = "test:read", own = "data")
    @RequestLine(value = "GET /api/v1/tests/{suiteId}/results?limit={limit}&sort=createdAt%3Adesc", decodeSlash = false)
    Page<TestRun> latestResults(@Param("suiteId") String suiteId, @Param("limit") int limit);
}
