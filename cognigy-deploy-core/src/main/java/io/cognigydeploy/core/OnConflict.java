package io.cognigydeploy.core;

/** The reaction to another deployment that the platform is already working on. */
public enum OnConflict {

    /** Wait until it has ended, then continue. */
    WAIT,

    /** Give up. Nothing is changed. */
    FAIL,

    /** Cancel it, wait until it has ended, then continue. */
    CANCEL
}
