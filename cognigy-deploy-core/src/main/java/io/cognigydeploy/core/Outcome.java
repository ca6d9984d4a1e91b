package io.cognigydeploy.core;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The end of a run. Each outcome states only what was read from the platform. */
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

    /** Returns the reason in one sentence for a person. */
    String because();

    /** Returns whether the deployment is in place. */
    @JsonIgnore
    default boolean isSuccess() {
        return this instanceof Succeeded;
    }

    /**
     * The platform reports the deployment as done, and every confirmation that the platform offers agrees.
     *
     * @param unconfirmed the points that the platform offered no way to confirm, and the failed verifications that were
     *     accepted by {@link OnFailedVerification#ACCEPT}
     */
    record Succeeded(String because, List<String> unconfirmed) implements Outcome {
        public Succeeded {
            unconfirmed = List.copyOf(unconfirmed);
        }
    }

    /** A gate was not passed. Nothing was changed. */
    record Rejected(String because) implements Outcome {}

    /**
     * The deployment failed. Nothing was changed, or the target was read and is as before. Changes that are kept on a rollback
     * are named by the reason.
     */
    record Failed(String because) implements Outcome {}

    /**
     * The run was cancelled, or its deadline passed. Nothing was changed, or the target was read and is as before. Changes that
     * are kept on a rollback are named by the reason.
     */
    record Cancelled(String because) implements Outcome {}

    /** The deployment failed. Its changes were undone, and reading the target back confirmed that. */
    record RolledBack(String because) implements Outcome {}

    /**
     * The deployment failed, and so did its rollback.
     *
     * @param rollbackFailure the reason why the rollback failed
     * @param nextStep what a person must look at
     */
    record RollbackFailed(String because, String rollbackFailure, String nextStep) implements Outcome {}

    /**
     * The state of the target is not known.
     *
     * @param nextStep what a person must look at
     */
    record Unknown(String because, String nextStep) implements Outcome {}
}
