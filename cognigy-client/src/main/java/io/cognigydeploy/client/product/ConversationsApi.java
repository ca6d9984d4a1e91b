package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.ConversationItem;
import io.cognigydeploy.client.product.model.ConversationSummary;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;

/** Conversations of users with endpoints. */
public interface ConversationsApi {

    /** Returns one page of the conversations of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/conversations?projectId={projectId}", decodeSlash = false)
    ItemPage<ConversationSummary> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /**
     * Returns one page of the conversations of a project, the newest first. {@code CognigyInstallation.lists()} reads all
     * pages.
     */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/conversations?projectId={projectId}&sort=startTime:desc", decodeSlash = false)
    ItemPage<ConversationSummary> newest(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /**
     * Returns one page of the messages of a conversation. They may appear some time after they were said. {@code
     * CognigyInstallation.lists()} reads all pages.
     */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/conversations/{sessionId}?projectId={projectId}", decodeSlash = false)
    ItemPage<ConversationItem> get(
            @Param("sessionId") String sessionId,
            @Param("projectId") ObjectId projectId,
            @QueryMap PagePosition position);
}
