package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/** One run of a test suite. */
@Value.Immutable
@JsonDeserialize(as = ImmutableTestRun.class)
public interface TestRun extends Noted {

    Optional<String> id();

    /** Returns the number of tests in the run. */
    Optional<Long> totalTests();

    Optional<Long> passedTests();

    Optional<ApprovalStatus> approvalStatus();

    Optional<Instant> createdAt();

    /** Returns the bot that was tested; empty if the platform states none. */
    Optional<String> botId();

    /** Returns the version that was tested; empty if the platform states none. */
    Optional<String> version();

    /** Returns the environment of the test; empty if the platform states none. */
    Optional<String> environmentId();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableTestRun.Builder {}
}
