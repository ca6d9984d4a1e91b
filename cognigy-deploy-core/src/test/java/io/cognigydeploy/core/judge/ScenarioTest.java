package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.Scenario.Outage;
import io.cognigydeploy.core.judge.Scenario.Weather;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScenarioTest {

    private static Scenario of(Weather weather, double stable, double canary) {
        return new Scenario(
                "any",
                100,
                60,
                List.of(5.0, 25.0, 50.0),
                weather,
                stable,
                canary,
                Optional.of(new Outage(20, 3)),
                Optional.empty());
    }

    @Test
    void each_share_has_an_equal_part_of_the_time() {
        Scenario scenario = of(Weather.FAIR, 0.03, 0.03);

        assertThat(scenario.share(0)).isEqualTo(5);
        assertThat(scenario.share(19)).isEqualTo(5);
        assertThat(scenario.share(20)).isEqualTo(25);
        assertThat(scenario.share(39)).isEqualTo(25);
        assertThat(scenario.share(40)).isEqualTo(50);
        assertThat(scenario.share(59)).isEqualTo(50);
    }

    @Test
    void an_outage_lasts_its_minutes() {
        Scenario scenario = of(Weather.FAIR, 0.03, 0.03);

        assertThat(scenario.isOut(19)).isFalse();
        assertThat(scenario.isOut(20)).isTrue();
        assertThat(scenario.isOut(22)).isTrue();
        assertThat(scenario.isOut(23)).isFalse();
    }

    /** The odds of 3 % and 6 % are 3/97 and 6/94, so their ratio is 97/47. */
    @Test
    void the_ratio_of_odds_stays_in_foul_weather() {
        Scenario fair = of(Weather.FAIR, 0.03, 0.06);
        assertThat(fair.stableRate(30)).isEqualTo(0.03);
        assertThat(fair.canaryRate(30)).isCloseTo(0.06, within(1e-12));

        Scenario incident = of(Weather.INCIDENT, 0.03, 0.06);
        assertThat(incident.stableRate(19)).isEqualTo(0.03);
        assertThat(incident.stableRate(20)).isCloseTo(0.11, within(1e-12));
        assertThat(incident.stableRate(34)).isCloseTo(0.11, within(1e-12));
        assertThat(incident.stableRate(35)).isEqualTo(0.03);
        // 0.11/0.89 * 97/47 = 1067/4183, of 1067 + 4183.
        assertThat(incident.canaryRate(20)).isCloseTo(1067 / 5250.0, within(1e-12));
        assertThat(of(Weather.INCIDENT, 0.95, 0.95).stableRate(20)).isEqualTo(0.99);

        Scenario drift = of(Weather.DRIFT, 0.03, 0.03);
        assertThat(drift.stableRate(0)).isCloseTo(0.005, within(1e-12));
        assertThat(drift.stableRate(59)).isCloseTo(0.08, within(1e-12));
        assertThat(drift.stableRate(20)).isCloseTo(0.005 + 0.075 * 20 / 59, within(1e-12));
        assertThat(drift.canaryRate(20)).isCloseTo(drift.stableRate(20), within(1e-12));
    }

    @Test
    void settings_at_their_bounds_are_taken_and_beyond_them_refused() {
        assertThat(steady(500_000, 1, 99, 0.5, 0.5).minutes()).isEqualTo(1);
        assertThat(steady(1, 100_000, 0.1, 0.5, 0.5).minutes()).isEqualTo(100_000);
        refused("perMinute", 0, 1, 5, 0.5, 0.5);
        refused("perMinute", 500_001, 1, 5, 0.5, 0.5);
        refused("minutes", 1, 0, 5, 0.5, 0.5);
        refused("minutes", 1, 100_001, 5, 0.5, 0.5);
        refused("shares", 1, 1, 0, 0.5, 0.5);
        refused("shares", 1, 1, 100, 0.5, 0.5);
        refused("stableRate", 1, 1, 5, 0, 0.5);
        refused("stableRate", 1, 1, 5, 1, 0.5);
        refused("canaryRate", 1, 1, 5, 0.5, 1);
    }

    private static Scenario steady(double perMinute, int minutes, double share, double stable, double canary) {
        return Scenario.steady("any", perMinute, minutes, share, stable, canary);
    }

    private static void refused(
            String name, double perMinute, int minutes, double share, double stable, double canary) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> steady(perMinute, minutes, share, stable, canary))
                .withMessageStartingWith(name + " must be ");
    }
}
