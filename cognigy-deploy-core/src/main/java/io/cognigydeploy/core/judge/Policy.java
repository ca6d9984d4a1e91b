package io.cognigydeploy.core.judge;

/** What to do when time or a budget is over and the evidence decided nothing. None of these promotes. */
public enum Policy {
    /** Keep the share, and go on looking: evidence may still roll back, only a person may promote. */
    HOLD,
    /** Take more time, once or as often as allowed; then hold. */
    EXTEND,
    /** Roll back, and say that it was policy and not evidence. */
    ROLL_BACK,
    /** Ask a person, keeping the share until there is an answer. */
    ASK
}
