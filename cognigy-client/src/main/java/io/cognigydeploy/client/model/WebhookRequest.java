package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.net.URI;
import java.util.List;
import org.immutables.value.Value;

/** The wish to be called when something happens. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableWebhookRequest.class)
@JsonDeserialize(as = ImmutableWebhookRequest.class)
public interface WebhookRequest {

    String name();

    /** In no {@code toString}: its path is a secret in many systems. */
    @Value.Redacted
    URI url();

    List<Webhook.Event> events();

    /** What the platform signs its calls with. In no {@code toString}. */
    @Value.Redacted
    String secret();

    /** Default true. */
    @Value.Default
    default boolean active() {
        return true;
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableWebhookRequest.Builder {}
}
