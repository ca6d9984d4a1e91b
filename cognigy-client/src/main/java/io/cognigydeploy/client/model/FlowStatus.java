package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;
import org.immutables.value.Value;

/** How a flow stands in an environment. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableFlowStatus.class)
@JsonDeserialize(as = ImmutableFlowStatus.class)
public interface FlowStatus {

    /** {@code deployed}, {@code deploying} and {@code failed} are documented; any other word is kept. */
    @JsonAlias({"state", "flowStatus"})
    String status();

    /** The version that this is about, where the platform says so. */
    Optional<String> version();

    /** The platform's hash of the deployed content, where it says one. How it is made is not documented. */
    Optional<String> contentHash();

    @JsonAlias({"errorMessage", "error", "errors", "reason", "statusMessage", "failureReason"})
    Optional<String> message();

    /** The same as that of a job: {@code deployed} is completed, {@code deploying} is running. */
    @JsonIgnore
    default JobState state() {
        return new JobState(status());
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableFlowStatus.Builder {}
}
