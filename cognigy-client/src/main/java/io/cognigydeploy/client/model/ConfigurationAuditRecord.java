package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.Map;
import org.immutables.value.Value;

/** A line about a configuration's deployment in the platform's audit log. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableConfigurationAuditRecord.class)
@JsonDeserialize(as = ImmutableConfigurationAuditRecord.class)
public interface ConfigurationAuditRecord {

    Instant timestamp();

    String jobId();

    @JsonProperty("deploymentSuccess")
    boolean isSuccess();

    /** Finite and not negative. */
    double durationSeconds();

    /** Default {@code environment_deployment}. */
    @Value.Default
    default String auditCategory() {
        return "environment_deployment";
    }

    /** What was really checked: {@code governanceApproved} and {@code dataResidencyCheck} are documented. */
    Map<String, Boolean> complianceFlags();

    @Value.Check
    default void check() {
        if (!(durationSeconds() >= 0 && durationSeconds() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("durationSeconds must not be negative, but is " + durationSeconds());
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableConfigurationAuditRecord.Builder {}
}
