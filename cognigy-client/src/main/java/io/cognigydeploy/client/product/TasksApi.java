package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.Task;

/** Tasks: work of the installation in the background. */
public interface TasksApi {

    /** Returns one page of the tasks of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/tasks?projectId={projectId}", decodeSlash = false)
    ItemPage<Task> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Returns a task. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/tasks/{taskId}", decodeSlash = false)
    Task get(@Param("taskId") ObjectId taskId);

    /** Requests the end of a task. The task may still end in another way. */
    @Endpoint(effect = Effect.IDEMPOTENT)
    @RequestLine(value = "POST /new/v2.0/tasks/{taskId}/cancel", decodeSlash = false)
    void cancel(@Param("taskId") ObjectId taskId);
}
