package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.client.product.model.PlaybookRun;
import io.cognigydeploy.client.product.model.PlaybookRunRequest;

/** Playbooks: scripted tests of flows. */
public interface PlaybooksApi {

    /** Returns one page of the playbooks of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/playbooks?projectId={projectId}", decodeSlash = false)
    ItemPage<Playbook> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Runs a playbook, in the background. The task states the id of the run when it is done. */
    @Endpoint(effect = Effect.ONCE)
    @RequestLine(value = "POST /new/v2.0/playbooks/{playbookId}/schedule", decodeSlash = false)
    AcceptedTask run(@Param("playbookId") ObjectId playbookId, PlaybookRunRequest request);

    /** Returns one page of the runs of a playbook. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/playbooks/{playbookId}/runs", decodeSlash = false)
    ItemPage<PlaybookRun> runs(@Param("playbookId") ObjectId playbookId, @QueryMap PagePosition position);

    /** Returns a run. It is found only after its task is done. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/playbooks/{playbookId}/runs/{runId}", decodeSlash = false)
    PlaybookRun getRun(@Param("playbookId") ObjectId playbookId, @Param("runId") ObjectId runId);
}
