package io.cognigydeploy.core.judge;

/** The reactions when time or a budget is over and the evidence decided nothing. None of them promotes. */
public enum Policy {
    /** Keep the share, and continue to observe: evidence may still roll back, only a person may promote. */
    HOLD,
    /** Take more time, once or as often as allowed; then hold. */
    EXTEND,
    /** Roll back, and report that the reason was policy and not evidence. */
    ROLL_BACK,
    /** Ask a person, keeping the share until there is an answer. */
    ASK
}
