package io.cognigydeploy.cli;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunStore;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of every command that works with a pipeline, for its waits and its records. */
final class PipelineOptions {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = "--json",
            description = "Print the whole report as one JSON document on the last line of standard output.")
    private boolean json;

    @Option(
            names = "--poll-interval",
            paramLabel = "DURATION",
            description =
                    "The time between two polls of a job. Default: by the kind of job; 250ms with the embedded fake")
    @Stored
    private Optional<Duration> pollInterval = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "The maximum time of a job. Default: by the kind of job, such as 10m for a bot version")
    @Stored
    private Optional<Duration> timeout = Optional.empty();

    @Option(
            names = "--wait-for-target",
            paramLabel = "DURATION",
            description = "The maximum wait for another run on the target. Default: no wait")
    @Stored
    private Optional<Duration> waitForTarget = Optional.empty();

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            description = "The time that lists may lag behind changes. Default: 10s; 500ms with the embedded fake")
    @Stored
    private Optional<Duration> settle = Optional.empty();

    @Mixin
    private StoreOptions store;

    @Option(
            names = "--approval",
            paramLabel = "DURATION",
            description = "Wait so long for an approval of the plan by the command approve. Default: none is asked for")
    @Stored
    private Optional<Duration> approval = Optional.empty();

    @Option(
            names = {"--audit", "--audit-file"},
            paramLabel = "F",
            description = "The audit log. Default: audit.jsonl in the journal's folder")
    @Stored
    private Optional<Path> audit = Optional.empty();

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = "The webhook to notify of the run's end. Default: CI_CD_WEBHOOK_URL")
    private Optional<String> webhook = Optional.empty();

    @Option(names = "--private-webhook", description = "Allow a webhook in a private network or on this machine.")
    @Stored
    private boolean privateWebhook;

    @Option(
            names = "--dotenv",
            paramLabel = "F",
            description = {
                "Add COGNIGY_RUN_ID, COGNIGY_OUTCOME and others to this file, a line NAME=VALUE each, for later jobs of a",
                "CI system. Default: none. GitHub Actions needs no option"
            })
    private Optional<Path> dotenv = Optional.empty();

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name:-unknown}",
            description = "The person or system responsible for the run, for the records. Default: you")
    private String actor;

    /** Work of a command with its pipeline. */
    interface Work<D extends Deployment> {

        /** Returns the exit status. */
        int with(DeploymentPipeline<D> pipeline, Progress progress) throws InterruptedException;
    }

    /** Returns an earlier run. */
    StoredRun stored(CommandSpec spec, String runId) {
        return StoredRun.of(store.store(spec), runId);
    }

    RunStore store(CommandSpec spec) {
        return store.store(spec);
    }

    Path auditFile() {
        return audit.orElse(store.folder().resolve("audit.jsonl"));
    }

    /** Returns the folder for the files of deleted snapshots: the given one, or one in the journal's folder. */
    Path archive(Optional<Path> given) {
        return given.orElse(store.folder().resolve("snapshots"));
    }

    /** Performs work with a pipeline until its end or a signal, and returns the exit status. */
    <D extends Deployment> int run(
            CommandSpec spec, Workplace workplace, DeploymentPipeline.Builder<D> builder, Work<D> work)
            throws InterruptedException {
        return run(spec, workplace, session -> session.with(builder, work));
    }

    /** Performs work with several pipelines, one after another, until its end or a signal. Returns the exit status. */
    int run(CommandSpec spec, Workplace workplace, SessionWork work) throws InterruptedException {
        Screen err = Screen.err(spec);
        try (OnSignal signal = OnSignal.cancelThisThread(err);
                AuditLog log = AuditLog.jsonLines(auditFile())) {
            return signal.ended(work.in(new Session(this, spec, workplace, log, err)));
        }
    }

    /** Work of a command in a session. */
    interface SessionWork {

        /** Returns the exit status. */
        int in(Session session) throws InterruptedException;
    }

    /** The time from the begin of a command to its end or a signal. Its runs share an audit log. */
    record Session(PipelineOptions options, CommandSpec spec, Workplace workplace, AuditLog log, Screen err) {

        /** Performs work with a pipeline and returns the exit status. */
        <D extends Deployment> int with(DeploymentPipeline.Builder<D> builder, Work<D> work)
                throws InterruptedException {
            Progress progress = new Progress(err, options.json ? err : Screen.out(spec));
            options.webhook(spec, workplace)
                    .map(CiWebhook::to)
                    .map(hook -> options.privateWebhook ? hook.allowingPrivateAddresses() : hook)
                    .ifPresent(builder::notify);
            options.waitForTarget.ifPresent(builder::waitForTarget);
            RunStore runs = options.store.store(spec);
            options.approval(spec, workplace)
                    .ifPresent(time -> builder.gate(Approval.in(runs).within(time)));
            return work.with(
                    builder.poll(usual -> options.waiting(usual, workplace))
                            .settle(options.lag(workplace))
                            .store(runs)
                            .actor(options.actor)
                            .audit(log)
                            .listener(progress)
                            .build(),
                    progress);
        }
    }

    /**
     * Prints a document on the last line of standard output, if JSON was requested.
     *
     * @param document returns the document on one line
     */
    void print(CommandSpec spec, Supplier<String> document) {
        if (json) {
            spec.commandLine().getOut().println(document.get());
        }
    }

    /** Returns the output for people's plans and reports. */
    PrintWriter people(CommandSpec spec) {
        return json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }

    private Optional<Duration> approval(CommandSpec spec, Workplace workplace) {
        if (approval.isPresent() && workplace.isEmbedded()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--approval waits for a person, and the clock of --fake does not wait. Leave it out, or use the"
                            + " command fake-server.");
        }
        return approval;
    }

    private PollOptions waiting(PollOptions usual, Workplace workplace) {
        PollOptions.Builder options = PollOptions.builder().from(usual);
        pollInterval
                .or(() -> workplace.isEmbedded() ? Optional.of(Duration.ofMillis(250)) : Optional.empty())
                .ifPresent(pause -> options.interval(pause)
                        .growth(1)
                        .maxInterval(pause)
                        .firstPollAfter(pause.compareTo(usual.firstPollAfter()) < 0 ? pause : usual.firstPollAfter()));
        timeout.ifPresent(options::timeout);
        return options.build();
    }

    /** Returns the time that the platform's answers may lag behind its changes. */
    Duration lag(Workplace workplace) {
        return settle.orElse(workplace.isEmbedded() ? Duration.ofMillis(500) : Duration.ofSeconds(10));
    }

    /** Prints the end of the run that the command was called for, and passes it to the CI system. */
    void show(CommandSpec spec, Report report, Progress progress) {
        print(report, progress);
        ci(spec).forEach(system -> system.ended(report));
    }

    /** Prints the end of a run that followed another, and passes it to the CI system. */
    void showNext(CommandSpec spec, Report report, Progress progress) {
        print(report, progress);
        ci(spec).forEach(system -> system.followed(report));
    }

    /** Passes a plan to the CI system. */
    void pass(CommandSpec spec, Plan plan, List<CheckResult> gates) {
        ci(spec).forEach(system -> system.planned(plan, gates));
    }

    private void print(Report report, Progress progress) {
        progress.show(report);
        progress.show("  audit     " + auditFile());
    }

    private List<CiSystem> ci(CommandSpec spec) {
        return CiSystem.of(spec, dotenv);
    }

    private Optional<URI> webhook(CommandSpec spec, Workplace workplace) {
        return webhook.or(() -> Variables.of(spec).get("CI_CD_WEBHOOK_URL"))
                .or(workplace::ownWebhook)
                .map(text -> {
                    try {
                        return URI.create(text);
                    } catch (IllegalArgumentException e) {
                        throw new ParameterException(
                                spec.commandLine(),
                                "The webhook must be a URL. Check --webhook and CI_CD_WEBHOOK_URL.");
                    }
                });
    }
}
