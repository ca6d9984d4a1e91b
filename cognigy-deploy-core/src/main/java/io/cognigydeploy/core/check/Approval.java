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
 * Lets a plan through when somebody has approved just this plan. The decision is bound to the plan's fingerprint, so an
 * approval of another version, or of the same version over another state of the target, is none. Waits for the
 * decision, looking every 5 s for up to an hour unless told otherwise; without one the plan is not let through.
 *
 * <p>Immutable and safe for use by many threads, if the place where decisions are is.
 */
public final class Approval implements Check<Plan> {

    private final Decisions decisions;
    private final Duration patience;
    private final Duration interval;

    /** Where decisions are found. */
    @FunctionalInterface
    public interface Decisions {

        /**
         * The decision about a plan, if there is one yet. May ask over a network; what it throws makes the gate
         * inconclusive.
         */
        Optional<Decision> about(Plan plan);
    }

    /**
     * What somebody decided.
     *
     * @param fingerprint of the plan that was decided about
     * @param by who, for the record
     */
    public record Decision(String fingerprint, boolean approved, String by, Instant at) {}

    private Approval(Decisions decisions, Duration patience, Duration interval) {
        this.decisions = decisions;
        this.patience = patience;
        this.interval = interval;
    }

    /** A gate that waits for a decision. */
    public static Approval from(Decisions decisions) {
        Argument.given("decisions", decisions);
        return new Approval(decisions, Duration.ofHours(1), Duration.ofSeconds(5));
    }

    /** The same, waiting up to this long. */
    public Approval within(Duration time) {
        Argument.notNegative("time", time);
        return new Approval(decisions, time, interval);
    }

    /** The same, looking this often. */
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
        Time time = plan.cognigy().time();
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
