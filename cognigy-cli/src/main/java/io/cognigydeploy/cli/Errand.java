package io.cognigydeploy.cli;

import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.PlanFile;
import io.cognigydeploy.core.record.Report;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The work that a command does with the pipeline of a release. */
sealed interface Errand {

    /**
     * The deployment of a release.
     *
     * @param given by the options; absent if it comes from records alone
     * @param completion adds the values that records do not keep and the environment has
     */
    record Given<D extends Deployment>(Optional<D> given, UnaryOperator<D> completion) {}

    /** Returns the records that the release comes from; empty if it comes from the options. */
    Optional<Recorded> recorded();

    /** Performs the work and returns its report. */
    <D extends Deployment> Report with(
            DeploymentPipeline<D> pipeline, Given<D> deployment, Consumer<? super Plan> seen);

    /** Returns the exit status of the work. */
    default int status(Report report) {
        return ExitStatus.of(report);
    }

    /** Returns whether the work begins a run, as opposed to one that was begun earlier. */
    default boolean begins() {
        return false;
    }

    /** A run of the deployment that the options describe. */
    record Release() implements Errand {

        @Override
        public Optional<Recorded> recorded() {
            return Optional.empty();
        }

        @Override
        public <D extends Deployment> Report with(
                DeploymentPipeline<D> pipeline, Given<D> deployment, Consumer<? super Plan> seen) {
            return pipeline.run(deployment.given().orElseThrow(), seen);
        }

        @Override
        public boolean begins() {
            return true;
        }
    }

    /** A run of the plan in a file. */
    record Apply(PlanFile file) implements Errand {

        @Override
        public Optional<Recorded> recorded() {
            return Optional.of(Recorded.of(file));
        }

        @Override
        public <D extends Deployment> Report with(
                DeploymentPipeline<D> pipeline, Given<D> deployment, Consumer<? super Plan> seen) {
            Plan plan = pipeline.plan(file, deployment.completion());
            seen.accept(plan);
            return pipeline.run(plan);
        }

        @Override
        public boolean begins() {
            return true;
        }
    }

    /** The rest of a run that was interrupted. */
    record Resume(StoredRun run) implements Errand {

        @Override
        public Optional<Recorded> recorded() {
            return Optional.of(run.release());
        }

        @Override
        public <D extends Deployment> Report with(
                DeploymentPipeline<D> pipeline, Given<D> deployment, Consumer<? super Plan> seen) {
            return deployment
                    .given()
                    .map(again -> pipeline.resume(run.id(), again))
                    .orElseGet(() -> pipeline.resume(run.id(), deployment.completion()));
        }
    }

    /** The undoing of a run. */
    record Undo(StoredRun run) implements Errand {

        @Override
        public Optional<Recorded> recorded() {
            return Optional.of(run.release());
        }

        @Override
        public <D extends Deployment> Report with(
                DeploymentPipeline<D> pipeline, Given<D> deployment, Consumer<? super Plan> seen) {
            return pipeline.undo(run.id(), deployment.completion());
        }

        /** Returns done if the target is as before the run, also if the run had changed nothing. */
        @Override
        public int status(Report report) {
            return ExitStatus.of(report.outcome()) == ExitStatus.NOT_DONE ? ExitStatus.DONE : ExitStatus.PERSON_NEEDED;
        }
    }
}
