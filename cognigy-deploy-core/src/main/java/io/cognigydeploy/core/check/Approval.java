package io.cognigydeploy.core.check;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
        Optional<Decision> about(Plan plan);
    }

    /**
     * A person's decision about a plan.
     *
     * @param fingerprint the fingerprint of the plan
     * @param by the person, for the record
     */
    public record Decision(String fingerprint, boolean approved, String by, Instant at) {}

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
        long start = time.nanoTime();
        while (true) {
            Optional<Decision> decision = decisions.about(plan);
            if (decision.isPresent()) {
                return judge(plan, decision.get());
            }
            Duration waited = Duration.ofNanos(time.nanoTime() - start);
            if (waited.compareTo(patience) >= 0) {
                return Verdict.inconclusive(
                        "there was no decision within " + Time.inWords(patience),
                        Evidence.of("fingerprint", plan.fingerprint()));
            }
            Duration rest = patience.minus(waited);
            time.sleep(rest.compareTo(interval) < 0 ? rest : interval);
        }
    }

    private static Verdict judge(Plan plan, Decision decision) {
        Evidence[] evidence = {
            Evidence.of("by", decision.by()),
            Evidence.of("at", decision.at()),
            Evidence.of("fingerprint", decision.fingerprint())
        };
        if (!decision.fingerprint().equals(plan.fingerprint())) {
            return Verdict.inconclusive("the decision is about another plan", evidence);
        }
        return decision.approved()
                ? Verdict.pass("approved by " + decision.by(), evidence)
                : Verdict.fail("refused by " + decision.by(), evidence);
    }
}
