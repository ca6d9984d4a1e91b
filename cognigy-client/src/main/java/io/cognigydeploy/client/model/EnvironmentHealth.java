package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Health of an environment, for all deployments in that environment. An absent value is unknown, and not good. */
@Value.Immutable
@JsonDeserialize(as = ImmutableEnvironmentHealth.class)
public interface EnvironmentHealth extends Noted {

    /** Returns the status of health; absent if the platform states none, which does not count as healthy. */
    Optional<Status> status();

    /** Returns the error rate that the platform states, from 0 to 1. */
    Optional<Double> errorRate();

    /**
     * Status of health. The set is open; only {@link #HEALTHY} is healthy. Case does not matter. Words with the same
     * meaning are one status: {@code UP}, {@code ok}, {@code green} and {@code healthy}.
     *
     * @param text one word for all with the same meaning, in lower case; an unknown word is kept as the platform writes
     *     it, in lower case
     */
    record Status(@JsonValue String text) {

        /** The environment is well. Only this status confirms a configuration and counts for a health soak. */
        public static final Status HEALTHY = new Status("healthy");

        /** The environment is between healthy and unhealthy. Counts as not healthy. */
        public static final Status DEGRADED = new Status("degraded");

        /** The environment is not well. Counts as not healthy. */
        public static final Status UNHEALTHY = new Status("unhealthy");

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Status {
            text = StateWords.OF_HEALTH.meaning(text);
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
    final class Builder extends ImmutableEnvironmentHealth.Builder {}
}
