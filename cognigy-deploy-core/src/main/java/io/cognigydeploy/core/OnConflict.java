package io.cognigydeploy.core;

/** What to do when the platform is already at work on a deployment of somebody else's. */
public enum OnConflict {

    /** Wait until it has ended, then go on. */
    WAIT,

    /** Give up. Nothing is changed. */
    FAIL,

    /** Cancel it, wait until it has ended, then go on. */
    CANCEL
}
