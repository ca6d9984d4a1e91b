package io.cognigydeploy.core;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** How a run ended. Each says only what was seen to be so. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Succeeded.class, name = "succeeded"),
    @JsonSubTypes.Type(value = Outcome.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Outcome.Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = Outcome.RolledBack.class, name = "rolled_back"),
    @JsonSubTypes.Type(value = Outcome.RollbackFailed.class, name = "rollback_failed"),
    @JsonSubTypes.Type(value = Outcome.Unknown.class, name = "unknown")
})
public sealed interface Outcome {

    /** One sentence for a person. */
    String because();

    /** Whether the target is as it was wished. */
    @JsonIgnore
    default boolean isSuccess() {
        return this instanceof Succeeded;
    }

    /**
     * The platform says that it is done, and every confirmation that it offers agrees.
     *
     * @param unconfirmed what the platform offered no way to confirm, and what was not as it should be and kept by wish
     */
    record Succeeded(String because, List<String> unconfirmed) implements Outcome {
        public Succeeded {
            unconfirmed = List.copyOf(unconfirmed);
        }
    }

    /** A gate was not passed. Nothing was changed. */
    record Rejected(String because) implements Outcome {}

    /** It did not work. Nothing was changed, or the target was seen to be as before. */
    record Failed(String because) implements Outcome {}

    /** Somebody cancelled it, or its deadline passed. Nothing was changed, or the target was seen to be as before. */
    record Cancelled(String because) implements Outcome {}

    /** It did not work, and what was changed has been undone and seen to be undone. */
    record RolledBack(String because) implements Outcome {}

    /**
     * It did not work, and neither did the undoing.
     *
     * @param rollbackFailure why the undoing did not work
     * @param nextStep what a person must look at
     */
    record RollbackFailed(String because, String rollbackFailure, String nextStep) implements Outcome {}

    /**
     * It is not known how the target stands.
     *
     * @param nextStep what a person must look at
     */
    record Unknown(String because, String nextStep) implements Outcome {}
}
