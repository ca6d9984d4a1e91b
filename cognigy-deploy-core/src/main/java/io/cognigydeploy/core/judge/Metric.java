package io.cognigydeploy.core.judge;

/** The metrics of a canary. */
public enum Metric {
    /** Share of failed conversations, from 0 to 1. More is worse. */
    ERROR_RATE,
    /** Mean rating by users, on the scale of {@link JudgeOptions#satisfactionFrom()}. Less is worse. */
    SATISFACTION,
    /** Mean time of an answer in milliseconds. More is worse. */
    LATENCY
}
