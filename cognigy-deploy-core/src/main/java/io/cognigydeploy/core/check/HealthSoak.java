package io.cognigydeploy.core.check;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.EnvironmentHealth;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Watches the health of an environment for a while. By default it looks every 15 s for 150 s, counts the environment as
 * unhealthy after 3 bad answers in a row, and an answer as bad if its status is not {@code healthy} or its error rate is
 * not below 0.05.
 *
 * <p>The watch has a time of its own, however long it took to get there, and does not end in the middle of bad answers.
 * One good answer is no pass, however short the watch. An answer that does not come, or lacks or garbles what it is asked for, is neither good nor bad; if there is no other
 * for longer than the outage budget (1 minute by default), the verdict is {@link Verdict.Inconclusive}.
 *
 * <p>Health is the environment's: what others did to it counts as well. Configurations have this watch always; any
 * pipeline whose target is an environment's id can have it as a verification, and {@link #watch} works alone. Immutable
 * and safe for use by many threads.
 *
 * @param threshold after how many bad answers in a row the environment is unhealthy
 */
public record HealthSoak(Duration window, Duration interval, int threshold, double maxErrorRate, Duration outageBudget)
        implements Check<Applied> {

    /** One good answer may be chance. */
    private static final int ENOUGH = 2;

    /**
     * A watch that makes sense.
     *
     * @throws IllegalArgumentException if it does not
     */
    public HealthSoak {
        positive("window", window);
        positive("interval", interval);
        if (outageBudget.isNegative()) {
            throw new IllegalArgumentException("The outage budget must not be negative, " + outageBudget + " is.");
        }
        if (threshold < 1) {
            throw new IllegalArgumentException("The threshold must be at least 1, not " + threshold + ".");
        }
        // Written so that NaN is refused too.
        if (!(maxErrorRate > 0 && maxErrorRate <= 1)) {
            throw new IllegalArgumentException(
                    "The limit of the error rate is a share above 0 and at most 1, such as 0.05; " + maxErrorRate
                            + " is not.");
        }
    }

    /** Every 15 s for 150 s, 3 bad answers in a row, error rate below 0.05, outages of up to a minute. */
    public static HealthSoak defaults() {
        return new HealthSoak(Duration.ofSeconds(150), Duration.ofSeconds(15), 3, 0.05, Duration.ofMinutes(1));
    }

    /** The same, for this long. An interval that is longer is cut to it. */
    public HealthSoak window(Duration time) {
        Argument.positive("time", time);
        return new HealthSoak(time, interval, threshold, maxErrorRate, outageBudget);
    }

    /** The same, looking this often. */
    public HealthSoak every(Duration pause) {
        Argument.positive("pause", pause);
        return new HealthSoak(window, pause, threshold, maxErrorRate, outageBudget);
    }

    /** The same, with this many bad answers in a row being too many. */
    public HealthSoak threshold(int badAnswers) {
        return new HealthSoak(window, interval, badAnswers, maxErrorRate, outageBudget);
    }

    /** The same, with error rates from this one on being bad. */
    public HealthSoak maxErrorRate(double share) {
        return new HealthSoak(window, interval, threshold, share, outageBudget);
    }

    /** The same, bearing this much time in a row without a readable answer. */
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
            return Verdict.inconclusive("the environment's health is asked for by its id, which is not known");
        }
        return watch(applied.plan().cognigy(), deployment.target());
    }

    /** Watches an environment from now on. */
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

    /** Waits until the environment is healthy again: two good answers in a row. */
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

    /** The interval, cut to what is left of the window and of the outage budget. */
    private Duration pause(Tally tally) {
        Duration pause = shorter(interval, window);
        Duration left = window.minus(tally.watched());
        if (!left.isNegative() && !left.isZero()) {
            pause = shorter(pause, left);
        }
        return tally.latest == Found.NOTHING ? shorter(pause, outageBudget.minus(tally.outage())) : pause;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Verdict blind(Tally tally) {
        return Verdict.inconclusive(
                "the environment's health could not be read for " + Time.inWords(tally.outage()) + ": " + tally.last,
                tally.evidence());
    }

    private enum Found {
        GOOD,
        BAD,
        NOTHING
    }

    private record Look(Found found, String words) {}

    private Look look(CognigyClient cognigy, String environmentId) {
        EnvironmentHealth health;
        try {
            health = cognigy.environments().health(environmentId);
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return new Look(Found.NOTHING, e.getMessage());
        }
        Optional<EnvironmentHealth.Status> status = health.status();
        Optional<Double> rate = health.errorRate();
        String words =
                status.map(value -> "status " + value).orElseGet(() -> health.whyAbsent("status", "status not stated"))
                        + ", "
                        + rate.map(value -> String.format(Locale.ROOT, "error rate %.4f", value))
                                .orElseGet(() -> health.whyAbsent("errorRate", "error rate not stated"));
        // What is bad by what it says is bad, whatever else it leaves out.
        boolean possible = rate.filter(value -> value >= 0 && value <= 1).isPresent();
        boolean sick = status.filter(value -> !value.equals(EnvironmentHealth.Status.HEALTHY))
                .isPresent();
        if (sick || (possible && rate.get() >= maxErrorRate)) {
            return new Look(Found.BAD, words);
        }
        return new Look(status.isPresent() && possible ? Found.GOOD : Found.NOTHING, words);
    }

    /** What was seen so far. */
    private static final class Tally {

        private final Time time;
        private final long begun;
        private long lastReadable;
        private int good;
        private int bad;
        private int unreadable;
        private int badInARow;
        private int goodInARow;
        private Found latest = Found.NOTHING;
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
            if (latest != Found.NOTHING) {
                lastReadable = time.nanoTime();
            }
        }

        private Duration watched() {
            return Duration.ofNanos(time.nanoTime() - begun);
        }

        private boolean isBlind(Duration budget) {
            return latest == Found.NOTHING && outage().compareTo(budget) >= 0;
        }

        private Duration outage() {
            return latest == Found.NOTHING ? Duration.ofNanos(time.nanoTime() - lastReadable) : Duration.ZERO;
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

    private static void positive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("The " + what + " must be positive, " + time + " is not.");
        }
    }
}
