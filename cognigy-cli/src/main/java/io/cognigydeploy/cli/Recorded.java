package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.record.PlanFile;
import java.util.List;
import java.util.Optional;

/**
 * A release by its records: the journal of a run, or the file of a plan.
 *
 * @param kind the kind of deployment, such as {@code bot-version}
 * @param deployment the deployment without its secrets
 * @param options the options of its pipeline
 */
record Recorded(String kind, JsonNode deployment, List<String> options) {

    static Recorded of(PlanFile plan) {
        return new Recorded(plan.kind(), plan.deployment(), plan.options());
    }

    /** Returns a text of the deployment, if it has one of this name. */
    Optional<String> text(String member) {
        return Optional.of(deployment.path(member).asText()).filter(text -> !text.isBlank());
    }
}
