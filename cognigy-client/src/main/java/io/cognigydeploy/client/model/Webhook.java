package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A registered webhook. Its secret is never shown. */
@Value.Immutable
@JsonDeserialize(as = ImmutableWebhook.class)
public interface Webhook {

    Optional<String> id();

    Optional<String> name();

    /** Returns the address. No {@code toString} contains the address, because its path is a secret in many systems. */
    @Value.Redacted
    Optional<String> url();

    Optional<List<Event>> events();

    Optional<Boolean> active();

    /**
     * Event that a webhook is called for. The set is open.
     *
     * @param text the platform's word
     */
    record Event(@JsonValue String text) {

        /** A canary deployment was completed. */
        public static final Event CANARY_COMPLETED = new Event("deployment.canary.completed");

        /** A canary deployment was rolled back. */
        public static final Event CANARY_ROLLED_BACK = new Event("deployment.canary.rolled_back");

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Event {}

        @Override
        public String toString() {
            return text;
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableWebhook.Builder {}
}
