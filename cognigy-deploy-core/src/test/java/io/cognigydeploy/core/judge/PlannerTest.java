package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.Planner.Chance;
import io.cognigydeploy.core.judge.Planner.Forecast;
import io.cognigydeploy.core.judge.Planner.Prospect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static Planner.Builder planner(double perMinute, double errorRate) {
        return Planner.builder()
                .conversationsPerMinute(perMinute)
                .baseErrorRate(errorRate)
                .runs(100);
    }

    private static Planner.Builder planner(double perMinute, WatchOptions watch) {
        return planner(perMinute, 0.03).watch(watch);
    }

    @Test
    void a_plan_that_can_decide_has_chances_and_times() {
        Forecast busy = planner(400, 0.03).build().forecast();

        assertThat(busy.canDecide()).isTrue();
        assertThat(busy.healthy().promoted().low()).isGreaterThan(0.9);
        assertThat(busy.healthy().rolledBack().estimate()).isLessThan(0.05);
        // Three shares of ten minutes each.
        assertThat(busy.healthy().minutesToPromote().orElseThrow()).isBetween(30.0, 35.0);
        assertThat(busy.thrice().minutesToRollBack().orElseThrow()).isBetween(2.0, 10.0);
        assertThat(busy.twice().minutesToRollBack().orElseThrow())
                .isGreaterThan(busy.thrice().minutesToRollBack().orElseThrow());
        assertThat(busy.neededWindow()).contains(Duration.ofMinutes(60));
        assertThat(busy.alternative()).isEmpty();
        assertThat(busy.says()).first().isEqualTo("This plan can decide.");
    }

    @Test
    void the_chances_of_a_prospect_add_up() {
        Prospect prospect = planner(50, 0.03).build().prospect(2);

        assertThat(prospect.promoted().estimate()
                        + prospect.rolledBack().estimate()
                        + prospect.undecided().estimate())
                .isCloseTo(1, within(1e-12));
        assertThat(prospect.undecided().estimate()).isPositive();
    }

    @Test
    void a_plan_that_cannot_decide_says_so_and_what_could() {
        Forecast slow = planner(20, 0.03).build().forecast();

        assertThat(slow.canDecide()).isFalse();
        assertThat(slow.says().get(0)).contains("cannot decide", "5, 25, 50 %");
        assertThat(slow.neededWindow().orElseThrow()).isBetween(Duration.ofHours(2), Duration.ofHours(4));
        assertThat(slow.alternative().orElseThrow().window()).isEqualTo(Duration.ofHours(3));
        assertThat(slow.says()).anyMatch(line -> line.startsWith("A ramp over 25, 50 %, at least 10 minutes on each"));
    }

    @Test
    void another_ramp_in_the_same_time_comes_first() {
        WatchOptions small =
                WatchOptions.builder().ramp(Ramp.percent(1).cap(50)).build();

        Forecast forecast = planner(200, small).build().forecast();

        assertThat(forecast.canDecide()).isFalse();
        assertThat(forecast.alternative().orElseThrow().ramp().shares()).containsExactly(5.0, 25.0, 50.0);
        assertThat(forecast.alternative().orElseThrow().window()).isEqualTo(small.window());
    }

    @Test
    void nothing_above_the_cap_is_better() {
        WatchOptions small = WatchOptions.builder().ramp(Ramp.percent(1).cap(2)).build();

        assertThat(planner(200, small).build().forecast().alternative()).isEmpty();
    }

    @Test
    void a_time_that_is_extended_counts_and_a_policy_is_no_decision() {
        WatchOptions.Builder hour = WatchOptions.builder();

        Prospect usual = planner(20, hour.build()).build().prospect(1);
        Prospect extended = planner(
                        20,
                        hour.atEnd(Policy.EXTEND).extension(Duration.ofHours(3)).build())
                .build()
                .prospect(1);
        Prospect rolledBack =
                planner(20, hour.atEnd(Policy.ROLL_BACK).build()).build().prospect(1);

        assertThat(extended.promoted().low()).isGreaterThan(usual.promoted().high());
        assertThat(rolledBack).isEqualTo(usual);
    }

    @Test
    void options_for_little_traffic_decide_what_the_defaults_cannot() {
        for (double perMinute : new double[] {5, 10, 20, 49}) {
            WatchOptions options = WatchOptions.forTraffic(perMinute);
            Duration look = options.window().dividedBy(120);

            Planner planner = planner(perMinute, options).interval(look).build();

            assertThat(planner.prospect(1).promoted().high()).isGreaterThan(0.8);
            assertThat(planner.prospect(3).rolledBack().estimate()).isGreaterThan(0.95);
        }
        assertThat(WatchOptions.forTraffic(50)).isEqualTo(WatchOptions.defaults());
        assertThat(WatchOptions.forTraffic(0.001).window()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void the_interval_of_a_chance_is_exact() {
        // Clopper and Pearson: of 100, none and half of them; of 10, one.
        assertThat(Chance.of(0, 100).high()).isCloseTo(0.03622, within(5e-6));
        assertThat(Chance.of(50, 100).low()).isCloseTo(0.39832, within(5e-6));
        assertThat(Chance.of(50, 100).high()).isCloseTo(0.60168, within(5e-6));
        assertThat(Chance.of(1, 10).low()).isCloseTo(0.00253, within(5e-6));
        assertThat(Chance.of(1, 10).high()).isCloseTo(0.44502, within(5e-6));
        assertThat(Chance.of(100, 100)).hasToString("100 % (96 to 100)");
    }

    @Test
    void only_watches_of_errors_against_stable_are_planned() {
        Judge others = Judge.sequential(
                JudgeOptions.builder().metrics(List.of(Metric.LATENCY)).build());

        assertThat(Planner.isForeseeable(Judge.sequential())).isTrue();
        assertThat(Planner.isForeseeable(others)).isFalse();
        assertThat(Planner.isForeseeable(Judge.sequential().withoutStable())).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> planner(100, WatchOptions.builder().judge(others).build())
                                .build())
                .withMessageStartingWith("judge must be ");
    }
}
