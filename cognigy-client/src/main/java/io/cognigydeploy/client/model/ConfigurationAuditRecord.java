package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Map;
import org.immutables.value.Value;

/** An entry about the deployment of a configuration in the platform's audit log. */
@Value.Immutable
@JsonDeserialize(as = ImmutableConfigurationAuditRecord.class)
public interface ConfigurationAuditRecord {

    /** Returns the time at which the entry is written. */
    Instant timestamp();

    /** Returns the platform's id of the deployment. */
    String jobId();

    /** Returns whether the deployment succeeded. */
    @JsonProperty("deploymentSuccess")
    boolean isSuccess();

    /** Returns the duration of the deployment in seconds; finite and not negative. */
    double durationSeconds();

    /** Returns the category of the entry. Default {@code environment_deployment}. */
    @Value.Default
    default String auditCategory() {
        return "environment_deployment";
    }

    /**
     * Returns the checks that were really made: {@code governanceApproved} and {@code dataResidencyCheck} are
     * documented.
     */
    Map<String, Boolean> complianceFlags();

    @Value.Check
    default void check() {
        if (!(durationSeconds() >= 0 && durationSeconds() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "durationSeconds must be finite and at least 0, but was " + durationSeconds());
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
    final class Builder extends ImmutableConfigurationAuditRecord.Builder {}
}
