package io.cognigydeploy.core.metric;

/** The reasons why a source returned no figures. None of them is evidence for or against a canary. */
public enum MetricDefect {
    /** The source could not be read, or answered in a form that is not its own. */
    UNREACHABLE,
    /** A figure that is needed is not there, or not yet. */
    ABSENT,
    /** The newest figures are older than they may be. */
    STALE,
    /** A figure is NaN. */
    NOT_A_NUMBER,
    /** A figure, a count or a time cannot be. */
    OUT_OF_RANGE,
    /** Figures contradict each other, or the metric has another form than is asked. */
    INCONSISTENT
}
