package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;

/** Thrown by {@link Report#orThrow()} if the run did not succeed. The report has the details. */
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
