package io.cognigydeploy.spring;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The health of an application's runs: whether their store can be used, and which of the newest need a person. A run that
 * does is a detail and not an outage: another instance could do no better.
 */
final class RunsHealth {

    /** Few, because a store in files reads the journal of each. */
    private static final int NEWEST = 20;

    private final RunStore store;

    RunsHealth(RunStore store) {
        this.store = store;
    }

    /**
     * Returns the details of a store that can be used.
     *
     * @throws java.io.UncheckedIOException if it cannot
     */
    Map<String, Object> details(Instant now) {
        store.requireUsable();
        List<RunSummary> newest = store.runs(RunQuery.newest().withLimit(NEWEST));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("store", store.name());
        details.put(
                "underWay",
                newest.stream()
                        .filter(run -> run.status() == RunStatus.UNDER_WAY)
                        .map(RunSummary::runId)
                        .toList());
        details.put(
                "waitForApproval",
                store.pending(now).stream().map(ApprovalRequest::runId).toList());
        details.put("needPerson", needPerson(newest));
        return details;
    }

    /** Returns the next steps of the runs that need a person, unless a later run on the target has succeeded. */
    private static Map<String, String> needPerson(List<RunSummary> newestFirst) {
        Map<String, String> steps = new LinkedHashMap<>();
        Set<String> settledTargets = new HashSet<>();
        for (RunSummary run : newestFirst) {
            if (run.outcome().filter(Outcome::isSuccess).isPresent()) {
                settledTargets.add(run.target());
            } else if (!settledTargets.contains(run.target())) {
                nextStep(run).ifPresent(step -> steps.put(run.runId(), step));
            }
        }
        return steps;
    }

    private static Optional<String> nextStep(RunSummary run) {
        if (run.outcome().orElse(null) instanceof Outcome.Unknown unknown) {
            return Optional.of(unknown.nextStep());
        } else if (run.outcome().orElse(null) instanceof Outcome.RollbackFailed failed) {
            return Optional.of(failed.nextStep());
        }
        return run.problem();
    }
}
