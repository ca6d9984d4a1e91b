package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowImportRequest;
import io.cognigydeploy.client.model.FlowRollbackRequest;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.Page;

/** Flows: out of one environment, into another. */
@Headers({"Accept: application/json", "Content-Type: application/json"})
public interface FlowsApi {

    /**
     * One page of the flows of all environments. {@code CognigyClient.lists()} reads all pages.
     *
     * @param limit at most 100
     * @param offset how many flows come before this page
     */
    @Endpoint(effect = Effect.NONE, scope = "flows:read")
    @RequestLine(value = "GET /api/v2/flows?limit={limit}&offset={offset}", decodeSlash = false)
    Page<Flow> list(@Param("limit") int limit, @Param("offset") long offset);

    /**
     * Brings a flow into an environment. The platform accepts and works on; {@link #status} tells how it goes.
     *
     * @param idempotencyKey a text of the caller's that is the same whenever this very request is sent again; the platform
     *     may ignore it
     */
    @Endpoint(effect = Effect.ONCE, scope = "flows:write")
    @RequestLine(value = "POST /api/v2/flows/import", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void importFlow(@Param("idempotencyKey") String idempotencyKey, FlowImportRequest request);

    /**
     * How a flow stands in an environment. Just after an import it may not be found yet.
     */
    @Endpoint(effect = Effect.NONE, scope = "flows:read")
    @RequestLine(value = "GET /api/v2/flows/{flowId}/status?environmentId={environmentId}", decodeSlash = false)
    FlowStatus status(@Param("flowId") String flowId, @Param("environmentId") String environmentId);

    /**
     * Asks for a version of a flow to come back. The documented form names no environment.
     *
     * @param idempotencyKey a text of the caller's that is the same whenever this very request is sent again; the platform
     *     may ignore it
     */
    @Endpoint(effect = Effect.ONCE, scope = "flows:write")
    @RequestLine(value = "POST /api/v2/flows/{flowId}/rollback", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void rollback(
            @Param("flowId") String flowId,
            @Param("idempotencyKey") String idempotencyKey,
            FlowRollbackRequest request);
}
