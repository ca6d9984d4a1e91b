package io.cognigydeploy.cli;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every command that performs a release. */
final class RunOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private PipelineOptions options;

    @Option(
            names = "--plan",
            description = "Show the changes, the state before them and the evidence. Changes nothing.")
    private boolean planOnly;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = {
                "Resume a run whose process died. Give the same options again if the deployment has secrets; addresses",
                "such as CI_CD_WEBHOOK_URL are read from the environment again."
            })
    private Optional<String> resume = Optional.empty();

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "The maximum time of the run; then it is cancelled and rolled back. Default: no limit")
    private Optional<Duration> deadline = Optional.empty();

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
        try (Platform platform = where.open(scopes.toArray(String[]::new))) {
            return release(platform, given, subject.completion(), policy.on(platform), Form.USUAL);
        }
    }

    /**
     * Form of the JSON documents of a command, each on one line.
     *
     * @param plan returns a plan with its gates
     * @param report returns a report
     */
    record Form(BiFunction<Plan, List<CheckResult>, String> plan, Function<Report, String> report) {

        static final Form USUAL = new Form(Plan::toJson, Report::toJson);
    }

    /**
     * Work that follows a run, before the document of the run is printed.
     *
     * @see #release(Workplace, Optional, UnaryOperator, DeploymentPipeline.Builder, Form, Sequel)
     */
    interface Sequel {

        /** Returns the exit status of the work. */
        int after(Report report, PipelineOptions.Session session) throws InterruptedException;
    }

    /**
     * Plans, resumes or runs by the options on an open platform.
     *
     * @param given the deployment; absent if a run is resumed from its journal alone
     * @param completion adds the values that a journal does not store and the environment has
     */
    <D extends Deployment> int release(
            Workplace workplace,
            Optional<D> given,
            UnaryOperator<D> completion,
            DeploymentPipeline.Builder<D> builder,
            Form form)
            throws InterruptedException {
        return release(workplace, given, completion, builder, form, (report, session) -> ExitStatus.DONE);
    }

    /** Performs a run and then the work that follows it. Returns the worse exit status of both. */
    <D extends Deployment> int release(
            Workplace workplace,
            Optional<D> given,
            UnaryOperator<D> completion,
            DeploymentPipeline.Builder<D> builder,
            Form form,
            Sequel sequel)
            throws InterruptedException {
        limited(builder);
        return options.run(
                spec,
                workplace,
                session -> session.with(builder, (pipeline, progress) -> {
                    Report report;
                    if (resume.isPresent()) {
                        String run = resume.get();
                        report = given.map(again -> pipeline.resume(run, again))
                                .orElseGet(() -> pipeline.resume(run, completion));
                    } else if (planOnly) {
                        Plan plan = pipeline.plan(given.orElseThrow());
                        progress.show(plan);
                        return judged(plan, pipeline.check(plan), progress, form);
                    } else {
                        report = pipeline.run(given.orElseThrow(), progress::show);
                    }
                    options.show(spec, report, progress);
                    int status = Math.max(ExitStatus.of(report), sequel.after(report, session));
                    options.print(spec, () -> form.report().apply(report));
                    return status;
                }));
    }

    /** Runs a deployment that follows another in its session, prints its end and returns its report. */
    <D extends Deployment> Report follow(
            PipelineOptions.Session session, D deployment, DeploymentPipeline.Builder<D> builder)
            throws InterruptedException {
        List<Report> ended = new ArrayList<>();
        var unused = session.with(limited(builder), (pipeline, progress) -> {
            ended.add(pipeline.run(deployment, progress::show));
            options.showNext(spec, ended.get(0), progress);
            return ExitStatus.DONE;
        });
        return ended.get(0);
    }

    private <D extends Deployment> DeploymentPipeline.Builder<D> limited(DeploymentPipeline.Builder<D> builder) {
        deadline.ifPresent(builder::deadline);
        return builder;
    }

    /** Returns whether nothing is to be changed. */
    boolean isPlanOnly() {
        return planOnly && resume.isEmpty();
    }

    /** Returns the folder for the files of deleted snapshots: the given one, or one in the journal's folder. */
    Path archive(Optional<Path> given) {
        return options.archive(given);
    }

    /** Returns the time that the platform's answers may lag behind its changes. */
    Duration lag(Workplace workplace) {
        return options.lag(workplace);
    }

    /** Returns the run to resume. */
    Optional<StoredRun> resumed() {
        return resume.map(run -> options.stored(spec, run));
    }

    private int judged(Plan plan, List<CheckResult> gates, Progress progress, Form form) {
        gates.forEach(progress::show);
        int status = ExitStatus.of(gates);
        String words = switch (status) {
            case ExitStatus.DONE -> "Every gate passed.";
            case ExitStatus.NOT_DONE -> "A gate failed.";
            default -> "A gate could not be judged.";
        };
        spec.commandLine().getErr().println(words + " Nothing was changed.");
        options.pass(spec, plan, gates);
        options.print(spec, () -> form.plan().apply(plan, gates));
        return status;
    }
}
