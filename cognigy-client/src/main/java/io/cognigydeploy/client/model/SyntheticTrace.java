package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Result of a trial run without users. */
@Value.Immutable
@JsonDeserialize(as = ImmutableSyntheticTrace.class)
public interface SyntheticTrace extends Noted {

    /** Returns the id of the trial run; absent if the platform states none. */
    Optional<String> traceId();

    /** Returns the result of the trial run; absent if the platform states none, which does not count as passed. */
    Optional<Status> status();

    /** Returns the conflicts of dependencies that were found. Absent is not the same as none. */
    Optional<List<Finding>> dependencyConflicts();

    /** Returns the steps that were followed, in order. Absent is not the same as none. */
    Optional<List<Finding>> executionPath();

    /**
     * Status of a trial run. The set is open; only {@link #PASSED} is a success. Case does not matter. Words with the
     * same meaning are one status: {@code PASS}, {@code success} and {@code passed}.
     *
     * @param text one word for all with the same meaning, in lower case; an unknown word is kept as the platform writes
     *     it, in lower case
     */
    record Status(@JsonValue String text) {

        /** The trial run was a success. */
        public static final Status PASSED = new Status("passed");

        /** The trial run was no success. */
        public static final Status FAILED = new Status("failed");

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Status {
            text = StateWords.OF_TRIALS.meaning(text);
        }

        @Override
        public String toString() {
            return text;
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
    final class Builder extends ImmutableSyntheticTrace.Builder {}
}
