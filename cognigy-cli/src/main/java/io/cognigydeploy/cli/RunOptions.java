package io.cognigydeploy.cli;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.PlanFile;
import io.cognigydeploy.core.record.Report;
import java.io.PrintWriter;
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
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command that performs a release. */
final class RunOptions {

    private static final Duration USUAL_VALIDITY = Duration.ofHours(24);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private PipelineOptions options;

    @Option(
            names = "--plan",
            description = "Show the changes, the state before them and the evidence. Changes nothing.")
    private boolean planOnly;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "With --plan: write the plan to this file, for the command apply. It has no secrets.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--valid-for",
            paramLabel = "DURATION",
            description = "With -o: how long the plan may be carried out. Default: 24h")
    private Optional<Duration> validFor = Optional.empty();

    @Option(
            names = "--detailed-exit-code",
            description = "With --plan: end with 10 if every gate passed and there is something to change.")
    private boolean detailed;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Resume a run, like the command resume; options that are given replace those of the run.")
    private Optional<String> resume = Optional.empty();

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "The maximum time of the run; then it is cancelled and rolled back. Default: no limit")
    @Stored
    private Optional<Duration> deadline = Optional.empty();

    /** Returns whether an earlier run is to be resumed. */
    boolean isResumed() {
        return resume.isPresent();
    }

    /** Performs what the options ask for with this command, and returns the exit status. */
    int perform(ReleaseCommand command) throws InterruptedException {
        if ((!planOnly && (output.isPresent() || detailed)) || (output.isEmpty() && validFor.isPresent())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-o and --detailed-exit-code are of --plan, and --valid-for is of -o. Give that too, or leave them"
                            + " out.");
        }
        return resume.isPresent()
                ? ReleaseCommand.perform(
                        spec.commandLine(), new Errand.Resume(options.stored(spec, resume.get())), Words.given(spec))
                : command.perform(new Errand.Release());
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
     * @param completion adds the values that records do not keep and the environment has
     */
    record Subject<D extends Deployment>(
            Map<String, Optional<String>> required, Supplier<D> deployment, UnaryOperator<D> completion) {

        Subject(Map<String, Optional<String>> required, Supplier<D> deployment) {
            this(required, deployment, UnaryOperator.identity());
        }
    }

    /**
     * Performs an errand, prints the result and returns the exit status. An earlier run is resumed from its records alone, or
     * with the same options as before.
     *
     * @param scopes the scopes that the command needs
     */
    <D extends Deployment> int release(
            Errand errand, PlatformOptions where, Subject<D> subject, List<String> scopes, Policy<D> policy)
            throws InterruptedException {
        boolean isRecorded = errand.recorded().isPresent();
        if (isRecorded) {
            where.requireForRecords();
        } else {
            where.require(subject.required());
        }
        Optional<D> given = isRecorded && !PlatformOptions.given(subject.required())
                ? Optional.empty()
                : Optional.of(subject.deployment().get());
        try (Platform platform = where.open(scopes.toArray(String[]::new))) {
            return release(
                    errand,
                    platform,
                    new Errand.Given<>(given, subject.completion()),
                    policy.on(platform),
                    Form.USUAL,
                    (report, session) -> ExitStatus.DONE);
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

    /** Work that follows a run, before the document of the run is printed. */
    interface Sequel {

        /** Returns the exit status of the work. */
        int after(Report report, PipelineOptions.Session session) throws InterruptedException;
    }

    /** Performs an errand on an open platform and then the work that follows it. Returns the worse exit status of both. */
    <D extends Deployment> int release(
            Errand errand,
            Workplace workplace,
            Errand.Given<D> deployment,
            DeploymentPipeline.Builder<D> builder,
            Form form,
            Sequel sequel)
            throws InterruptedException {
        limited(builder).options(words());
        return options.run(
                spec,
                workplace,
                session -> session.with(builder, (pipeline, progress) -> {
                    if (isPlanOnly()) {
                        Plan plan = pipeline.plan(deployment.given().orElseThrow());
                        return planned(pipeline, plan, progress, form);
                    }
                    Report report = errand.with(pipeline, deployment, progress::show);
                    options.show(spec, report, progress);
                    int status = Math.max(errand.status(report), sequel.after(report, session));
                    options.print(spec, () -> form.report().apply(report));
                    return status;
                }));
    }

    /** Returns the stored options, and the deadline also if it is the usual one. */
    private List<String> words() {
        return Stream.concat(
                        Words.stored(spec).stream().filter(word -> !word.startsWith("--deadline=")),
                        deadline.map(time -> "--deadline=" + time).stream())
                .toList();
    }

    /** Gives a pipeline its usual deadline, unless the options have another. */
    <D extends Deployment> DeploymentPipeline.Builder<D> within(Duration usual, DeploymentPipeline.Builder<D> builder) {
        deadline = deadline.or(() -> Optional.of(usual));
        return builder;
    }

    /**
     * Runs a deployment that follows another in its session, prints its end and returns its report.
     *
     * @param words the options of its own command
     */
    <D extends Deployment> Report follow(
            PipelineOptions.Session session, D deployment, DeploymentPipeline.Builder<D> builder, List<String> words)
            throws InterruptedException {
        List<Report> ended = new ArrayList<>();
        var unused = session.with(limited(builder).options(words), (pipeline, progress) -> {
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

    /** Returns the output for people's plans and reports. */
    PrintWriter people() {
        return options.people(spec);
    }

    /** Returns the time that the platform's answers may lag behind its changes. */
    Duration lag(Workplace workplace) {
        return options.lag(workplace);
    }

    private <D extends Deployment> int planned(DeploymentPipeline<D> pipeline, Plan plan, Progress progress, Form form)
            throws InterruptedException {
        progress.show(plan);
        List<CheckResult> gates = pipeline.check(plan);
        gates.forEach(progress::show);
        int status = ExitStatus.of(gates);
        String words = switch (status) {
            case ExitStatus.DONE -> "Every gate passed.";
            case ExitStatus.NOT_DONE -> "A gate failed.";
            default -> "A gate could not be judged.";
        };
        progress.show(words + " Nothing was changed.");
        output.ifPresent(file -> {
            PlanFile written = pipeline.planFile(plan, gates, validFor.orElse(USUAL_VALIDITY));
            written.writeTo(file);
            spec.commandLine()
                    .getErr()
                    .println("The plan is in " + file + ". Until " + written.expires() + ": cognigy-deploy apply "
                            + file);
        });
        options.pass(spec, plan, gates);
        options.print(spec, () -> form.plan().apply(plan, gates));
        return status == ExitStatus.DONE && detailed && !plan.changes().isEmpty() ? ExitStatus.CHANGES : status;
    }
}
