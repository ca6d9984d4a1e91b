package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.Extension;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;

/** Extensions of projects. */
public interface ExtensionsApi {

    /** Returns one page of the extensions of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/extensions?projectId={projectId}", decodeSlash = false)
    ItemPage<Extension> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Returns an extension. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/extensions/{extensionId}", decodeSlash = false)
    Extension get(@Param("extensionId") ObjectId extensionId);
}
