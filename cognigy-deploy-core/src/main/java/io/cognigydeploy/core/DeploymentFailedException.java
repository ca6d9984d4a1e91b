package io.cognigydeploy.core;

import io.cognigydeploy.client.Printable;

/** Thrown by {@link Report#orThrow()}: the run did not succeed. The report tells everything. */
public final class DeploymentFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Report report;

    DeploymentFailedException(Report report) {
        super(Printable.shown(report.outcome().getClass().getSimpleName() + ": "
                + report.outcome().because() + " (run " + report.runId() + ")"));
        this.report = report;
    }

    public Report report() {
        return report;
    }
}
