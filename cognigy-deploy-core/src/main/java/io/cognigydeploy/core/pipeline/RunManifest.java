package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.flow.ManifestBuilder;
import io.cognigydeploy.core.journal.Journal;
import java.time.Instant;
import java.util.List;

/** The manifest of a run, in one form for all kinds of deployment. */
final class RunManifest {

    static final String FILE = "manifest.json";

    private RunManifest() {}

    static Manifest of(
            Journal.Planned planned, String actor, Runner.Work work, List<CheckResult> gates, Instant generatedAt) {
        Plan plan = work.plan();
        ManifestBuilder builder = ManifestBuilder.into(plan.deployment().target(), generatedAt)
                .with("runId", planned.runId())
                .with("actor", actor)
                .with("kind", planned.kind())
                .with("platform", plan.platform().name())
                .with("target", plan.deployment().target())
                .with("deployment", planned.deployment())
                .with("deploymentSha256", planned.deploymentSha256())
                .with("before", planned.state())
                .with("fingerprint", planned.fingerprint())
                .with("changes", plan.changes())
                .with("gates", judged(gates));
        work.manifest().accept(builder);
        return builder.build().without(plan.platform().secrets());
    }

    private static ArrayNode judged(List<CheckResult> gates) {
        ArrayNode judged = CheckResult.toJson(gates);
        judged.forEach(gate -> ((ObjectNode) gate).remove(List.of("at", "took")));
        return judged;
    }
}
