package io.cognigydeploy.cli.bench;

import java.util.SplittableRandom;

/** Draws from distributions that have no table. */
final class Chance {

    private Chance() {}

    /** Returns the number of trials up to and with the first success, of the given mean. */
    static int geometric(SplittableRandom random, double mean) {
        int trials = 1;
        while (random.nextDouble() * mean < mean - 1) {
            trials++;
        }
        return trials;
    }

    /** Returns the number of successes in some trials. It skips from success to success. */
    static int binomial(SplittableRandom random, int trials, double chance) {
        if (chance > 0.5) {
            return trials - binomial(random, trials, 1 - chance);
        }
        if (chance <= 0) {
            return 0;
        }
        double scale = 1 / StrictMath.log1p(-chance);
        int successes = 0;
        double at = StrictMath.log(1 - random.nextDouble()) * scale;
        while (at < trials) {
            successes++;
            at = Math.floor(at) + 1 + StrictMath.log(1 - random.nextDouble()) * scale;
        }
        return successes;
    }

    /** Returns a number of the standard normal distribution, by the method of Box and Muller. */
    static double normal(SplittableRandom random) {
        return Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
                * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** Returns a number of the log-normal distribution with mean 1. */
    static double logNormal(SplittableRandom random, double variation) {
        double square = StrictMath.log1p(variation * variation);
        return StrictMath.exp(Math.sqrt(square) * normal(random) - square / 2);
    }

    /** Returns a number of the gamma distribution with mean 1, by the method of Marsaglia and Tsang. */
    static double gamma(SplittableRandom random, double variation) {
        double shape = 1 / (variation * variation);
        double d = shape - 1.0 / 3;
        while (true) {
            double z = normal(random);
            double root = 1 + z / Math.sqrt(9 * d);
            double cube = root * root * root;
            if (cube > 0
                    && StrictMath.log(1 - random.nextDouble()) < z * z / 2 + d * (1 - cube + StrictMath.log(cube))) {
                return d * cube / shape;
            }
        }
    }
}
