package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.FlowSummary;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.TrainRequest;

/** Flows of projects. */
public interface ProductFlowsApi {

    /** Returns one page of the flows of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/flows?projectId={projectId}", decodeSlash = false)
    ItemPage<FlowSummary> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Returns a flow. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/flows/{flowId}", decodeSlash = false)
    FlowSummary get(@Param("flowId") ObjectId flowId);

    /** Starts the training of the intents of a flow in a locale, in the background. */
    @Endpoint(effect = Effect.IDEMPOTENT)
    @RequestLine(value = "POST /new/v2.0/flows/{flowId}/intents/train", decodeSlash = false)
    AcceptedTask train(@Param("flowId") ObjectId flowId, TrainRequest request);
}
