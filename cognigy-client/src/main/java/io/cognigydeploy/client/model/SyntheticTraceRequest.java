package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.immutables.value.Value;

/** The wish to see a configuration run without anybody talking to it. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableSyntheticTraceRequest.class)
@JsonDeserialize(as = ImmutableSyntheticTraceRequest.class)
public interface SyntheticTraceRequest {

    String environmentId();

    ConfigurationSnapshot configurationSnapshot();

    TraceOptions traceOptions();

    /**
     * How thorough a trace is.
     *
     * @param simulationDepth how many steps are followed; at least 1
     */
    record TraceOptions(
            @JsonProperty(required = true) int simulationDepth,
            @JsonProperty(required = true) boolean includeDependencyGraph,
            @JsonProperty(required = true) boolean detectVersionConflicts) {

        /**
         * Refuses a trace without steps.
         *
         * @throws IllegalArgumentException if it is less
         */
        public TraceOptions {
            if (simulationDepth < 1) {
                throw new IllegalArgumentException("simulationDepth must be at least 1, not " + simulationDepth);
            }
        }

        /** Five steps, with the graph and the conflicts. */
        public static TraceOptions defaults() {
            return new TraceOptions(5, true, true);
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableSyntheticTraceRequest.Builder {}
}
