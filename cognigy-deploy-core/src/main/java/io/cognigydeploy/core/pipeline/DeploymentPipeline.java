package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.PlanRefusedException;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.journal.Standstill;
import io.cognigydeploy.core.record.Deliveries;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.record.PlanFile;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.text.Argument;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The reusable policy of a release. It has the gates before the first change, the verifications after the last, the
 * reaction to failure, and the receivers of records. The {@link Deployment} is the subject. Nested, a run is
 *
 * <pre>{@code journal( rollback( verify( change( gates( plan )))))}</pre>
 *
 * <p>A pipeline is immutable and safe for use by many threads; one run at a time works on a target.
 */
public final class DeploymentPipeline<D extends Deployment> {

    private static final DateTimeFormatter RUN_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final KindRuns<D, ?> runs;
    private final ActiveRuns active = new ActiveRuns();

    private DeploymentPipeline(KindRuns<D, ?> runs) {
        this.runs = runs;
    }

    /**
     * Begins a pipeline for a kind of deployment of your own. Each deployment that is part of the library has a method
     * {@code pipeline} instead, such as {@code BotDeployment.pipeline(cognigy)}.
     */
    public static <D extends Deployment> Builder<D> of(Kind<D, ?> kind) {
        Argument.given("kind", kind);
        return of(rollbacker -> {
            rollbacker.refuseFallback(kind.name(), "");
            return kind;
        });
    }

    /**
     * Begins a pipeline for a kind of deployment that uses the rollback of {@link Builder#onFailure}.
     *
     * @param kind makes the kind from that rollback
     */
    public static <D extends Deployment> Builder<D> of(Function<Rollbacker, Kind<D, ?>> kind) {
        return new Builder<>(Argument.given("kind", kind));
    }

    /**
     * Reads the state of the target and returns the changes that a run would make. Changes nothing.
     *
     * @throws CognigyException if the platform cannot be read at all; nothing is recorded then, unlike by {@link
     *     #run(Deployment)}
     */
    public Plan plan(D deployment) {
        return runs.plan(deployment);
    }

    /**
     * Returns a plan for another process, which carries it out by {@link #plan(PlanFile)} and {@link #run(Plan)}. Changes
     * nothing and records nothing.
     *
     * @param judged the results of {@link #check}, for people and programs that decide about the plan
     * @param validFor how long the plan may be carried out, such as 24 h
     * @throws IllegalArgumentException if the plan was made by another pipeline, or the time is not positive
     */
    public PlanFile planFile(Plan plan, List<CheckResult> judged, Duration validFor) {
        requireOwn(plan);
        return runs.file(plan, Argument.allGiven("judged", judged), Argument.positive("validFor", validFor));
    }

    /**
     * Returns the plan of a file, which has the fingerprint that was approved. It reads the target again and changes nothing.
     * A run of the plan is {@link Outcome.Rejected} if it has expired, or the target is no longer as it was when the plan was
     * made, or cannot be read; all gates are judged again.
     *
     * @throws PlanRefusedException if the plan is of another kind, platform, or pipeline with other gates, verifications or
     *     options, or its deployment had secrets: use {@link #plan(PlanFile, UnaryOperator)}
     */
    public Plan plan(PlanFile file) {
        return plan(file, UnaryOperator.identity());
    }

    /**
     * Returns the plan of a file like {@link #plan(PlanFile)}, also one whose deployment has secrets.
     *
     * @param completion returns the complete deployment, from the file's one with its secrets hidden; not called if it had
     *     none
     * @throws PlanRefusedException if it is then not the one that was planned
     */
    public Plan plan(PlanFile file, UnaryOperator<D> completion) {
        return runs.plan(Argument.given("file", file), Argument.given("completion", completion));
    }

    /**
     * Judges every gate of a plan, also after one has failed. Changes nothing and records nothing.
     *
     * @throws IllegalArgumentException if the plan was made by another pipeline
     */
    public List<CheckResult> check(Plan plan) throws InterruptedException {
        requireOwn(plan);
        List<CheckResult> results = new ArrayList<>();
        for (Check<Plan> gate : runs.gates(plan)) {
            results.add(CheckRunner.judge(gate, plan, runs.platform()));
        }
        return results;
    }

    /**
     * Carries a plan out on this thread. All gates are judged first; if one is not passed, or the target has changed
     * since the plan, nothing is changed. Interrupting the thread cancels the run: its changes are undone before this
     * returns, and the interrupt flag is set again.
     *
     * @throws IllegalArgumentException if the plan was made by another pipeline; nothing was sent or recorded
     * @throws TargetBusyException if another run works on the target for longer than {@link Builder#waitForTarget}
     *     allows, or the thread is interrupted in that wait; nothing was sent or recorded
     * @throws java.io.UncheckedIOException if the journal cannot be begun; nothing was changed
     */
    public Report run(Plan plan) {
        requireOwn(plan);
        return run(plan, newRunId());
    }

    /**
     * Plans and carries the plan out on this thread, as {@link #run(Plan)} does. A plan that cannot be made is recorded
     * and reported like any other end of a run: the run is {@link Outcome.Rejected}, as by a gate {@code plan} that is
     * {@link Verdict.Inconclusive}. If the thread is interrupted meanwhile, the run is {@link Outcome.Cancelled}.
     *
     * @throws IllegalArgumentException if the deployment is refused before the platform is asked
     * @throws TargetBusyException as {@link #run(Plan)} does
     * @throws java.io.UncheckedIOException if the journal cannot be begun; nothing was changed
     */
    public Report run(D deployment) {
        return run(deployment, plan -> {});
    }

    /**
     * Plans and runs like {@link #run(Deployment)}. Passes the plan, if it could be made, to this consumer before it is
     * carried out.
     */
    public Report run(D deployment, Consumer<? super Plan> seen) {
        String runId = newRunId();
        return active.during(runId, () -> planAndRun(deployment, seen, runId));
    }

    private Report run(Plan plan, String runId) {
        return active.during(runId, () -> runs.during(runId, plan.target(), () -> runs.run(plan, runId)));
    }

    private Report planAndRun(D deployment, Consumer<? super Plan> seen, String runId) {
        runs.store().requireUsable();
        return runs.during(runId, deployment.target(), () -> {
            Plan plan;
            try {
                plan = runs.plan(deployment);
            } catch (IllegalArgumentException | VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                if (e instanceof CallInterruptedException) {
                    Thread.currentThread().interrupt();
                }
                // A file that an interrupted thread writes to is closed.
                return Runner.toTheEnd(() -> runs.unplanned(deployment, runId, e));
            }
            seen.accept(plan);
            return runs.run(plan, runId);
        });
    }

    /**
     * Starts a run like {@link #run(Deployment)} on a thread of the executor. The handle can cancel the run, also while
     * it is planned.
     */
    public Run start(D deployment, Executor executor) {
        Run run = new Run(newRunId());
        executor.execute(() ->
                run.execute(() -> active.during(run.id(), () -> planAndRun(deployment, plan -> {}, run.id()))));
        return run;
    }

    /**
     * Starts a run like {@link #run(Plan)} on a thread of the executor. The handle can cancel the run. Exceptions of
     * {@code run} are thrown by the handle's {@code await}, also for a run that is cancelled while it waits for its
     * target.
     */
    public Run start(Plan plan, Executor executor) {
        requireOwn(plan);
        Run run = new Run(newRunId());
        executor.execute(() -> run.execute(() -> run(plan, run.id())));
        return run;
    }

    /**
     * Resumes a run whose process died, from its journal. An operation under way is found again by its id, a request
     * whose answer was lost is searched for on the platform before anything is sent, and a rollback that was begun is
     * finished. A run that ended as {@link Outcome.Unknown} is examined again. For a run that ended otherwise, its
     * report is returned again and missing deliveries are made.
     *
     * @throws ResumeRefusedException if there is no such run, it was begun on another platform, or its deployment had
     *     secrets, which the journal does not keep: use {@link #resume(String, Deployment)}
     * @throws TargetBusyException as {@link #run} does; the run stands as it stood
     * @throws DamagedRecordException if the journal was damaged or tampered with
     */
    public Report resume(String runId) {
        return active.during(runId, () -> runs.resume(runId, Optional.empty()));
    }

    /**
     * Resumes a run like {@link #resume(String)}, also one whose deployment has secrets. Secrets in addresses, such as the
     * token of a callback, are not compared, and those that are given now are used.
     *
     * @throws ResumeRefusedException if the deployment is not the one that the run was begun with
     */
    public Report resume(String runId, D deployment) {
        return active.during(runId, () -> runs.resume(runId, Optional.of(deployment)));
    }

    /**
     * Resumes a run like {@link #resume(String)}, also one whose deployment has secrets in addresses. Such a secret is
     * the token of a callback.
     *
     * @param completion returns the complete deployment, from the journal's one with its secrets hidden; not called if
     *     it had none
     * @throws ResumeRefusedException if it is then not the one that the run was begun with
     */
    public Report resume(String runId, UnaryOperator<D> completion) {
        return active.during(runId, () -> runs.resume(runId, completion));
    }

    /**
     * Undoes a run that has succeeded, that was left to a person, or whose process died. Every change is undone in
     * reverse order, by the same requests and with the same care as in a failed run, back to the earlier state in the
     * journal. No gate is judged. The run's report then ends in {@link Outcome.RolledBack}, only if the rollback was
     * confirmed, and is delivered to every notifier. If the process dies, {@link #resume(String)} continues the
     * rollback.
     *
     * <p>Where the platform shows which version is live (bot versions, canaries, rollbacks to a version), a run whose
     * version was replaced since is not undone.
     *
     * <p>If the target is as before the run, nothing is sent. A run that succeeded then ends in {@link Outcome.RolledBack};
     * the report of a run that was rolled back, or that changed nothing, is returned again.
     *
     * @throws ResumeRefusedException if there is no such run, no change of it can be undone, such as a deletion, it ended
     *     otherwise and the target is not seen as before it, another version is live by now, the run was begun on another
     *     platform, or its deployment had secrets: use {@link #undo(String, Deployment)}
     * @throws TargetBusyException as {@link #run} does; the run stands as it stood
     * @throws DamagedRecordException if the journal was damaged or tampered with
     */
    public Report undo(String runId) {
        return active.during(runId, () -> runs.undo(runId, Optional.empty()));
    }

    /**
     * Undoes a run like {@link #undo(String)}, also one whose deployment had secrets.
     *
     * @throws ResumeRefusedException if the deployment is not the one that the run was begun with
     */
    public Report undo(String runId, D deployment) {
        return active.during(runId, () -> runs.undo(runId, Optional.of(deployment)));
    }

    /**
     * Undoes a run like {@link #undo(String)}, also one whose deployment had secrets.
     *
     * @param completion as of {@link #resume(String, UnaryOperator)}
     * @throws ResumeRefusedException if the deployment is then not the one that the run was begun with
     */
    public Report undo(String runId, UnaryOperator<D> completion) {
        return active.during(runId, () -> runs.undo(runId, completion));
    }

    /**
     * Retries the failed deliveries of finished runs of this kind: webhooks, and audit logs that a crash left behind.
     * Call it every few minutes.
     *
     * <p>A webhook is tried again when that is due: 5 s after its first failure, then 5 min, 30 min, 2 h, 5 h, 10 h, 14
     * h, 20 h and 24 h after the failure before. After that the delivery is given up, as the report then shows; {@link
     * #resume(String)} tries at once, regardless of the schedule.
     *
     * <p>A run whose target another run works on, or whose records are damaged or cannot be read, does not prevent the
     * other deliveries: it is listed among those that are left, with the reason.
     *
     * @return the reports of all runs of this kind in the journal's folder that have ended, and the runs that were left
     * @throws java.io.UncheckedIOException if the journal's folder cannot be listed
     */
    public Deliveries deliverPending() {
        return runs.deliverPending(RunQuery.all(), run -> true);
    }

    /** Retries deliveries like {@link #deliverPending()}, of runs that began at this time or later and are not closed. */
    Deliveries deliverOpenSince(Instant time) {
        return runs.deliverPending(
                RunQuery.all().withSince(time), run -> run.status() == RunStatus.ENDED && !run.isClosed());
    }

    /** Returns the runs of this kind in the store, the newest 100, the newest first. */
    public List<RunSummary> runs() {
        return runs.store().runs(RunQuery.newest().withKind(runs.kind().name()));
    }

    /**
     * Cancels a run that a thread of this process carries out for this pipeline, as {@link Run#cancel} does. Returns at
     * once.
     *
     * @return whether there is such a run
     */
    public boolean cancel(String runId) {
        return active.cancel(Argument.text("runId", runId));
    }

    /**
     * Cancels every run of this pipeline in this process, as {@link Run#cancel} does, and waits for their ends. For the end
     * of an application: what has not ended by then can be resumed, here or elsewhere.
     *
     * @return the ids of the runs that have not ended in time
     */
    public List<String> stopAll(Duration timeout) throws InterruptedException {
        return active.stop(Argument.notNegative("timeout", timeout));
    }

    /**
     * Makes every run of this pipeline in this process stand still before its next record or request, until {@link #goOn}.
     * For the end of an application that leaves its runs: once the process has ended, they are as after a crash, and can be
     * resumed, here or elsewhere. Returns at once; a request that is under way is not ended. A run that stands still is not
     * cancelled either, and keeps its target as long as the process lasts.
     *
     * @return the ids of the runs that are under way
     */
    public List<String> halt() {
        runs.standstill().halt();
        return active.ids();
    }

    /** Lets runs that stand still by {@link #halt} go on. */
    public void goOn() {
        runs.standstill().goOn();
    }

    /** Returns the name of the kind of deployment, such as {@code bot-version}. */
    public String kind() {
        return runs.kind().name();
    }

    /** Returns the name of the platform in records, such as its URL. */
    public String platform() {
        return runs.platform().name();
    }

    /** Returns whether this pipeline can resume and undo a run, by the run's kind and platform. */
    public boolean serves(RunSummary run) {
        return runs.kind().name().equals(run.kind())
                && run.platform().map(runs::isPlatform).orElse(true);
    }

    /** Returns whether a thread of this process carries a run out for this pipeline. */
    boolean carriesOut(String runId) {
        return active.contains(runId);
    }

    private void requireOwn(Plan plan) {
        if (!plan.isOf(runs)) {
            throw new IllegalArgumentException("The plan was made by another pipeline, which may have other gates and"
                    + " verifications. Run it on the pipeline that made it, or make a new plan on this one.");
        }
    }

    private String newRunId() {
        return RUN_ID.format(runs.platform().time().now()) + "-"
                + String.format(Locale.ROOT, "%08x", runs.platform().random().nextInt());
    }

    /** Gates and verifications are judged in the order given; all else commutes. Not safe for use by many threads. */
    public static final class Builder<D extends Deployment> {

        private final Function<Rollbacker, Kind<D, ?>> kind;
        private final List<Check<Plan>> gates = new ArrayList<>();
        private final List<Runner.VerificationStep> verifications = new ArrayList<>();
        private final RunPolicyBuilder policy = RunPolicy.builder();
        private Rollbacker rollbacker = Rollbacker.toPreviousVersion();
        private RunStore store = RunStore.files(Path.of(".cognigy-deploy"));

        private Builder(Function<Rollbacker, Kind<D, ?>> kind) {
            this.kind = kind;
        }

        /** Adds a check that has to be passed before the first change. */
        public Builder<D> gate(Check<? super Plan> check) {
            return gate(Argument.given("check", check).name(), check);
        }

        /** Adds a check like {@link #gate(Check)}, under a name of your own. */
        public Builder<D> gate(String name, Check<? super Plan> check) {
            gates.add(Check.named(Argument.text("name", name), Argument.given("check", check)));
            return this;
        }

        /** Adds a check that has to be passed after the last change; if it is not, everything is undone. */
        public Builder<D> verify(String name, Check<? super Applied> check) {
            return verify(name, check, OnFailedVerification.ROLL_BACK);
        }

        /** Adds a check that is judged after the last change, with the reaction if it is not passed. */
        public Builder<D> verify(String name, Check<? super Applied> check, OnFailedVerification then) {
            Argument.text("name", name);
            Argument.given("check", check);
            Argument.given("then", then);
            verifications.add(new Runner.VerificationStep(Check.named(name, check), then));
            return this;
        }

        /** Sets the rollback of a deployment that did not work. Default: to the version that was live before. */
        public Builder<D> onFailure(Rollbacker how) {
            this.rollbacker = Argument.given("how", how);
            return this;
        }

        /** Sets the reaction to another deployment in progress. Default: wait. */
        public Builder<D> onConflict(OnConflict what) {
            policy.onConflict(Argument.given("what", what));
            return this;
        }

        /**
         * Sets how long a run waits for another run in the same store to leave the target. Default
         * zero: the run fails at once. It retries every second; waiting runs are not ordered.
         *
         * <p>A plan may become stale during the wait: if the other run has changed the target, this one is {@link
         * Outcome.Rejected} and a new plan has to be made.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder<D> waitForTarget(Duration atMost) {
            policy.waitForTarget(Argument.notNegative("atMost", atMost));
            return this;
        }

        /**
         * Sets how long a run may take, all gates, changes and verifications together. Default: no limit. A run whose
         * deadline passes is cancelled, and its current wait is interrupted. Before the first change the run is {@link
         * Outcome.Failed} and changed nothing; after it the platform is asked to stop and everything is undone, for
         * which there is no deadline. A check of your own that ignores interrupts is not cut short; the run ends when
         * the check returns.
         *
         * <p>The time is counted by the wall clock from the beginning of the run, not from when it is resumed; the wait
         * for its target comes before that. To examine a run again after its deadline, resume it with a later deadline
         * or with none.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder<D> deadline(Duration atMost) {
            policy.deadline(Argument.positive("atMost", atMost));
            return this;
        }

        /**
         * Sets the polling of background work and its limit. Default: the usual one of its kind, which for a bot
         * version is every 5 s, up to 10 minutes. A limit of the deployment itself holds as well.
         */
        public Builder<D> poll(PollOptions options) {
            Argument.given("options", options);
            return poll(usual -> options);
        }

        /**
         * Sets the polling of background work, made from the usual polling of its kind.
         *
         * @throws IllegalArgumentException if the options that it makes of the defaults are not valid
         */
        public Builder<D> poll(UnaryOperator<PollOptions> change) {
            Argument.given("change", change);
            // Invalid options are refused here, not when an operation is under way.
            Objects.requireNonNull(change.apply(PollOptions.defaults()), "poll options");
            policy.poll(change);
            return this;
        }

        /**
         * Sets how long lists may lag behind accepted changes. A request whose answer was lost is searched for, and
         * again after this time, before it is sent again. Default 10 s.
         */
        public Builder<D> settle(Duration duration) {
            policy.settle(Argument.notNegative("duration", duration));
            return this;
        }

        /**
         * Sets the largest number of changes that are under way at once. Only changes that do not depend on each other
         * are, such as some flows of a bundle. Requests are sent one at a time and in the order of the plan. Default 4.
         *
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder<D> concurrency(int changes) {
            if (changes < 1) {
                throw Argument.refused("changes", "positive", changes);
            }
            policy.concurrency(changes);
            return this;
        }

        /**
         * Sets the folder for journals, manifests and reports, with one sub-folder a run. Default {@code
         * .cognigy-deploy}.
         */
        public Builder<D> journal(Path folder) {
            return store(RunStore.files(Argument.given("folder", folder)));
        }

        /** Sets the store of journals, manifests, reports and leases. Default: files in {@code .cognigy-deploy}. */
        public Builder<D> store(RunStore where) {
            this.store = Argument.given("where", where);
            return this;
        }

        /** Sets the person or system behind the run, for the records. Default: the operating system's user name. */
        public Builder<D> actor(String name) {
            policy.actor(Argument.text("name", name));
            return this;
        }

        /**
         * Sets the options that this pipeline is made from, as words of a command line. They are stored with each run and
         * {@link PlanFile}, so that another process can make the same pipeline again. Secrets in them are hidden. Default:
         * none.
         */
        public Builder<D> options(List<String> words) {
            policy.options(Argument.allGiven("words", words));
            return this;
        }

        /** Adds a log for auditors. One that does not accept records stops a run before its first change. */
        public Builder<D> audit(AuditSink... sinks) {
            policy.addAudits(Argument.allGiven("sinks", sinks));
            return this;
        }

        /** Adds a receiver of the report of each run that has ended. */
        public Builder<D> notify(Notifier... receivers) {
            policy.addNotifiers(Argument.allGiven("receivers", receivers));
            return this;
        }

        /** Adds a receiver of every event. */
        public Builder<D> listener(EventListener listener) {
            policy.addListeners(Argument.given("listener", listener));
            return this;
        }

        /**
         * Returns a pipeline with these settings. The builder can be changed and used again; pipelines made before keep
         * their settings.
         */
        public DeploymentPipeline<D> build() {
            return new DeploymentPipeline<>(new KindRuns<>(
                    kind.apply(rollbacker),
                    List.copyOf(gates),
                    List.copyOf(verifications),
                    policy.build(),
                    store,
                    new Standstill()));
        }
    }
}
