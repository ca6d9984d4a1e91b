package io.cognigydeploy.core.check;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.EnvironmentHealth;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A check that watches the health of an environment for a time. By default it reads every 15 s for 150 s. The
 * environment is unhealthy after 3 bad answers in a row. An answer is bad if its status is not {@code healthy} or its
 * error rate is not below 0.05.
 *
 * <p>The window starts with the check and is extended while answers are bad. A pass requires at least two good answers.
 * A missing answer, or one with missing or unreadable members, is neither good nor bad. If there is no readable answer
 * for longer than the outage budget (1 minute by default), the verdict is {@link Verdict.Inconclusive}.
 *
 * <p>The health is that of the whole environment, including the effects of other clients. Configurations always have
 * this check. Any pipeline whose target is an environment's id can have it as a verification, and {@link #watch} works
 * without a pipeline. Immutable and safe for use by many threads.
 *
 * @param threshold the number of bad answers in a row that makes the environment unhealthy
 */
public record HealthSoak(Duration window, Duration interval, int threshold, double maxErrorRate, Duration outageBudget)
        implements Check<Applied> {

    /** Good answers that a pass requires: a single one may be chance. */
    private static final int ENOUGH = 2;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if a duration is not positive, the budget is negative, or the threshold or error
     *     rate is out of range
     */
    public HealthSoak {
        Argument.positive("window", window);
        Argument.positive("interval", interval);
        Argument.notNegative("outageBudget", outageBudget);
        if (threshold < 1) {
            throw Argument.refused("threshold", "at least 1", threshold);
        }
        // Written so that NaN is refused too.
        if (!(maxErrorRate > 0 && maxErrorRate <= 1)) {
            throw Argument.refused("maxErrorRate", "above 0 and at most 1, such as 0.05", maxErrorRate);
        }
    }

    /**
     * Returns a watch that reads every 15 s for 150 s. Its threshold is 3 bad answers in a row, its limit an error rate
     * of 0.05, its outage budget 1 minute.
     */
    public static HealthSoak defaults() {
        return new HealthSoak(Duration.ofSeconds(150), Duration.ofSeconds(15), 3, 0.05, Duration.ofMinutes(1));
    }

    /** Returns this watch with another window. A longer interval is cut to the window. */
    public HealthSoak window(Duration time) {
        Argument.positive("time", time);
        return new HealthSoak(time, interval, threshold, maxErrorRate, outageBudget);
    }

    /** Returns this watch with another pause between reads. */
    public HealthSoak every(Duration pause) {
        Argument.positive("pause", pause);
        return new HealthSoak(window, pause, threshold, maxErrorRate, outageBudget);
    }

    /** Returns this watch with another number of bad answers in a row that is unhealthy. */
    public HealthSoak threshold(int badAnswers) {
        return new HealthSoak(window, interval, badAnswers, maxErrorRate, outageBudget);
    }

    /** Returns this watch with another error rate from which on an answer is bad. */
    public HealthSoak maxErrorRate(double share) {
        return new HealthSoak(window, interval, threshold, share, outageBudget);
    }

    /** Returns this watch with another longest time without a readable answer. */
    public HealthSoak outageBudget(Duration time) {
        Argument.notNegative("time", time);
        return new HealthSoak(window, interval, threshold, maxErrorRate, time);
    }

    @Override
    public String name() {
        return "health soak";
    }

    @Override
    public Verdict judge(Applied applied) throws InterruptedException {
        Deployment deployment = applied.plan().deployment();
        if (deployment.bot().filter(bot -> bot.environmentId().isEmpty()).isPresent()) {
            return Verdict.inconclusive("the environment's health can only be read by its id, which is unknown");
        }
        return watch(applied.plan().cognigy(), deployment.target());
    }

    /** Watches an environment from now on and returns the verdict. */
    public Verdict watch(CognigyClient cognigy, String environmentId) throws InterruptedException {
        Tally tally = new Tally(cognigy.time());
        while (true) {
            tally.add(look(cognigy, environmentId));
            if (tally.badInARow >= threshold) {
                return Verdict.fail(
                        "the environment is unhealthy: " + tally.badInARow + " bad answers in a row, the last one "
                                + tally.last,
                        tally.evidence());
            }
            if (tally.isBlind(outageBudget)) {
                return blind(tally);
            }
            if (tally.good >= ENOUGH
                    && tally.badInARow == 0
                    && tally.outage().isZero()
                    && tally.watched().compareTo(window) >= 0) {
                return Verdict.pass(
                        "the environment stayed healthy for " + Time.inWords(tally.watched()), tally.evidence());
            }
            cognigy.time().sleep(pause(tally));
        }
    }

    /** Waits until the environment is healthy again, with two good answers in a row. */
    public Verdict recovery(CognigyClient cognigy, String environmentId) throws InterruptedException {
        Argument.given("cognigy", cognigy);
        Argument.id("environmentId", environmentId);
        Tally tally = new Tally(cognigy.time());
        while (true) {
            tally.add(look(cognigy, environmentId));
            if (tally.goodInARow >= ENOUGH) {
                return Verdict.pass("the environment is healthy", tally.evidence());
            }
            if (tally.isBlind(outageBudget)) {
                return blind(tally);
            }
            if (tally.watched().compareTo(window) >= 0 && tally.goodInARow == 0) {
                return Verdict.fail("the environment is still not healthy: " + tally.last, tally.evidence());
            }
            cognigy.time().sleep(pause(tally));
        }
    }

    /** Returns the interval, cut to the rest of the window and of the outage budget. */
    private Duration pause(Tally tally) {
        Duration pause = shorter(interval, window);
        Duration left = window.minus(tally.watched());
        if (!left.isNegative() && !left.isZero()) {
            pause = shorter(pause, left);
        }
        return tally.latest == HealthState.NOTHING ? shorter(pause, outageBudget.minus(tally.outage())) : pause;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Verdict blind(Tally tally) {
        return Verdict.inconclusive(
                "the environment's health could not be read for " + Time.inWords(tally.outage()) + ": " + tally.last,
                tally.evidence());
    }

    private enum HealthState {
        GOOD,
        BAD,
        NOTHING
    }

    private record Look(HealthState found, String words) {}

    private Look look(CognigyClient cognigy, String environmentId) {
        return Reading.orElse(
                () -> look(cognigy.environments().health(environmentId)),
                e -> new Look(HealthState.NOTHING, e.getMessage()));
    }

    private Look look(EnvironmentHealth health) {
        Optional<EnvironmentHealth.Status> status = health.status();
        Optional<Double> rate = health.errorRate();
        String words =
                status.map(value -> "status " + value).orElseGet(() -> health.whyAbsent("status", "status not stated"))
                        + ", "
                        + rate.map(value -> String.format(Locale.ROOT, "error rate %.4f", value))
                                .orElseGet(() -> health.whyAbsent("errorRate", "error rate not stated"));
        // A bad member makes the answer bad, even if other members are missing.
        boolean possible = rate.filter(value -> value >= 0 && value <= 1).isPresent();
        boolean sick = status.filter(value -> !value.equals(EnvironmentHealth.Status.HEALTHY))
                .isPresent();
        if (sick || (possible && rate.get() >= maxErrorRate)) {
            return new Look(HealthState.BAD, words);
        }
        return new Look(status.isPresent() && possible ? HealthState.GOOD : HealthState.NOTHING, words);
    }

    /** The counts of the answers so far. */
    private static final class Tally {

        private final Time time;
        private final long begun;
        private long lastReadable;
        private int good;
        private int bad;
        private int unreadable;
        private int badInARow;
        private int goodInARow;
        private HealthState latest = HealthState.NOTHING;
        private String last = "";

        private Tally(Time time) {
            this.time = time;
            this.begun = time.nanoTime();
            this.lastReadable = begun;
        }

        private void add(Look look) {
            last = look.words();
            latest = look.found();
            switch (look.found()) {
                case GOOD -> {
                    good++;
                    goodInARow++;
                    badInARow = 0;
                }
                case BAD -> {
                    bad++;
                    badInARow++;
                    goodInARow = 0;
                }
                case NOTHING -> unreadable++;
            }
            if (latest != HealthState.NOTHING) {
                lastReadable = time.nanoTime();
            }
        }

        private Duration watched() {
            return Duration.ofNanos(time.nanoTime() - begun);
        }

        private boolean isBlind(Duration budget) {
            return latest == HealthState.NOTHING && outage().compareTo(budget) >= 0;
        }

        private Duration outage() {
            return latest == HealthState.NOTHING ? Duration.ofNanos(time.nanoTime() - lastReadable) : Duration.ZERO;
        }

        private Evidence[] evidence() {
            return new Evidence[] {
                Evidence.of("watched", watched()),
                Evidence.of("good answers", good),
                Evidence.of("bad answers", bad),
                Evidence.of("unreadable answers", unreadable),
                Evidence.of(Evidence.Fact.ENVIRONMENT_HEALTH, "last answer", last)
            };
        }
    }
}
