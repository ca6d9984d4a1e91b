package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The steering of one canary: its next share, and its end. It uses no clock and no platform: it takes observations and
 * returns advice, and the same observations give the same advice again.
 *
 * <p>The evidence is carried on from share to share. Windows are compared one by one and never pooled, so that share
 * changes and common incidents cannot bias the comparison.
 *
 * <p>Not safe for use by many threads.
 */
public final class CanaryWatch {

    /** The actions of an advice. */
    public enum Action {
        /** Nothing; look again. */
        WAIT,
        /** Nothing, because there is a reason not to advance or the time is over; look again. */
        HOLD,
        /** Give the canary the next share. */
        ADVANCE,
        /** Give the canary the share before. */
        GO_BACK,
        /** Give the canary everything. The end. */
        PROMOTE,
        /** Take everything from the canary. The end. */
        ROLL_BACK,
        /** Let a person decide; keep the share meanwhile. */
        ASK
    }

    /**
     * An action and its reason.
     *
     * @param share the canary's share from now on, in percent; 100 and 0 at the end
     * @param byPolicy whether the reason is a policy and not the evidence
     */
    public record Advice(Action action, double share, String why, boolean byPolicy, CanaryVerdict verdict) {

        /** Returns whether the watch is over. */
        public boolean isFinal() {
            return action == Action.PROMOTE || action == Action.ROLL_BACK;
        }
    }

    /**
     * An action without the verdict.
     *
     * @param share the canary's share from now on, in percent; 100 and 0 at the end
     * @param why the reason; empty where it is the reason of the verdict
     * @param byPolicy whether the reason is a policy and not the evidence
     */
    public record Steering(Action action, double share, String why, boolean byPolicy) {

        /** Returns whether the watch is over. */
        public boolean isFinal() {
            return action == Action.PROMOTE || action == Action.ROLL_BACK;
        }
    }

    private final WatchOptions options;
    private final Judgement trial;
    private final Instant start;
    private Instant stepSince;
    private Instant usableAt;
    private Instant end;
    private int step;
    private long stepConversations;
    private Harm stepHarm = new Harm();
    private int extensionsUsed;
    private boolean outage;
    private boolean over;
    private boolean finished;

    private CanaryWatch(WatchOptions options, Instant start) {
        this.options = options;
        this.start = start;
        trial = options.judge().begin(Rules.of(options));
        stepSince = start;
        usableAt = start;
        end = start.plus(options.window());
    }

    /**
     * Begins a watch.
     *
     * @param start the time at which the canary received the first share of the ramp
     */
    public static CanaryWatch begin(WatchOptions options, Instant start) {
        return new CanaryWatch(options, start);
    }

    /** Returns a watch that has taken these observations. */
    public static CanaryWatch resume(
            WatchOptions options, Instant start, Iterable<? extends Observation> observations) {
        CanaryWatch watch = begin(options, start);
        observations.forEach(watch::steer);
        return watch;
    }

    /**
     * Returns the decision about a canary. Observations after its promotion are evidence as well, and can still turn the
     * decision to a rollback.
     */
    public static DecisionRecord decision(
            WatchOptions options, Instant start, Iterable<? extends Observation> observations) {
        CanaryWatch watch = begin(options, start);
        for (Observation observation : observations) {
            if (watch.finished) {
                watch.trial.add(observation);
            } else {
                watch.steer(observation);
            }
        }
        return watch.record();
    }

    /** Returns the canary's share in percent, as last advised. */
    public double share() {
        return options.ramp().shares().get(step);
    }

    /** Returns all observations, in order. */
    public List<Observation> observations() {
        return trial.observations();
    }

    /** Returns the decision so far, with the shadows' verdicts. */
    public DecisionRecord record() {
        return DecisionRecord.of(
                Rules.of(options), options.judge(), options.shadows(), new ArrayList<>(observations()), over);
    }

    /**
     * Takes an observation and returns the advice. An advice to change the share counts as followed.
     *
     * @throws IllegalStateException after a final advice
     */
    public Advice observe(Observation observation) {
        Steering now = steer(observation);
        CanaryVerdict verdict = over ? trial.verdictAtEnd() : trial.verdict();
        return new Advice(
                now.action(), now.share(), now.why().isEmpty() ? verdict.reason() : now.why(), now.byPolicy(), verdict);
    }

    /**
     * Takes an observation like {@link #observe} and returns its action alone. The intervals of a verdict take most of the time,
     * and simulations do not need them.
     *
     * @throws IllegalStateException after a final advice
     */
    public Steering steer(Observation observation) {
        if (finished) {
            throw new IllegalStateException("The watch is over.");
        }
        int before = trial.windows();
        Call call = trial.add(observation);
        Instant now = observation.at();
        if (trial.windows() > before && observation instanceof Window window) {
            usableAt = now;
            outage = false;
            if (window.share() == share()) {
                // Where they are not counted, the time on the share alone decides.
                stepConversations +=
                        window.canary().isCounted() ? window.canary().conversations() : options.stepConversations();
                stepHarm.add(window);
            }
        }
        if (call == Call.ROLL_BACK) {
            return finish(Action.ROLL_BACK, 0, "", false);
        }
        if (usableAt.isBefore(now) && Duration.between(usableAt, now).compareTo(options.outageBudget()) > 0) {
            return outage(now);
        }
        if (trial.isHeld() && now.isBefore(end)) {
            return advice(Action.HOLD, "", false);
        }
        if (trial.windows() == before) {
            return advice(Action.HOLD, "There are no usable data.", false);
        }
        if (call == Call.PROMOTE && !over && (isLast(now) || options.earlyPromotion())) {
            return finish(Action.PROMOTE, 100, "", false);
        }
        return now.isBefore(end) ? step(now, call) : end(call);
    }

    private boolean isLast(Instant now) {
        return step == options.ramp().shares().size() - 1 && stepDone(now);
    }

    private boolean stepDone(Instant now) {
        return stepConversations >= options.stepConversations()
                && Duration.between(stepSince, now).compareTo(options.stepTime()) >= 0;
    }

    /**
     * Returns whether the canary may leave its share by time, because it can do little harm at the next. Promotions need
     * evidence, so no share is the last that it leaves this way.
     */
    private boolean isHarmless(Instant now, double evidence) {
        return Rules.of(options) != Rules.V1
                && evidence <= 1
                && !Duration.between(stepSince, now).minus(options.stepTime()).isNegative()
                && options.maxHarm()
                        .filter(most ->
                                stepHarm.most(options.ramp().shares().get(step + 1), trial.designEffect()) < most)
                        .isPresent();
    }

    private Steering step(Instant now, Call call) {
        double evidence = StrictMath.exp(
                trial.weight().map(CanaryVerdict.Weight::rollBack).orElse(0.0));
        if (evidence >= options.goBackAt() && step > 0) {
            move(-1, now);
            return advice(Action.GO_BACK, "The evidence against the canary grows; fewer users shall meet it.", false);
        }
        if (evidence >= options.holdAt()) {
            return advice(Action.HOLD, "There is some evidence against the canary.", false);
        }
        if (step < options.ramp().shares().size() - 1 && (stepDone(now) || isHarmless(now, evidence))) {
            move(1, now);
            return advice(Action.ADVANCE, "Nothing speaks against the next share.", false);
        }
        return advice(
                Action.WAIT,
                call == Call.PROMOTE ? "The evidence would allow a promotion; the ramp is not done." : "",
                false);
    }

    private void move(int by, Instant now) {
        step += by;
        stepSince = now;
        stepConversations = 0;
        stepHarm = new Harm();
    }

    private Steering end(Call call) {
        if (options.atEnd() == Policy.EXTEND && extended()) {
            return advice(Action.WAIT, "The time is extended to " + end + ".", true);
        }
        over = true;
        if (call == Call.CONTINUE
                && trial.isPromotedAtEnd()
                && step == options.ramp().shares().size() - 1) {
            return finish(Action.PROMOTE, 100, "", false);
        }
        if (call == Call.PROMOTE) {
            return advice(
                    options.atEnd() == Policy.ASK ? Action.ASK : Action.HOLD,
                    "The time was over before the ramp was done; the evidence allows a promotion, a person must say"
                            + " so.",
                    true);
        }
        return policy(options.atEnd(), trial.isHeld() ? "" : "The time is over and nothing is decided.");
    }

    private Steering outage(Instant now) {
        String why = "There were no usable data since " + usableAt + ".";
        if (options.afterOutage() == Policy.EXTEND && !outage) {
            extended();
        }
        outage = true;
        boolean late = !now.isBefore(end) && !(options.atEnd() == Policy.EXTEND && extended());
        over |= late;
        boolean waits = options.afterOutage() == Policy.HOLD || options.afterOutage() == Policy.EXTEND;
        return late && waits ? policy(options.atEnd(), why + " The time is over.") : policy(options.afterOutage(), why);
    }

    private boolean extended() {
        if (extensionsUsed == options.extensions()) {
            return false;
        }
        extensionsUsed++;
        end = end.plus(options.extension());
        return true;
    }

    private Steering policy(Policy policy, String why) {
        return switch (policy) {
            case ROLL_BACK -> finish(Action.ROLL_BACK, 0, why, true);
            case ASK -> advice(Action.ASK, why, true);
            case HOLD, EXTEND -> advice(Action.HOLD, why, true);
        };
    }

    private Steering finish(Action action, double share, String why, boolean byPolicy) {
        finished = true;
        over |= byPolicy;
        return new Steering(action, share, why, byPolicy);
    }

    private Steering advice(Action action, String why, boolean byPolicy) {
        return new Steering(action, share(), why, byPolicy);
    }

    /** Returns whether the time is over, with every extension. */
    boolean isOver() {
        return over;
    }

    long canaryConversations() {
        return trial.canaryConversations();
    }

    @Override
    public String toString() {
        return "watch since " + start + ", share " + share() + " %, " + trial.windows() + " windows";
    }
}
