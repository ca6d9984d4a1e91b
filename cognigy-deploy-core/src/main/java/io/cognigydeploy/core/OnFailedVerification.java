package io.cognigydeploy.core;

/** The reaction to a verification that is not passed after the last change. */
public enum OnFailedVerification {

    /** Everything that was changed is undone. */
    ROLL_BACK,

    /** Everything stays as it is, and the run ends as {@link Outcome.Unknown}: a person is to decide. */
    ASK,

    /** Everything stays as it is and counts as done; the report lists the failed verifications. */
    ACCEPT
}
