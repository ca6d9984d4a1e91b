package io.cognigydeploy.core.check;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A gate that passes when exactly this plan was approved. The decision is bound to the plan's fingerprint. An approval
 * of another version, or of the same version over another state of the target, does not count. By default the gate
 * waits up to an hour and reads every 5 s. Without a decision it is inconclusive, so the plan is not run.
 *
 * <p>Immutable and safe for use by many threads, if the source of decisions is.
 */
public final class Approval implements Check<Plan> {

    private final Decisions decisions;
    private final Duration patience;
    private final Duration interval;

    /** A source of decisions. */
    @FunctionalInterface
    public interface Decisions {

        /**
         * Returns the decision about a plan, if there is one yet. It may use a network; an exception makes the gate
         * inconclusive.
         */
        Optional<ApprovalDecision> about(Plan plan);

        /**
         * Makes the plan known to those who decide. Called once, before the first {@link #about}. Default: does nothing.
         *
         * @param patience the longest wait for a decision, from now on
         * @return the time until which a decision is awaited
         */
        default Instant ask(Plan plan, Duration patience) {
            return plan.platform().time().now().plus(patience);
        }
    }

    /** The decisions in a run store. */
    private record StoredDecisions(RunStore store) implements Decisions {

        @Override
        public Instant ask(Plan plan, Duration patience) {
            Instant now = plan.platform().time().now();
            Optional<ApprovalRequest> request = plan.runId()
                    .map(runId -> new ApprovalRequest(
                            runId,
                            plan.target(),
                            plan.deployment().describe(),
                            plan.changes(),
                            plan.fingerprint(),
                            now,
                            now.plus(patience)));
            return request.map(store::ask).map(ApprovalRequest::expires).orElse(now);
        }

        @Override
        public Optional<ApprovalDecision> about(Plan plan) {
            return plan.runId().flatMap(store::decision);
        }
    }

    private Approval(Decisions decisions, Duration patience, Duration interval) {
        this.decisions = decisions;
        this.patience = patience;
        this.interval = interval;
    }

    /** Returns a gate that waits for a decision. */
    public static Approval from(Decisions decisions) {
        Argument.given("decisions", decisions);
        return new Approval(decisions, Duration.ofHours(1), Duration.ofSeconds(5));
    }

    /**
     * Returns a gate that asks in a run store and waits there, by default for up to an hour. The decision is made by {@link
     * RunStore#decide}, or {@code cognigy-deploy approve}, wherever the store can be reached. It outlives the process that
     * waits for it. Judged outside of a run, the gate is inconclusive.
     */
    public static Approval in(RunStore store) {
        return from(new StoredDecisions(Argument.given("store", store)));
    }

    /** Returns this gate with another longest wait. Default: an hour. */
    public Approval within(Duration time) {
        Argument.notNegative("time", time);
        return new Approval(decisions, time, interval);
    }

    /** Returns this gate with another pause between reads. Default: 5 s. */
    public Approval every(Duration pause) {
        Argument.positive("pause", pause);
        return new Approval(decisions, patience, pause);
    }

    @Override
    public String name() {
        return "approval";
    }

    @Override
    public Verdict judge(Plan plan) throws InterruptedException {
        Time time = plan.platform().time();
        Duration wait = Duration.between(time.now(), decisions.ask(plan, patience));
        long start = time.nanoTime();
        while (true) {
            Optional<ApprovalDecision> decision = decisions.about(plan);
            if (decision.isPresent()) {
                return judge(plan, decision.get());
            }
            Duration waited = Duration.ofNanos(time.nanoTime() - start);
            if (waited.compareTo(wait) >= 0) {
                return Verdict.inconclusive(
                        "there was no decision within " + Time.inWords(patience),
                        Evidence.of("fingerprint", plan.fingerprint()));
            }
            Duration rest = wait.minus(waited);
            time.sleep(rest.compareTo(interval) < 0 ? rest : interval);
        }
    }

    private static Verdict judge(Plan plan, ApprovalDecision decision) {
        Evidence[] evidence = Stream.of(
                        Evidence.of("by", decision.by()),
                        Evidence.of("at", decision.at()),
                        Evidence.of("reason", decision.reason()),
                        Evidence.of("fingerprint", decision.fingerprint()))
                .filter(fact -> !fact.value().isEmpty())
                .toArray(Evidence[]::new);
        if (!decision.fingerprint().equals(plan.fingerprint())) {
            return Verdict.inconclusive("the decision is about another plan", evidence);
        }
        return decision.approved()
                ? Verdict.pass("approved by " + decision.by() + because(decision), evidence)
                : Verdict.fail("refused by " + decision.by() + because(decision), evidence);
    }

    private static String because(ApprovalDecision decision) {
        return decision.reason().isEmpty() ? "" : ": " + decision.reason();
    }
}
