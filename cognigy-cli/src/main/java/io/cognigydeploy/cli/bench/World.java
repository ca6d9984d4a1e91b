package io.cognigydeploy.cli.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The truth about a canary and the traffic that reaches it, minute by minute.
 *
 * @param perMinute the conversations a minute on both arms together
 * @param share the canary's share of them in percent, at the start
 * @param stable the error rate of stable
 * @param canary the error rate of the canary
 * @param failing the way in which errors come
 * @param perUser the mean number of conversations that a user has in a minute, all on one arm
 * @param lost the share of the canary's conversations that is in no count
 * @param stableLatency the latency of stable, if it is simulated
 * @param canaryLatency the latency of the canary, if it is simulated
 */
record World(
        double perMinute,
        double share,
        int minutes,
        Rate stable,
        Rate canary,
        Failing failing,
        double perUser,
        double lost,
        Optional<LatencyLaw> stableLatency,
        Optional<LatencyLaw> canaryLatency) {

    /** A share of failed conversations, which may change with the minute. */
    @FunctionalInterface
    interface Rate {

        double at(int minute);

        /** Returns this rate, multiplied by a factor up to a rate of 1. */
        default Rate times(double factor) {
            return minute -> Math.min(1, factor * at(minute));
        }

        /** Returns a rate that changes once. */
        static Rate turning(double before, int minute, double after) {
            return now -> now < minute ? before : after;
        }

        /** Returns a rate that is higher for some minutes. */
        static Rate incident(double usual, int from, int minutes, double more) {
            return now -> now >= from && now < from + minutes ? usual + more : usual;
        }
    }

    /** The way in which errors come. None of them changes the error rates. */
    sealed interface Failing {

        /** Each conversation fails by itself. */
        record Alone() implements Failing {}

        /** A failing user comes back within the minute: clusters of errors, of a geometric size. */
        record AtOnce(double mean) implements Failing {}

        /**
         * A failing user comes back later.
         *
         * @param mean the mean number of errors of such a user, geometric
         * @param delay the mean of the minutes between two of them, geometric and at least 1
         */
        record Later(double mean, double delay) implements Failing {}

        /** Each arm's rate is multiplied by a factor of mean 1, drawn anew each minute. */
        record Varying(Law law, double variation) implements Failing {}

        /**
         * Each conversation fails by itself, and one more user fails once a minute. The share of the canary is the chance
         * that this user is on it.
         */
        record OneUser() implements Failing {}
    }

    /** The distributions of factors. */
    enum Law {
        LOG_NORMAL,
        GAMMA
    }

    /** The minutes of traffic before the first one that counts, from which users come back. */
    private static final int BEFORE = 40;

    /** Returns a world of steady rates, in which each conversation fails by itself. */
    static World of(double perMinute, double share, int minutes, double stable, double canary) {
        return new World(
                perMinute,
                share,
                minutes,
                minute -> stable,
                minute -> canary,
                new Failing.Alone(),
                1,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** Returns the world of the minutes before the canary. */
    World before(int length) {
        return new World(perMinute, 0, length, stable, stable, failing, perUser, 0, stableLatency, canaryLatency);
    }

    World withFailing(Failing other) {
        return new World(perMinute, share, minutes, stable, canary, other, perUser, lost, stableLatency, canaryLatency);
    }

    World withRates(Rate ofStable, Rate ofCanary) {
        return new World(
                perMinute, share, minutes, ofStable, ofCanary, failing, perUser, lost, stableLatency, canaryLatency);
    }

    /** Returns this world with the rates of both arms multiplied by a factor. */
    World times(double factor) {
        return withRates(stable.times(factor), canary.times(factor));
    }

    World withPerUser(double other) {
        return new World(perMinute, share, minutes, stable, canary, failing, other, lost, stableLatency, canaryLatency);
    }

    World withLost(double other) {
        return new World(
                perMinute, share, minutes, stable, canary, failing, perUser, other, stableLatency, canaryLatency);
    }

    World withLatencies(LatencyLaw ofStable, LatencyLaw ofCanary) {
        return new World(
                perMinute,
                share,
                minutes,
                stable,
                canary,
                failing,
                perUser,
                lost,
                Optional.of(ofStable),
                Optional.of(ofCanary));
    }

    /** Begins the traffic of one rollout. */
    Traffic begin(SplittableRandom random) {
        return new Traffic(this, random);
    }

    /** The traffic of one rollout, up to the present minute. Not safe for use by many threads. */
    static final class Traffic {

        private final World world;
        private final SplittableRandom random;
        private final Map<Double, Poisson> tables = new HashMap<>();
        private final Side canary;
        private final Side stable;
        private final double oneUser;
        private int minute;

        private Traffic(World world, SplittableRandom random) {
            this.world = world;
            this.random = random;
            canary = new Side(world.minutes, world.canary, world.canaryLatency);
            stable = new Side(world.minutes, world.stable, world.stableLatency);
            oneUser = random.nextDouble();
            if (world.failing instanceof Failing.Later later) {
                for (minute = -BEFORE; minute < 0; minute++) {
                    comeBack(canary, later, onCanary(world.share));
                    comeBack(stable, later, world.perMinute * (1 - world.share / 100));
                }
            }
        }

        Side canary() {
            return canary;
        }

        Side stable() {
            return stable;
        }

        /** Adds one minute, in which the canary has a share in percent. */
        void next(double share) {
            boolean isUserOnCanary = oneUser < share / 100;
            add(canary, onCanary(share), isUserOnCanary ? 1 : 0);
            add(stable, world.perMinute * (1 - share / 100), isUserOnCanary ? 0 : 1);
            minute++;
        }

        private double onCanary(double share) {
            return world.perMinute * share / 100 * (1 - world.lost);
        }

        private void add(Side side, double mean, int user) {
            double rate = side.rate.at(minute);
            if (world.failing instanceof Failing.Alone) {
                int all = conversations(mean);
                side.count(minute, all, Chance.binomial(random, all, rate));
            } else if (world.failing instanceof Failing.AtOnce cluster) {
                int errors = 0;
                for (int users = draw(mean * rate / cluster.mean()); users > 0; users--) {
                    errors += Chance.geometric(random, cluster.mean());
                }
                side.count(minute, errors + draw(mean * (1 - rate)), errors);
            } else if (world.failing instanceof Failing.Later later) {
                comeBack(side, later, mean);
                side.count(minute, draw(mean * (1 - rate)), 0);
            } else if (world.failing instanceof Failing.Varying varying) {
                double factor = varying.law() == Law.GAMMA
                        ? Chance.gamma(random, varying.variation())
                        : Chance.logNormal(random, varying.variation());
                int all = conversations(mean);
                side.count(minute, all, Chance.binomial(random, all, Math.min(1, rate * factor)));
            } else {
                int all = conversations(mean);
                side.count(minute, all + user, Chance.binomial(random, all, rate) + user);
            }
            side.latency.ifPresent(law -> side.millis[minute] = law.sum(random, side.conversations[minute]));
        }

        private int conversations(double mean) {
            if (world.perUser == 1) {
                return draw(mean);
            }
            int all = 0;
            for (int users = draw(mean / world.perUser); users > 0; users--) {
                all += Chance.geometric(random, world.perUser);
            }
            return all;
        }

        /** Adds the errors of the users who fail for the first time now, up to the last of each. */
        private void comeBack(Side side, Failing.Later later, double mean) {
            for (int users = draw(mean * side.rate.at(Math.max(0, minute)) / later.mean()); users > 0; users--) {
                int at = minute;
                for (int left = Chance.geometric(random, later.mean()); left > 0 && at < world.minutes; left--) {
                    if (at >= 0) {
                        side.count(at, 1, 1);
                    }
                    at += Chance.geometric(random, later.delay());
                }
            }
        }

        private int draw(double mean) {
            return mean > 0 ? tables.computeIfAbsent(mean, Poisson::of).draw(random) : 0;
        }
    }

    /** One arm: its conversations, errors and milliseconds, a number for each minute. */
    static final class Side {

        private final Rate rate;
        private final Optional<LatencyLaw> latency;
        private final int[] conversations;
        private final int[] errors;
        private final double[] millis;

        private Side(int minutes, Rate rate, Optional<LatencyLaw> latency) {
            this.rate = rate;
            this.latency = latency;
            conversations = new int[minutes];
            errors = new int[minutes];
            millis = new double[minutes];
        }

        private void count(int minute, int all, int failed) {
            conversations[minute] += all;
            errors[minute] += failed;
        }

        boolean hasLatency() {
            return latency.isPresent();
        }

        /** Returns the conversations from a minute up to another, which does not count. */
        long conversations(int from, int to) {
            long sum = 0;
            for (int i = from; i < to; i++) {
                sum += conversations[i];
            }
            return sum;
        }

        /** Returns the failed conversations from a minute up to another, which does not count. */
        long errors(int from, int to) {
            long sum = 0;
            for (int i = from; i < to; i++) {
                sum += errors[i];
            }
            return sum;
        }

        /** Returns the milliseconds of all conversations from a minute up to another, which does not count. */
        double millis(int from, int to) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += millis[i];
            }
            return sum;
        }
    }
}
