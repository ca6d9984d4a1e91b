package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.EndpointSummary;
import io.cognigydeploy.client.product.model.EndpointSwitch;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.ProductEndpoint;

/** Endpoints: ways of users to a bot. */
public interface EndpointsApi {

    /** Returns one page of the endpoints of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/endpoints?projectId={projectId}", decodeSlash = false)
    ItemPage<EndpointSummary> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Returns an endpoint with its entry point. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/endpoints/{endpointId}", decodeSlash = false)
    ProductEndpoint get(@Param("endpointId") ObjectId endpointId);

    /**
     * Changes what an endpoint runs. Sent twice it has the same effect, but the second request could overwrite a change that
     * another person made in between. Read the endpoint after a lost answer.
     */
    @Endpoint(effect = Effect.ONCE)
    @RequestLine(value = "PATCH /new/v2.0/endpoints/{endpointId}", decodeSlash = false)
    void switchTo(@Param("endpointId") ObjectId endpointId, EndpointSwitch change);
}
