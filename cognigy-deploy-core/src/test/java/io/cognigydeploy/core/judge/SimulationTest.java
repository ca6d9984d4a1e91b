package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationTest {

    /** Armitage, McPherson and Rowe (JRSS A 132, 1969): false alarms of repeated tests at 5 %. */
    @Test
    void peeking_costs_what_was_published() {
        int[] looks = {1, 2, 3, 4, 5, 10, 20, 50};
        double[] published = {.050, .083, .107, .126, .142, .193, .248, .320};
        double[] alarms = alarms(50, look -> 1.959964);
        for (int i = 0; i < looks.length; i++) {
            assertThat(alarms[looks[i]]).isCloseTo(published[i], within(0.006));
        }
    }

    /** The bounds of Pocock (Biometrika 64, 1977) and of O'Brien and Fleming (Biometrics 35, 1979) keep 5 %. */
    @ParameterizedTest
    @CsvSource({"2, 2.178, 1.977", "3, 2.289, 2.004", "4, 2.361, 2.024", "5, 2.413, 2.040"})
    void bounds_for_a_planned_number_of_looks_cost_what_was_published(int looks, double pocock, double obrienFleming) {
        assertThat(alarms(looks, look -> pocock)[looks]).isCloseTo(0.05, within(0.003));
        assertThat(alarms(looks, look -> obrienFleming * Math.sqrt((double) looks / look))[looks])
                .isCloseTo(0.05, within(0.003));
    }

    /** Which share of 100,000 sums of normal numbers was beyond the bound, in standard deviations, by each look. */
    private static double[] alarms(int looks, IntToDoubleFunction bound) {
        int runs = 100_000;
        SplittableRandom random = new SplittableRandom(1969);
        double[] alarms = new double[looks + 1];
        for (int run = 0; run < runs; run++) {
            double sum = 0;
            boolean alarm = false;
            for (int look = 1; look <= looks; look++) {
                sum += Simulation.normal(random);
                alarm |= Math.abs(sum) > bound.applyAsDouble(look) * Math.sqrt(look);
                alarms[look] += alarm ? 1.0 / runs : 0;
            }
        }
        return alarms;
    }

    @Test
    void traffic_is_poisson() {
        SplittableRandom random = new SplittableRandom(2);
        for (double mean : new double[] {0.15, 5, 380, 1200}) {
            double sum = 0;
            double squares = 0;
            int runs = 5000;
            for (int i = 0; i < runs; i++) {
                double x = Simulation.poisson(random, mean);
                sum += x;
                squares += x * x;
            }
            double average = sum / runs;
            assertThat(average).isCloseTo(mean, within(5 * Math.sqrt(mean / runs)));
            assertThat(squares / runs - average * average).isCloseTo(mean, within(0.12 * mean));
        }
    }

    @Test
    void the_same_seed_gives_the_same_figures() {
        Scenario scenario = Scenario.steady("same", 100, 60, 5, 0.03, 0.06);
        Judge judge = Judge.sequential();
        assertThat(Simulation.run(scenario, judge, 200, 5)).isEqualTo(Simulation.run(scenario, judge, 200, 5));
        assertThat(Simulation.run(scenario, judge, 200, 6)).isNotEqualTo(Simulation.run(scenario, judge, 200, 5));
    }

    /** Figures by the rules of now; they were others by those of before. */
    @Test
    void a_seed_gives_the_figures_that_it_always_gave() {
        Scenario scenario = Scenario.steady("many", 100, 60, 5, 0.03, 0.06);
        assertThat(Simulation.run(scenario, Judge.sequential(), 5000, 5))
                .isEqualTo(new Simulation.Result(5000, 2123, 97, 32.77626000942063, 39.427083333333336, 240.0258));
    }

    @Test
    void several_judges_decide_as_each_does_alone() {
        Scenario scenario = Scenario.steady("several", 100, 60, 5, 0.03, 0.06);
        List<Judge> judges = List.of(
                Judge.ranks(0.98, 10, 50), Judge.sequential(), Judge.threshold(Map.of(Metric.ERROR_RATE, 0.2), 15, 0));
        assertThat(Simulation.run(scenario, judges, 300, 5))
                .isEqualTo(judges.stream()
                        .map(judge -> Simulation.run(scenario, judge, 300, 5))
                        .toList());
    }

    /** The guarantee, with its metrics together, in bad weather and over a ramp. */
    @Test
    void healthy_canaries_are_rarely_rolled_back() {
        JudgeOptions options = JudgeOptions.builder()
                .metrics(List.of(Metric.values()))
                .ratingsPerConversation(0.25)
                .build();
        for (Scenario.Weather weather : Scenario.Weather.values()) {
            Scenario scenario = new Scenario(
                    "healthy",
                    100,
                    60,
                    List.of(5.0, 10.0, 25.0, 50.0),
                    weather,
                    0.03,
                    0.03,
                    Optional.of(new Scenario.Outage(20, 12)),
                    Optional.of(new Scenario.Means(3.76, 3.76, 0.25, 1150, 1)));
            assertThat(Simulation.run(scenario, Judge.sequential(options), 500, 77)
                            .rollBackRate())
                    .isLessThan(0.05);
        }
    }
}
