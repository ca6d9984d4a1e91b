package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/** One run of a test suite. */
@Value.Immutable
@JsonDeserialize(as = ImmutableTestRun.class)
public interface TestRun extends Noted {

    /** Returns the id of the run; absent if the platform states none. */
    Optional<String> id();

    /** Returns the number of tests in the run. */
    Optional<Long> totalTests();

    /** Returns the number of tests that passed; absent if the platform states none. */
    Optional<Long> passedTests();

    /** Returns whether a person has approved the run; absent if the platform states nothing. */
    Optional<ApprovalStatus> approvalStatus();

    /** Returns the time of the run; absent if the platform states none. */
    Optional<Instant> createdAt();

    /** Returns the bot that was tested; empty if the platform states none. */
    Optional<String> botId();

    /** Returns the version that was tested; empty if the platform states none. */
    Optional<String> version();

    /** Returns the environment of the test; empty if the platform states none. */
    Optional<String> environmentId();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableTestRun.Builder {}
}
