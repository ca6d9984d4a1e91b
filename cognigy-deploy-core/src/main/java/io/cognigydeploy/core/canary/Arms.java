package io.cognigydeploy.core.canary;

/** The arms that a platform measures. */
enum Arms {
    /** The canary and the live version beside it, over any span of time. */
    BOTH,
    /** The canary alone, over whole minutes that end now. */
    CANARY,
    /** Unknown: the metrics could not be read. */
    UNREADABLE
}
