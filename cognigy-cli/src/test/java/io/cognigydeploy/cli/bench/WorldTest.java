package io.cognigydeploy.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.cli.bench.World.Failing;
import io.cognigydeploy.cli.bench.World.Law;
import io.cognigydeploy.cli.bench.World.Rate;
import io.cognigydeploy.cli.bench.World.Side;
import io.cognigydeploy.cli.bench.World.Traffic;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeds are fixed and tolerances are five standard errors or more. */
class WorldTest {

    private static final int MINUTES = 4000;

    private static Traffic traffic(World world) {
        Traffic traffic = world.begin(new SplittableRandom(7));
        for (int minute = 0; minute < world.minutes(); minute++) {
            traffic.next(world.share());
        }
        return traffic;
    }

    private static World world(Failing failing) {
        return World.of(100, 20, MINUTES, 0.1, 0.1).withFailing(failing);
    }

    private static double errorRate(Side side) {
        return (double) side.errors(0, MINUTES) / side.conversations(0, MINUTES);
    }

    /** Returns the variance of the errors of a span, compared with their mean. */
    private static double dispersion(Side side, int span) {
        double[] errors = IntStream.range(0, MINUTES / span)
                .mapToDouble(i -> side.errors(i * span, (i + 1) * span))
                .toArray();
        double mean = IntStream.range(0, errors.length)
                .mapToDouble(i -> errors[i])
                .average()
                .orElseThrow();
        double squares = IntStream.range(0, errors.length)
                .mapToDouble(i -> (errors[i] - mean) * (errors[i] - mean))
                .sum();
        return squares / (errors.length - 1) / mean;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 4, 37, 1900})
    void aPoissonNumberHasItsMeanAndVariance(double mean) {
        Poisson numbers = Poisson.of(mean);
        SplittableRandom random = new SplittableRandom(1);
        double[] drawn = IntStream.range(0, 100_000)
                .mapToDouble(i -> numbers.draw(random) - mean)
                .toArray();

        double off = IntStream.range(0, drawn.length)
                .mapToDouble(i -> drawn[i])
                .average()
                .orElseThrow();
        double squares = IntStream.range(0, drawn.length)
                .mapToDouble(i -> drawn[i] * drawn[i])
                .average()
                .orElseThrow();
        assertThat(off).isCloseTo(0, within(5 * Math.sqrt(mean / drawn.length)));
        assertThat(squares / mean).isCloseTo(1, within(0.05));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.03, 0.3, 0.9, 1})
    void aBinomialNumberHasItsMeanAndVariance(double chance) {
        SplittableRandom random = new SplittableRandom(2);
        double[] drawn = IntStream.range(0, 40_000)
                .mapToDouble(i -> Chance.binomial(random, 50, chance) - 50 * chance)
                .toArray();

        double off = IntStream.range(0, drawn.length)
                .mapToDouble(i -> drawn[i])
                .average()
                .orElseThrow();
        double squares = IntStream.range(0, drawn.length)
                .mapToDouble(i -> drawn[i] * drawn[i])
                .average()
                .orElseThrow();
        double variance = 50 * chance * (1 - chance);
        assertThat(off).isCloseTo(0, within(1e-9 + 5 * Math.sqrt(variance / drawn.length)));
        assertThat(squares).isCloseTo(variance, within(0.05 * variance + 1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.6, 1})
    void aFactorHasTheMeanOneAndItsVariation(double variation) {
        SplittableRandom random = new SplittableRandom(3);
        for (Law law : Law.values()) {
            double[] drawn = IntStream.range(0, 100_000)
                    .mapToDouble(i ->
                            law == Law.GAMMA ? Chance.gamma(random, variation) : Chance.logNormal(random, variation))
                    .toArray();
            double mean = IntStream.range(0, drawn.length)
                    .mapToDouble(i -> drawn[i])
                    .average()
                    .orElseThrow();
            double squares = IntStream.range(0, drawn.length)
                    .mapToDouble(i -> (drawn[i] - 1) * (drawn[i] - 1))
                    .average()
                    .orElseThrow();
            assertThat(mean).as(law.name()).isCloseTo(1, within(0.02));
            assertThat(Math.sqrt(squares)).as(law.name()).isCloseTo(variation, within(0.1 * variation));
        }
    }

    @Test
    void theArmsShareTheTraffic() {
        Traffic traffic = traffic(world(new Failing.Alone()));

        assertThat((double) traffic.canary().conversations(0, MINUTES) / MINUTES)
                .isCloseTo(20, within(0.4));
        assertThat((double) traffic.stable().conversations(0, MINUTES) / MINUTES)
                .isCloseTo(80, within(0.8));
        assertThat(dispersion(traffic.stable(), 1)).isCloseTo(1, within(0.12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, 2, 3})
    void clustersKeepTheErrorRateAndRaiseItsVariance(double mean) {
        Side atOnce = traffic(world(new Failing.AtOnce(mean))).stable();
        Side later = traffic(world(new Failing.Later(mean, 1.5))).stable();

        // A geometric size K has E(K²)/E(K) = 2 mean - 1.
        assertThat(errorRate(atOnce)).isCloseTo(0.1, within(0.006));
        assertThat(dispersion(atOnce, 1)).isCloseTo(2 * mean - 1, within(0.2 * mean));
        assertThat(errorRate(later)).isCloseTo(0.1, within(0.006));
        assertThat(dispersion(later, 1)).isCloseTo(1, within(0.15));
        assertThat(dispersion(later, 80)).isCloseTo(2 * mean - 1, within(1.2 * mean));
    }

    @Test
    void usersWhoComeBackDoSoFromTheFirstMinuteOn() {
        World world = World.of(2000, 20, 10, 0.1, 0.1).withFailing(new Failing.Later(3, 1.5));
        long first = 0;
        long last = 0;
        for (int seed = 0; seed < 200; seed++) {
            Traffic traffic = world.begin(new SplittableRandom(seed));
            for (int minute = 0; minute < 10; minute++) {
                traffic.next(20);
            }
            first += traffic.stable().errors(0, 1);
            last += traffic.stable().errors(9, 10);
        }

        assertThat((double) first / last).isCloseTo(1, within(0.04));
    }

    @ParameterizedTest
    @EnumSource
    void varyingRatesKeepTheirMean(Law law) {
        Side stable = traffic(world(new Failing.Varying(law, 0.6))).stable();

        assertThat(errorRate(stable)).isCloseTo(0.1, within(0.006));
        // The variance of the rate adds its square times the mean of 8 errors.
        assertThat(dispersion(stable, 1)).isCloseTo(1 + 0.36 * 8, within(0.9));
    }

    @Test
    void theOneUserFailsOnceAMinuteOnOneArm() {
        Traffic traffic = traffic(World.of(100, 20, MINUTES, 0, 0).withFailing(new Failing.OneUser()));

        assertThat(new long[] {
                    traffic.canary().errors(0, MINUTES), traffic.stable().errors(0, MINUTES)
                })
                .containsExactlyInAnyOrder(0, MINUTES);
    }

    @Test
    void usersHaveSeveralConversationsAndLostOnesAreInNoCount() {
        Traffic traffic =
                traffic(World.of(100, 50, MINUTES, 0.1, 0.1).withPerUser(3).withLost(0.6));

        assertThat((double) traffic.canary().conversations(0, MINUTES) / MINUTES)
                .isCloseTo(20, within(0.8));
        assertThat((double) traffic.stable().conversations(0, MINUTES) / MINUTES)
                .isCloseTo(50, within(1.3));
    }

    @Test
    void ratesChangeAtTheirMinute() {
        assertThat(Rate.turning(0.03, 60, 0.1).at(59)).isEqualTo(0.03);
        assertThat(Rate.turning(0.03, 60, 0.1).at(60)).isEqualTo(0.1);
        assertThat(IntStream.range(0, 60)
                        .filter(minute -> Rate.incident(0.03, 20, 15, 0.08).at(minute) > 0.1)
                        .count())
                .isEqualTo(15);
    }

    @Test
    void latenciesHaveTheirMeans() {
        SplittableRandom random = new SplittableRandom(4);
        LatencyLaw none = LatencyLaw.timeOuts(0);
        LatencyLaw outs = LatencyLaw.timeOuts(0.01);

        assertThat(none.mean()).isCloseTo(1150, within(0.01));
        assertThat(outs.mean()).isCloseTo(0.99 * 1150 + 300, within(1.0));
        assertThat(outs.times(1.25).mean()).isCloseTo(1.25 * outs.mean(), within(1e-6));
        assertThat(outs.sum(random, 400_000) / 400_000).isCloseTo(outs.mean(), within(25.0));
        LatencyLaw pareto = LatencyLaw.pareto();
        assertThat(pareto.mean()).isCloseTo(1150, within(0.01));
        // Half of the latencies of Pareto's law are below 2^(2/3) times the least, which is a third of the mean.
        assertThat(IntStream.range(0, 20_000)
                        .filter(i -> pareto.sum(random, 1) < 1150 / 3.0 * Math.cbrt(4))
                        .count())
                .isCloseTo(10_000, within(360L));
    }
}
