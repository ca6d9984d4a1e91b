package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/** One run of a test suite. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableTestRun.class)
@JsonDeserialize(as = ImmutableTestRun.class)
public interface TestRun extends Noted {

    Optional<String> id();

    /** How many tests the run had. */
    Optional<Long> totalTests();

    Optional<Long> passedTests();

    Optional<ApprovalStatus> approvalStatus();

    Optional<Instant> createdAt();

    /** The bot that was tested, where the platform says so. */
    Optional<String> botId();

    /** The version that was tested, where the platform says so. */
    Optional<String> version();

    /** Where it was tested, where the platform says so. */
    Optional<String> environmentId();

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableTestRun.Builder {}
}
