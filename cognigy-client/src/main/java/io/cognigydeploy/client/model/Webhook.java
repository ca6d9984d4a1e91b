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

    /** Returns the id of the webhook; absent if the platform states none. */
    Optional<String> id();

    /** Returns the name of the webhook; absent if the platform states none. */
    Optional<String> name();

    /** Returns the address. No {@code toString} contains the address, because its path is a secret in many systems. */
    @Value.Redacted
    Optional<String> url();

    /** Returns the events that the webhook is called for. Absent is not the same as none. */
    Optional<List<Event>> events();

    /** Returns whether the webhook is called; absent if the platform does not state it. */
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

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableWebhook.Builder {}
}
