package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.Connection;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;

/** Connections of projects. */
public interface ConnectionsApi {

    /** Returns one page of the connections of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/connections?projectId={projectId}", decodeSlash = false)
    ItemPage<Connection> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Returns a connection. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/connections/{connectionId}", decodeSlash = false)
    Connection get(@Param("connectionId") ObjectId connectionId);
}
