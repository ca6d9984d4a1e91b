package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What a trial run without users came to. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableSyntheticTrace.class)
@JsonDeserialize(as = ImmutableSyntheticTrace.class)
public interface SyntheticTrace extends Noted {

    Optional<String> traceId();

    Optional<Status> status();

    Optional<List<Finding>> dependencyConflicts();

    Optional<List<Finding>> executionPath();

    /**
     * The set is open; only {@link #PASSED} is a success. Case does not matter. Words that mean the same
     * are one status: {@code PASS}, {@code success} and {@code passed}.
     *
     * @param text one word for all that mean the same, in lower case; a word that is not known, as the platform writes it,
     *     in lower case
     */
    record Status(@JsonValue String text) {

        public static final Status PASSED = new Status("passed");
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

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableSyntheticTrace.Builder {}
}
