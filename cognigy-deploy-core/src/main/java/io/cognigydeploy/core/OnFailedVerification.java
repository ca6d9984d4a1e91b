package io.cognigydeploy.core;

/** What is done when a verification after the last change is not passed. */
public enum OnFailedVerification {

    /** Everything that was changed is undone. */
    ROLL_BACK,

    /** Everything stays as it is, and the run ends as {@link Outcome.Unknown}: a person is to decide. */
    ASK,

    /** Everything stays as it is and counts as done; the report says what was not passed. */
    ACCEPT
}
