package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.ApprovalRefusedException;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.RunStore;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Options of a decision about the plan of a run. */
final class DecisionOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "1",
            description = "The id of the run. What waits is listed if it does not.")
    private String run;

    @Mixin
    private StoreOptions where;

    @Option(
            names = "--fingerprint",
            paramLabel = "HASH",
            description = "The fingerprint of the plan that was looked at. Default: that of the run's plan")
    private Optional<String> fingerprint = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "The reason, for the records. Default: none")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name:-unknown}",
            description = "The person or system that decides, for the records. Default: you")
    private String actor;

    /** Decides about the plan, prints what was decided and returns the exit status. */
    int decide(boolean approved) {
        RunStore store = where.store(spec);
        Instant now = Time.SYSTEM.now();
        List<ApprovalRequest> pending = store.pending(now);
        Optional<ApprovalRequest> request =
                pending.stream().filter(each -> each.runId().equals(run)).findFirst();
        String about =
                fingerprint.or(() -> request.map(ApprovalRequest::fingerprint)).orElse("none");
        PrintWriter err = spec.commandLine().getErr();
        try {
            store.decide(run, new ApprovalDecision(about, approved, actor, reason.orElse(""), now));
        } catch (ApprovalRefusedException | ResumeRefusedException e) {
            err.println(Printable.shown(String.valueOf(e.getMessage())));
            pending.forEach(each -> err.println("  waits  " + line(each)));
            return ExitStatus.NOT_DONE;
        }
        spec.commandLine()
                .getOut()
                .println((approved ? "Approved: " : "Rejected: ")
                        + request.map(DecisionOptions::line).orElse(run));
        return ExitStatus.DONE;
    }

    private static String line(ApprovalRequest request) {
        return Printable.shown(request.runId() + ": " + request.deployment() + ", until " + request.expires());
    }
}
