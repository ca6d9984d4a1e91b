package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Map;
import org.immutables.value.Value;

/** An entry about a canary in the platform's audit log. */
@Value.Immutable
@JsonDeserialize(as = ImmutableCanaryAuditRecord.class)
public interface CanaryAuditRecord {

    /** Returns the time of the action. */
    Instant timestamp();

    /** Returns the id of the bot. */
    @JsonProperty("bot_id")
    String botId();

    /** Returns the action, such as {@code canary_initiated}, {@code canary_completed}, {@code canary_rollback}. */
    String action();

    /** Returns the status, such as {@code success}, {@code triggered}. */
    String status();

    /** Returns measured values, and values that identify the entry later; values are JSON values. */
    Map<String, Object> metrics();

    /** Returns the name of the program that writes the entry. */
    String source();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableCanaryAuditRecord.Builder {}
}
