package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.product.model.Channel;
import io.cognigydeploy.client.product.model.EndpointSwitch;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.ProductEndpoint;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.core.json.Redaction;
import java.time.Instant;
import java.util.Optional;

/** An endpoint, without its URL token. */
public record Endpoint(
        ObjectId id,
        String name,
        Channel channel,
        ObjectId entrypoint,
        Optional<ReferenceId> flowId,
        Optional<ReferenceId> localeId,
        Optional<Boolean> override,
        Optional<Instant> lastChanged,
        Optional<String> lastChangedBy) {

    /** Returns an endpoint that was read, with these secrets hidden in its texts. */
    public static Endpoint of(ProductEndpoint read, Secrets secrets) {
        return new Endpoint(
                read.id(),
                Redaction.without(secrets, read.name()),
                new Channel(Redaction.without(secrets, read.channel().text())),
                read.entrypoint(),
                read.flowId(),
                read.localeId(),
                read.overrideSnapshotConnections(),
                read.lastChanged(),
                read.lastChangedBy().map(text -> Redaction.without(secrets, text)));
    }

    /** Returns the switch that leads to this state of an endpoint of a project. */
    public EndpointSwitch asSwitch(Place place) {
        EntryPoint entry = entrypoint.equals(place.id())
                ? new EntryPoint.OfProject(entrypoint)
                : new EntryPoint.OfSnapshot(entrypoint);
        return new EndpointSwitch(entry, flowId, localeId);
    }

    /** Returns who changed the endpoint last and when, as far as the platform states it. */
    public String change() {
        return "last changed by " + lastChangedBy.orElse("an unknown user")
                + lastChanged.map(at -> " at " + at).orElse("");
    }
}
