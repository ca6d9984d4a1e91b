package io.cognigydeploy.cli;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Report;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command that performs a release. */
final class RunOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = "--plan",
            description = "Show the changes, the state before them and the evidence. Changes nothing.")
    private boolean planOnly;

    @Option(
            names = "--json",
            description = "Print the whole report as one JSON document on the last line of standard output.")
    private boolean json;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = {
                "Resume a run whose process died. Give the same options again if the deployment has secrets; addresses",
                "such as CI_CD_WEBHOOK_URL are read from the environment again."
            })
    private Optional<String> resume = Optional.empty();

    @Option(
            names = "--poll-interval",
            paramLabel = "DURATION",
            description =
                    "The time between two polls of a job. Default: by the kind of job; 250ms with the embedded fake")
    private Optional<Duration> pollInterval = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "The maximum time of a job. Default: by the kind of job, such as 10m for a bot version")
    private Optional<Duration> timeout = Optional.empty();

    @Option(
            names = "--wait-for-target",
            paramLabel = "DURATION",
            description = "The maximum wait for another run on the target. Default: no wait")
    private Optional<Duration> waitForTarget = Optional.empty();

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "The maximum time of the run; then it is cancelled and rolled back. Default: no limit")
    private Optional<Duration> deadline = Optional.empty();

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            description = "The time that lists may lag behind changes. Default: 10s; 500ms with the embedded fake")
    private Optional<Duration> settle = Optional.empty();

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            defaultValue = ".cognigy-deploy",
            description = "The folder of journals, manifests and reports. Default: ${DEFAULT-VALUE}")
    private Path journal;

    @Option(
            names = {"--audit", "--audit-file"},
            paramLabel = "F",
            description = "The audit log. Default: audit.jsonl in the journal's folder")
    private Optional<Path> audit = Optional.empty();

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = "The webhook to notify of the run's end. Default: CI_CD_WEBHOOK_URL")
    private Optional<String> webhook = Optional.empty();

    @Option(names = "--private-webhook", description = "Allow a webhook in a private network or on this machine.")
    private boolean privateWebhook;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name:-unknown}",
            description = "The person or system responsible for the run, for the records. Default: you")
    private String actor;

    Path auditFile() {
        return audit.orElse(journal.resolve("audit.jsonl"));
    }

    /** Returns whether an earlier run is to be resumed. */
    boolean isResumed() {
        return resume.isPresent();
    }

    /** Factory of a command's pipeline on its platform. */
    interface Policy<D extends Deployment> {
        DeploymentPipeline.Builder<D> on(Platform platform);
    }

    /**
     * Deployment of a command.
     *
     * @param required the options that must be given, by their names
     * @param deployment creates the deployment once they are given
     * @param completion adds the values that a journal does not store and the environment has
     */
    record Subject<D extends Deployment>(
            Map<String, Optional<String>> required, Supplier<D> deployment, UnaryOperator<D> completion) {

        Subject(Map<String, Optional<String>> required, Supplier<D> deployment) {
            this(required, deployment, UnaryOperator.identity());
        }
    }

    /**
     * Plans, resumes or runs by the options, prints the result and returns the exit status. A run is resumed from its
     * journal alone, or with the same options as before.
     *
     * @param scopes the scopes that the command needs
     */
    <D extends Deployment> int release(PlatformOptions where, Subject<D> subject, List<String> scopes, Policy<D> policy)
            throws InterruptedException {
        where.require(isResumed() ? Map.of() : subject.required());
        Optional<D> given = isResumed() && !PlatformOptions.given(subject.required())
                ? Optional.empty()
                : Optional.of(subject.deployment().get());
        try (OnSignal signal = OnSignal.cancelThisThread();
                Platform platform = where.open(scopes.toArray(String[]::new));
                AuditLog log = AuditLog.jsonLines(auditFile())) {
            Progress progress = new Progress(spec.commandLine().getErr());
            DeploymentPipeline.Builder<D> builder = policy.on(platform);
            webhook(platform)
                    .map(CiWebhook::to)
                    .map(hook -> privateWebhook ? hook.allowingPrivateAddresses() : hook)
                    .ifPresent(builder::notify);
            waitForTarget.ifPresent(builder::waitForTarget);
            deadline.ifPresent(builder::deadline);
            DeploymentPipeline<D> pipeline = builder.poll(usual -> waiting(usual, platform))
                    .settle(lag(platform))
                    .journal(journal)
                    .actor(actor)
                    .audit(log)
                    .listener(progress)
                    .build();
            if (resume.isPresent()) {
                String run = resume.get();
                return signal.ended(ended(
                        given.map(again -> pipeline.resume(run, again))
                                .orElseGet(() -> pipeline.resume(run, subject.completion())),
                        progress));
            }
            D deployment = given.orElseThrow();
            if (planOnly) {
                Plan plan = pipeline.plan(deployment);
                progress.show(plan);
                return judged(plan, pipeline.check(plan), progress);
            }
            return signal.ended(ended(pipeline.run(deployment, progress::show), progress));
        }
    }

    private PollOptions waiting(PollOptions usual, Platform platform) {
        PollOptions.Builder options = PollOptions.builder().from(usual);
        pollInterval
                .or(() -> platform.isEmbedded() ? Optional.of(Duration.ofMillis(250)) : Optional.empty())
                .ifPresent(pause -> options.interval(pause)
                        .growth(1)
                        .maxInterval(pause)
                        .firstPollAfter(pause.compareTo(usual.firstPollAfter()) < 0 ? pause : usual.firstPollAfter()));
        timeout.ifPresent(options::timeout);
        return options.build();
    }

    /** Returns the time that the platform's answers may lag behind its changes. */
    Duration lag(Platform platform) {
        return settle.orElse(platform.isEmbedded() ? Duration.ofMillis(500) : Duration.ofSeconds(10));
    }

    private int ended(Report report, Progress progress) {
        progress.show(report);
        spec.commandLine().getErr().println("  audit     " + auditFile());
        if (json) {
            spec.commandLine().getOut().println(report.toJson());
        }
        return ExitStatus.of(report);
    }

    private int judged(Plan plan, List<CheckResult> gates, Progress progress) {
        gates.forEach(progress::show);
        int status = ExitStatus.of(gates);
        String words = switch (status) {
            case ExitStatus.DONE -> "Every gate passed.";
            case ExitStatus.NOT_DONE -> "A gate failed.";
            default -> "A gate could not be judged.";
        };
        spec.commandLine().getErr().println(words + " Nothing was changed.");
        if (json) {
            spec.commandLine().getOut().println(plan.toJson(gates));
        }
        return status;
    }

    private Optional<URI> webhook(Platform platform) {
        return webhook.or(() -> Variables.of(spec).get("CI_CD_WEBHOOK_URL"))
                .or(platform::ownWebhook)
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
