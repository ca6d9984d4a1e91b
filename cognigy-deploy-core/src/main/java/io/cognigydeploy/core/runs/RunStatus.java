package io.cognigydeploy.core.runs;

/** The states of a run in a store. */
public enum RunStatus {
    /** It has not ended: it is under way, or its process died. */
    UNDER_WAY,
    /** It ended, and it is not known whether the target is as it should be. A person has to look. */
    UNKNOWN,
    /** It ended, and nothing about it is open. */
    ENDED,
    /** Its records cannot be read. */
    DAMAGED
}
