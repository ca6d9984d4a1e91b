package io.cognigydeploy.core.configuration;

import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.Finding;
import io.cognigydeploy.client.model.SyntheticTrace;
import io.cognigydeploy.client.model.SyntheticTraceRequest;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A gate on a trial run of the configuration without users. The request has no member for locks, so they are sent in
 * the snapshot, whose members are open.
 */
record SyntheticTraceRun(ConfigurationDeployment deployment) implements Check<Plan> {

    private static final String LOCKS = "dependencyLocks";

    @Override
    public String name() {
        return "synthetic trace";
    }

    @Override
    public Verdict judge(Plan plan) {
        ConfigurationSnapshot.Builder snapshot = ConfigurationSnapshot.builder();
        snapshot.from(deployment.snapshot());
        if (!deployment.snapshot().otherSettings().containsKey(LOCKS)) {
            snapshot.putOtherSetting(LOCKS, deployment.locks());
        }
        try {
            return judge(plan.cognigy()
                    .validations()
                    .syntheticTrace(SyntheticTraceRequest.builder()
                            .environmentId(deployment.environmentId())
                            .configurationSnapshot(snapshot.build())
                            .traceOptions(SyntheticTraceRequest.TraceOptions.defaults())
                            .build()));
        } catch (NotFoundException e) {
            return Verdict.fail("there is no environment " + deployment.environmentId() + ". Check its id.");
        }
    }

    static Verdict judge(SyntheticTrace trace) {
        List<Finding> conflicts = trace.dependencyConflicts().orElse(List.of());
        Findings findings = new Findings();
        trace.traceId().ifPresent(id -> findings.note("trace", id));
        trace.status().ifPresent(status -> findings.note("status", status));
        conflicts.forEach(conflict -> findings.note("conflict", conflict));
        trace.executionPath()
                .ifPresent(path ->
                        findings.note("path", path.stream().map(Finding::text).collect(Collectors.joining(" > "))));
        if (!conflicts.isEmpty()) {
            return findings.fail("dependencies conflict: "
                    + conflicts.stream().map(Finding::text).collect(Collectors.joining("; ")));
        }
        if (trace.status().isEmpty()) {
            return findings.inconclusive(trace.whyAbsent("status", "the platform does not say how the trace ended"));
        }
        if (trace.status().get().equals(SyntheticTrace.Status.FAILED)) {
            return findings.fail("the trace failed");
        }
        if (!trace.status().get().equals(SyntheticTrace.Status.PASSED)) {
            return findings.inconclusive("the trace ended as " + trace.status().get());
        }
        if (trace.dependencyConflicts().isEmpty()) {
            return findings.inconclusive(
                    trace.whyAbsent("dependencyConflicts", "the platform does not say whether dependencies conflict"));
        }
        return findings.verdict("the trace passed without conflicts");
    }
}
