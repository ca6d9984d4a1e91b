package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** A bot's understanding of an utterance. */
@Value.Immutable
@JsonDeserialize(as = ImmutableUnderstanding.class)
public interface Understanding extends Noted {

    /** Returns the intent that the bot recognised; absent if the platform states none. */
    Optional<Intent> intent();

    /** Returns the entities that the bot recognised. Absent is not the same as none. */
    Optional<List<Entity>> entities();

    /**
     * Intent of the user.
     *
     * @param confidence from 0 to 1
     */
    record Intent(
            Optional<String> name,
            Optional<Double> confidence,

            @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
            Map<String, String> notes)
            implements Noted {

        @JsonCreator
        public Intent {
            // Absent where everything could be read.
            notes = notes == null ? Map.of() : Map.copyOf(notes);
        }

        /** Creates an intent without notes. */
        public Intent(Optional<String> name, Optional<Double> confidence) {
            this(name, confidence, Map.of());
        }
    }

    /**
     * Entity that the user mentions.
     *
     * @param value a JSON value
     */
    record Entity(Optional<String> name, Optional<Object> value) {}

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableUnderstanding.Builder {}
}
