package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.Map;
import org.immutables.value.Value;

/** A line about a canary in the platform's audit log. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableCanaryAuditRecord.class)
@JsonDeserialize(as = ImmutableCanaryAuditRecord.class)
public interface CanaryAuditRecord {

    Instant timestamp();

    @JsonProperty("bot_id")
    String botId();

    /** Such as {@code canary_initiated}, {@code canary_completed}, {@code canary_rollback}. */
    String action();

    /** Such as {@code success}, {@code triggered}. */
    String status();

    /** What was measured, or what is to be found again; values are what JSON knows. */
    Map<String, Object> metrics();

    /** The program that says so. */
    String source();

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableCanaryAuditRecord.Builder {}
}
