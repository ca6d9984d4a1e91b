package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * An endpoint: a way of users to a flow of a snapshot or of a project.
 *
 * @param entrypoint the {@code _id} of a snapshot or of the project
 * @param flowId the {@code referenceId} of the flow, although it is called an id; empty if none is set
 * @param localeId the {@code referenceId} of the locale, although it is called an id; empty if none is set
 * @param overrideSnapshotConnections whether the project's own connections replace those of the snapshot
 * @param lastChangedBy id of the user who changed it last
 */
public record ProductEndpoint(
        @JsonProperty("_id") ObjectId id,
        String name,
        Channel channel,
        @JsonProperty("URLToken") Optional<UrlToken> urlToken,
        ObjectId entrypoint,
        Optional<ReferenceId> flowId,
        Optional<ReferenceId> localeId,
        Optional<Boolean> active,
        Optional<Boolean> overrideSnapshotConnections,
        Optional<Instant> lastChanged,
        Optional<String> lastChangedBy) {

    /** Returns the entry point of an endpoint of a project: the project itself, or else a snapshot. */
    public EntryPoint entryPointIn(Project project) {
        return entrypoint.equals(project.id())
                ? new EntryPoint.OfProject(entrypoint)
                : new EntryPoint.OfSnapshot(entrypoint);
    }

    /** Returns the switch that leads back to the present state of this endpoint of a project. */
    public EndpointSwitch asSwitch(Project project) {
        return new EndpointSwitch(entryPointIn(project), flowId, localeId);
    }
}
