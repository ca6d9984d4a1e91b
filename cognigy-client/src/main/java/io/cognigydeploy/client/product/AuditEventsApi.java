package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.AuditEvent;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;

/** Audit events of the installation, which keeps them for 30 days. */
public interface AuditEventsApi {

    /** Returns one page of the audit events of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/auditevents?projectId={projectId}", decodeSlash = false)
    ItemPage<AuditEvent> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);
}
