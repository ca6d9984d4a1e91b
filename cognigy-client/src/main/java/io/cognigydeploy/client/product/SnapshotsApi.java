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
import io.cognigydeploy.client.product.model.PreparedDownload;
import io.cognigydeploy.client.product.model.ResourceType;
import io.cognigydeploy.client.product.model.RestoreRequest;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.SnapshotRequest;
import io.cognigydeploy.client.product.model.SnapshotResource;
import java.util.Optional;

/** Snapshots of projects. */
public interface SnapshotsApi {

    /** Returns one page of the snapshots of a project. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/snapshots?projectId={projectId}", decodeSlash = false)
    ItemPage<Snapshot> list(@Param("projectId") ObjectId projectId, @QueryMap PagePosition position);

    /** Returns a snapshot. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(value = "GET /new/v2.0/snapshots/{snapshotId}", decodeSlash = false)
    Snapshot get(@Param("snapshotId") ObjectId snapshotId);

    /** Returns one page of the things of one kind in a snapshot. {@code CognigyInstallation.lists()} reads all pages. */
    @Endpoint(effect = Effect.NONE)
    @RequestLine(
            value = "GET /new/v2.0/snapshots/{snapshotId}/resources?resourceType={resourceType}",
            decodeSlash = false)
    ItemPage<SnapshotResource> resources(
            @Param("snapshotId") ObjectId snapshotId,
            @Param("resourceType") ResourceType type,
            @QueryMap PagePosition position);

    /**
     * Makes a snapshot of a project, in the background. A name that is taken, and a project with as many snapshots as it may
     * have, show only in the failure of the task.
     */
    @Endpoint(effect = Effect.ONCE)
    @RequestLine(value = "POST /new/v2.0/snapshots", decodeSlash = false)
    AcceptedTask create(SnapshotRequest request);

    /** Prepares the file of a snapshot, in the background. The file is kept for one day. */
    @Endpoint(effect = Effect.ONCE)
    @RequestLine(value = "POST /new/v2.0/snapshots/{snapshotId}/package", decodeSlash = false)
    AcceptedTask pack(@Param("snapshotId") ObjectId snapshotId);

    /** Returns a link to the prepared file of a snapshot, perhaps for one use. {@code ConflictException}: not prepared yet. */
    @Endpoint(effect = Effect.IDEMPOTENT)
    @RequestLine(value = "POST /new/v2.0/snapshots/{snapshotId}/downloadlink", decodeSlash = false)
    PreparedDownload downloadLink(@Param("snapshotId") ObjectId snapshotId);

    /**
     * Deletes a snapshot, in the background. Sessions on it begin anew on what their endpoint runs. If an endpoint
     * runs it, some versions refuse in the task; others delete it, and the endpoint stops working.
     *
     * @return the task; empty if the answer states none, so that only the list shows whether the snapshot is gone
     */
    @Endpoint(effect = Effect.ONCE)
    @RequestLine(value = "DELETE /new/v2.0/snapshots/{snapshotId}", decodeSlash = false)
    Optional<AcceptedTask> delete(@Param("snapshotId") ObjectId snapshotId);

    /**
     * Replaces the content of a project by that of a snapshot, in the background. Every {@code _id} changes and knowledge is
     * lost. No release of this library uses it.
     */
    @Endpoint(effect = Effect.ONCE)
    @RequestLine(value = "POST /new/v2.0/snapshots/{snapshotId}/restore", decodeSlash = false)
    AcceptedTask restore(@Param("snapshotId") ObjectId snapshotId, RestoreRequest request);
}
