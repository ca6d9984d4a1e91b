package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.LanguageModel;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;

/** Large language models of projects. */
public interface LanguageModelsApi {

    /** Returns one page of the large language models of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/largelanguagemodels?projectId={projectId}", decodeSlash = false)
    ItemPage<LanguageModel> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Returns a large language model. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/largelanguagemodels/{modelId}", decodeSlash = false)
    LanguageModel get(@Param("modelId") ObjectId modelId);
}
