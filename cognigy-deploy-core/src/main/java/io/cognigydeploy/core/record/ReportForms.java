package io.cognigydeploy.core.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.core.json.Json;
import java.util.List;

/** The forms of one kind of deployment for its reports to others. */
public interface ReportForms {

    /**
     * Returns the body of a webhook about the end of a run. It has no invented values. Default: the members {@code runId},
     * {@code kind}, {@code target}, {@code deployment}, {@code timestamp}, {@code duration_seconds}, {@code success},
     * {@code status} and {@code reason}.
     */
    default ObjectNode payload(Report report) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("runId", report.runId());
        body.put("kind", report.kind());
        body.put("target", report.target());
        body.set("deployment", report.deployment());
        body.put("timestamp", Time.stamp(report.begun()));
        body.put("duration_seconds", report.took().toNanos() / 1e9);
        body.put("success", report.outcome().isSuccess());
        body.put("status", Json.tree(report.outcome()).path("outcome").asText());
        body.put("reason", report.outcome().because());
        return body;
    }

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

    /** Returns whether a run of this kind can be undone, so that its report states how. Default: yes. */
    default boolean isReversible() {
        return true;
    }
}
