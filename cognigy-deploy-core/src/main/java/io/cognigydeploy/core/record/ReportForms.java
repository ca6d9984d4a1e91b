package io.cognigydeploy.core.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import java.util.List;

/** The forms of one kind of deployment for its reports to others. */
public interface ReportForms {

    /** Returns the body of a webhook about the end of a run. It has no invented values. */
    ObjectNode payload(Report report);

    /**
     * Returns the lines for the platform's audit log, where the platform has a form for actions of this kind. Default: none,
     * and the form of a job is used.
     *
     * @throws IllegalStateException if the run made nothing to write about
     */
    default List<CanaryAuditRecord> auditActions(Report report) {
        return List.of();
    }

    /** Returns the category of the job in the platform's audit log. Default: the name of the kind. */
    default String auditCategory(Report report) {
        return report.kind();
    }
}
