package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A request for a trial run of a configuration, without users. */
@Value.Immutable
@JsonDeserialize(as = ImmutableSyntheticTraceRequest.class)
public interface SyntheticTraceRequest {

    /** Returns the id of the environment. */
    String environmentId();

    /** Returns the configuration to try. */
    ConfigurationSnapshot configurationSnapshot();

    /** Returns depth and content of the trace, such as {@link TraceOptions#defaults()}. */
    TraceOptions traceOptions();

    /**
     * Depth and content of a trace.
     *
     * @param simulationDepth number of steps that are followed; at least 1
     */
    record TraceOptions(
            @JsonProperty(required = true) int simulationDepth,
            @JsonProperty(required = true) boolean includeDependencyGraph,
            @JsonProperty(required = true) boolean detectVersionConflicts) {

        /**
         * Checks the depth.
         *
         * @throws IllegalArgumentException if the depth is less than 1
         */
        public TraceOptions {
            if (simulationDepth < 1) {
                throw new IllegalArgumentException("simulationDepth must be at least 1, but was " + simulationDepth);
            }
        }

        /** Returns options for five steps, with the graph and the conflicts. */
        public static TraceOptions defaults() {
            return new TraceOptions(5, true, true);
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
    final class Builder extends ImmutableSyntheticTraceRequest.Builder {}
}
