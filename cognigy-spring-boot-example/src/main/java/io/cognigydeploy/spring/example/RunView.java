package io.cognigydeploy.spring.example;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run as the page shows it.
 *
 * @param state the state in words
 * @param because the reason of its end; blank before
 * @param changes the changes that wait for an approval; none if it does not wait
 * @param actions the buttons that make sense now
 */
record RunView(
        String runId,
        String deployment,
        String platform,
        String begun,
        String state,
        String because,
        List<String> changes,
        List<String> actions,
        boolean ended) {

    static RunView of(RunSummary run, Optional<ApprovalRequest> request) {
        return new RunView(
                run.runId(),
                run.deployment().orElse(run.target()),
                run.platform().orElse(""),
                run.begun().toString(),
                state(run, request.isPresent()),
                run.outcome().map(RunView::because).or(run::problem).orElse(""),
                request.map(ApprovalRequest::changes).orElse(List.of()),
                actions(run, request.isPresent()),
                run.status() != RunStatus.UNDER_WAY);
    }

    private static String state(RunSummary run, boolean waits) {
        if (run.status() == RunStatus.UNDER_WAY) {
            return waits ? "Waits for approval" : "Under way";
        }
        return run.outcome()
                .map(outcome -> outcome.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " "))
                .orElse("Damaged");
    }

    private static String because(Outcome outcome) {
        return outcome instanceof Outcome.Unknown unknown
                ? unknown.because() + ". " + unknown.nextStep()
                : outcome.because();
    }

    private static List<String> actions(RunSummary run, boolean waits) {
        List<String> actions = new ArrayList<>();
        if (run.status() == RunStatus.UNDER_WAY) {
            if (waits) {
                actions.addAll(List.of("approve", "reject"));
            }
            actions.add("cancel");
        } else if (run.status() == RunStatus.UNKNOWN) {
            actions.addAll(List.of("resume", "undo"));
        } else if (run.outcome().filter(Outcome::isSuccess).isPresent()) {
            actions.add("undo");
        }
        return actions;
    }
}
