package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;

/** The failure of a run, thrown by {@link Report#orThrow()}. The report has the details. */
public final class DeploymentFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Report report;

    /** Creates the exception for the report of a run that did not succeed. */
    public DeploymentFailedException(Report report) {
        super(Printable.shown(report.outcome().getClass().getSimpleName() + ": "
                + report.outcome().because() + " (run " + report.runId() + ")"));
        this.report = report;
    }

    /** Returns the report of the run. */
    public Report report() {
        return report;
    }
}
