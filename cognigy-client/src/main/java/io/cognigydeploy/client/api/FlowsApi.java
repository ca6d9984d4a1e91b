package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowImportRequest;
import io.cognigydeploy.client.model.FlowRollbackRequest;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.Page;

/** Flows: exported from one environment, imported into another. */
public interface FlowsApi {

    /**
     * Returns one page of the flows of all environments. {@code CognigyClient.lists()} reads all pages.
     *
     * @param limit at most 100
     * @param offset number of flows before this page
     */
    @Endpoint(effect = Effect.NONE, scope = "flows:read")
    @RequestLine(value = "GET /api/v2/flows?limit={limit}&offset={offset}", decodeSlash = false)
    Page<Flow> list(@Param("limit") int limit, @Param("offset") long offset);

    /**
     * Imports a flow into an environment. The platform accepts the request and works in the background; {@link #status}
     * returns the state.
     *
     * @param idempotencyKey a text of the caller's that is the same whenever this very request is sent again; the
     *     platform may ignore the key
     */
    @Endpoint(effect = Effect.ONCE, scope = "flows:write")
    @RequestLine(value = "POST /api/v2/flows/import", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void importFlow(@Param("idempotencyKey") String idempotencyKey, FlowImportRequest request);

    /** Returns the state of a flow in an environment. Just after an import the flow may not be found yet. */
    @Endpoint(effect = Effect.NONE, scope = "flows:read")
    @RequestLine(value = "GET /api/v2/flows/{flowId}/status?environmentId={environmentId}", decodeSlash = false)
    FlowStatus status(@Param("flowId") String flowId, @Param("environmentId") String environmentId);

    /**
     * Requests the rollback of a flow to a version. The documented form names no environment.
     *
     * @param idempotencyKey a text of the caller's that is the same whenever this very request is sent again; the
     *     platform may ignore the key
     */
    @Endpoint(effect = Effect.ONCE, scope = "flows:write")
    @RequestLine(value = "POST /api/v2/flows/{flowId}/rollback", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void rollback(
            @Param("flowId") String flowId,
            @Param("idempotencyKey") String idempotencyKey,
            FlowRollbackRequest request);
}
