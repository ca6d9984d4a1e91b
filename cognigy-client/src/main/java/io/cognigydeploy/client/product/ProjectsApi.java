package io.cognigydeploy.client.product;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.ProjectGraph;

/** Projects, each with the content of one bot. */
public interface ProjectsApi {

    /** Returns one page of the projects that the credentials may read. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/projects", decodeSlash = false)
    ItemPage<Project> list(@QueryMap PagePosition position);

    /** Returns a project. The read also shows whether address and credentials are right. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/projects/{projectId}", decodeSlash = false)
    Project get(@Param("projectId") ObjectId projectId);

    /** Returns the things of a project, and what each of them needs. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/projects/{projectId}/graph?dependencies=true", decodeSlash = false)
    ProjectGraph graph(@Param("projectId") ObjectId projectId);
}
