package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;
import org.immutables.value.Value;

/** How an environment does, whoever deployed into it. What is absent is not known, and not good. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableEnvironmentHealth.class)
@JsonDeserialize(as = ImmutableEnvironmentHealth.class)
public interface EnvironmentHealth extends Noted {

    Optional<Status> status();

    /** From 0 to 1, as the platform says it. */
    Optional<Double> errorRate();

    /**
     * The set is open; only {@link #HEALTHY} is healthy. Case does not matter. Words that mean the same
     * are one status: {@code UP}, {@code ok}, {@code green} and {@code healthy}.
     *
     * @param text one word for all that mean the same, in lower case; a word that is not known, as the platform writes it,
     *     in lower case
     */
    record Status(@JsonValue String text) {

        public static final Status HEALTHY = new Status("healthy");
        public static final Status DEGRADED = new Status("degraded");
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

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableEnvironmentHealth.Builder {}
}
