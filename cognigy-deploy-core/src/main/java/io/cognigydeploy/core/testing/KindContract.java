package io.cognigydeploy.core.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.text.Argument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The contract that the pipeline relies on, for a test of a kind of deployment of your own.
 *
 * <pre>{@code
 * assertThat(KindContract.of(() -> kindOnAFreshTarget(), deployment).problems(folder)).isEmpty();
 * }</pre>
 *
 * <p>The deployment is run many times, each time on a fresh target: undisturbed, with a process that dies after each
 * record of the journal and after each request, and with each answer lost. Each of these runs must succeed, and send each
 * request exactly once. Then all is repeated with a verification that is not passed. Each of these runs must restore the
 * state of the target, and confirm that. {@link #withoutSearch()} and {@link #withoutRollback()} allow
 * less. Immutable and safe for use by many threads.
 */
public final class KindContract<D extends Deployment> {

    private static final String RUN = "20260101-000000-00000000";

    private final Supplier<? extends Kind<D, ?>> fresh;
    private final D deployment;
    private final UnaryOperator<DeploymentPipeline.Builder<D>> settings;
    private final boolean searchable;
    private final UnaryOperator<JsonNode> restored;
    private final Class<? extends Outcome> notPassed;

    private KindContract(
            Supplier<? extends Kind<D, ?>> fresh,
            D deployment,
            UnaryOperator<DeploymentPipeline.Builder<D>> settings,
            boolean searchable,
            UnaryOperator<JsonNode> restored,
            Class<? extends Outcome> notPassed) {
        this.fresh = fresh;
        this.deployment = deployment;
        this.settings = settings;
        this.searchable = searchable;
        this.restored = restored;
        this.notPassed = notPassed;
    }

    /**
     * Returns the contract for a kind.
     *
     * @param fresh makes a target that is not deployed to yet, and returns the kind for it; called before each run
     * @param deployment a deployment that changes this target
     */
    public static <D extends Deployment> KindContract<D> of(Supplier<? extends Kind<D, ?>> fresh, D deployment) {
        return new KindContract<>(
                Argument.given("fresh", fresh),
                Argument.given("deployment", deployment),
                builder -> builder.settle(Duration.ZERO),
                true,
                UnaryOperator.identity(),
                Outcome.RolledBack.class);
    }

    /** Returns this contract with other settings of the pipeline, such as its polling. The settle time is zero. */
    public KindContract<D> with(UnaryOperator<DeploymentPipeline.Builder<D>> change) {
        Argument.given("change", change);
        return new KindContract<>(
                fresh, deployment, builder -> change.apply(settings.apply(builder)), searchable, restored, notPassed);
    }

    /**
     * Returns this contract for a platform that does not show whether a request was accepted. A run whose request was not
     * answered may then end as {@code Unknown} as well; no request may be sent again.
     */
    public KindContract<D> withoutSearch() {
        return new KindContract<>(fresh, deployment, settings, false, restored, notPassed);
    }

    /**
     * Returns this contract for a kind with changes that are kept on a rollback. Of the state after a rollback, this part
     * must be as before. Default: all of it.
     *
     * @param part returns the part of a state's JSON
     */
    public KindContract<D> restoring(UnaryOperator<JsonNode> part) {
        return new KindContract<>(fresh, deployment, settings, searchable, Argument.given("part", part), notPassed);
    }

    /**
     * Returns this contract for a kind that keeps each of its changes on a rollback, because nothing undoes them. A run whose
     * verification is not passed must then end as {@code Failed}, and its reason names what is kept.
     */
    public KindContract<D> withoutRollback() {
        return new KindContract<>(fresh, deployment, settings, searchable, restored, Outcome.Failed.class);
    }

    /**
     * Runs the deployment in every way and returns the breaches of the contract, a sentence each. Empty: the kind keeps
     * the contract.
     *
     * @param folder an empty folder for the journals
     */
    public List<String> problems(Path folder) {
        Argument.given("folder", folder);
        List<String> problems = plan(fresh.get());
        if (!problems.isEmpty()) {
            return problems;
        }
        problems.addAll(problems(true, folder.resolve("success")));
        problems.addAll(problems(false, folder.resolve("rollback")));
        return problems;
    }

    /** Returns the problems of the lists of changes, which must be the same each time. */
    private <S> List<String> plan(Kind<D, S> kind) {
        S state = kind.observe(deployment);
        List<Change> changes = kind.changesOf(RUN, deployment, state);
        List<String> ids = changes.stream().map(Change::id).toList();
        List<String> problems = new ArrayList<>();
        if (ids.isEmpty()) {
            problems.add("The deployment must have a change, but the kind listed none.");
        }
        if (new HashSet<>(ids).size() < ids.size()) {
            problems.add("The ids of changes must be unique, but were " + ids + ".");
        }
        List<String> again =
                kind.changesOf(RUN, deployment, state).stream().map(Change::id).toList();
        if (!again.equals(ids)) {
            problems.add("The changes must be the same each time, but were " + ids + " and then " + again + ".");
        }
        return problems;
    }

    private List<String> problems(boolean passes, Path folder) {
        Trial undisturbed = new Trial(passes, Faults.none(), folder.resolve("undisturbed"));
        Report report = undisturbed.run();
        List<String> sent = undisturbed.faults.sent();
        List<String> problems = undisturbed.problems("Undisturbed", report, sent);
        if (!problems.isEmpty()) {
            return problems;
        }
        for (int number = 1; number <= report.events().size(); number++) {
            Trial trial = new Trial(passes, Faults.crashAtRecord(number), folder.resolve("record-" + number));
            Report end = trial.run();
            problems.addAll(trial.problems("After a crash at record " + number + " (" + trial.last + ")", end, sent));
        }
        for (int number = 1; number <= sent.size(); number++) {
            String request = "\"" + sent.get(number - 1) + "\"";
            Trial crash = new Trial(passes, Faults.crashAtRequest(number), folder.resolve("request-" + number));
            problems.addAll(crash.problems("After a crash at " + request, crash.run(), sent));
            Trial lost = new Trial(passes, Faults.lostAnswer(number), folder.resolve("answer-" + number));
            problems.addAll(lost.problems("After a lost answer to " + request, lost.run(), sent));
        }
        return problems;
    }

    /** One run on a fresh target, which is resumed if its process dies. */
    private final class Trial {

        private final boolean passes;
        private final Faults faults;
        private final Kind<D, ?> kind;
        private final Object before;
        private final DeploymentPipeline<D> pipeline;
        private @Nullable String runId;
        private String last = "none";

        Trial(boolean passes, Faults faults, Path folder) {
            this.passes = passes;
            this.faults = faults;
            this.kind = fresh.get();
            this.before = state();
            DeploymentPipeline.Builder<D> builder = DeploymentPipeline.of(faults.in(kind));
            this.pipeline = settings.apply(builder)
                    .journal(folder)
                    .listener(this::on)
                    .verify("contract", applied -> passes ? Verdict.pass() : Verdict.fail("not passed on purpose"))
                    .build();
        }

        private Object state() {
            return restored.apply(Json.tree(kind.observe(deployment)));
        }

        private void on(RunEvent event) {
            runId = event.runId();
            if (faults.recorded()) {
                last = event.event().getClass().getSimpleName();
                throw new Faults.Crash();
            }
        }

        Report run() {
            try {
                return pipeline.run(deployment);
            } catch (Faults.Crash e) {
                if (runId == null) {
                    throw e;
                }
                return pipeline.resume(runId, deployment);
            }
        }

        List<String> problems(String when, Report report, List<String> expected) {
            List<String> problems = new ArrayList<>();
            if (!searchable && faults.disturb() && report.outcome() instanceof Outcome.Unknown) {
                int count = Math.min(faults.sent().size(), expected.size());
                if (!faults.sent().equals(expected.subList(0, count))) {
                    problems.add(when + " no request must be sent again, but sent were " + faults.sent() + ".");
                }
                return problems;
            }
            Class<? extends Outcome> wanted = passes ? Outcome.Succeeded.class : notPassed;
            if (!wanted.isInstance(report.outcome())) {
                problems.add(when + " the run must end as " + wanted.getSimpleName() + ", but ended as "
                        + report.outcome() + ".");
            } else if (report.outcome() instanceof Outcome.RolledBack && !state().equals(before)) {
                problems.add(when + " the rollback must restore " + before + ", but left " + state() + ".");
            }
            if (problems.isEmpty() && !faults.sent().equals(expected)) {
                problems.add(when + " the requests must be " + expected + ", but were " + faults.sent() + ".");
            }
            return problems;
        }
    }
}
