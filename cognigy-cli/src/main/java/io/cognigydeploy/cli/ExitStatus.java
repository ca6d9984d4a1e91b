package io.cognigydeploy.cli;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.PlanRefusedException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.record.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParameterException;

/** Exit statuses of the process. A deployment that is not done and confirmed never ends with 0. */
final class ExitStatus {

    /** Done, and every confirmation that the platform offers agrees. */
    static final int DONE = 0;

    /** Rejected, failed, cancelled or rolled back. */
    static final int NOT_DONE = 1;

    /** The command line, the environment or a file was wrong. Nothing was sent. */
    static final int USAGE = 2;

    /** A plan with something to change, for callers that ask for the difference. */
    static final int CHANGES = 10;

    /** The state of the platform is unknown, or a person is needed. */
    static final int PERSON_NEEDED = 3;

    private ExitStatus() {}

    static int of(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded) {
            return DONE;
        }
        return outcome instanceof Outcome.Unknown || outcome instanceof Outcome.RollbackFailed
                ? PERSON_NEEDED
                : NOT_DONE;
    }

    /** Returns the status of a run. A rejected run has the status of its gates, like its plan. */
    static int of(Report report) {
        return report.outcome() instanceof Outcome.Rejected
                        && !report.gates().stream().allMatch(CheckResult::passed)
                ? of(report.gates())
                : of(report.outcome());
    }

    /** Returns done if all gates passed, not done if one failed, else that a person is needed. */
    static int of(List<CheckResult> gates) {
        if (gates.stream().allMatch(CheckResult::passed)) {
            return DONE;
        }
        return gates.stream().anyMatch(gate -> gate.verdict() instanceof Verdict.Fail) ? NOT_DONE : PERSON_NEEDED;
    }

    /** Prints one line about a failure that left no outcome, and returns its status. */
    static int explain(Throwable failure, PrintWriter err) {
        err.println(Printable.shown(reason(failure).replaceAll("\\s*[\\r\\n]+\\s*", " ")));
        if (failure instanceof ParameterException
                || failure instanceof IllegalArgumentException
                || failure instanceof PlanRefusedException) {
            return USAGE;
        }
        // A run that was started earlier may be half done.
        boolean isNew =
                failure instanceof TargetBusyException busy && busy.runId().isEmpty();
        boolean isRefused = failure instanceof CognigyException answer && answer.outcome() == OutcomeClass.REJECTED;
        return isNew || isRefused || failure instanceof UncheckedIOException ? NOT_DONE : PERSON_NEEDED;
    }

    /** Returns the reason of a failure for a person. */
    static String reason(Throwable failure) {
        String message =
                failure.getMessage() == null || failure instanceof Error ? failure.toString() : failure.getMessage();
        if (failure instanceof UncheckedIOException unchecked) {
            // Only the cause names the file and what the system says of it.
            Optional<IOException> cause = Optional.ofNullable(unchecked.getCause());
            boolean isQuoted = message.contains(String.valueOf(unchecked.getCause()))
                    || cause.map(Throwable::getMessage)
                            .filter(message::endsWith)
                            .isPresent();
            return isQuoted ? message : message + " Cause: " + unchecked.getCause();
        }
        return message;
    }
}
