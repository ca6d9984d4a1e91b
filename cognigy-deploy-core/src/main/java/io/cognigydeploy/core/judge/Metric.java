package io.cognigydeploy.core.judge;

/** What is judged about a canary. */
public enum Metric {
    /** Share of conversations that went wrong, from 0 to 1. More is worse. */
    ERROR_RATE,
    /** Mean rating by users, on the scale of {@link JudgeOptions#satisfactionFrom()}. Less is worse. */
    SATISFACTION,
    /** Mean time of an answer in milliseconds. More is worse. */
    LATENCY
}
