package io.cognigydeploy.core;

/** What is done when a verification after the last change is not passed. */
public enum IfNotPassed {

    /** Everything that was changed is undone. */
    UNDO,

    /** Everything stays as it is, and the run ends as {@link Outcome.Unknown}: a person is to decide. */
    REPORT,

    /** Everything stays as it is and counts as done; the report says what was not passed. */
    KEEP
}
