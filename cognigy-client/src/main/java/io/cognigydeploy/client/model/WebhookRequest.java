package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.net.URI;
import java.util.List;
import org.immutables.value.Value;

/** A request to register a webhook. */
@Value.Immutable
@JsonDeserialize(as = ImmutableWebhookRequest.class)
public interface WebhookRequest {

    /** Returns the name of the webhook. */
    String name();

    /** Returns the address. No {@code toString} contains the address, because its path is a secret in many systems. */
    @Value.Redacted
    URI url();

    /** Returns the events that the webhook is called for. Default none. */
    List<Webhook.Event> events();

    /** Returns the secret that the platform signs its calls with. No {@code toString} contains the secret. */
    @Value.Redacted
    String secret();

    /** Returns whether the webhook is active. Default true. */
    @Value.Default
    default boolean active() {
        return true;
    }

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableWebhookRequest.Builder {}
}
