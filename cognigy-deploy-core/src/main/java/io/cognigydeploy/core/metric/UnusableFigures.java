package io.cognigydeploy.core.metric;

/** A defect of figures, on its way to the reading that it becomes. */
final class UnusableFigures extends Exception {

    private static final long serialVersionUID = 1L;

    private final MetricDefect defect;
    private final String why;

    UnusableFigures(MetricDefect defect, String why) {
        super(why);
        this.defect = defect;
        this.why = why;
    }

    MetricReading reading() {
        return new MetricReading.Refused(defect, why);
    }
}
