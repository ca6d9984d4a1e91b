package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.LocaleSummary;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;

/** Locales of projects. */
public interface LocalesApi {

    /** Returns one page of the locales of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/locales?projectId={projectId}", decodeSlash = false)
    ItemPage<LocaleSummary> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Returns a locale. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/locales/{localeId}", decodeSlash = false)
    LocaleSummary get(@Param("localeId") ObjectId localeId);
}
