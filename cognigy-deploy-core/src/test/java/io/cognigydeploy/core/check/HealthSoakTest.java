package io.cognigydeploy.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

public class HealthSoakTest {

    private static final String HEALTH = "/api/v2/environments/[^/]+/health";

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    private Verdict watch(HealthSoak soak) throws InterruptedException {
        return soak.watch(fake.client(), ReleaseFixture.PLACE);
    }

    private int looks() {
        return fake.requests("GET", HEALTH).size();
    }

    /** One letter a look: h healthy, d degraded, e errors at the limit, then healthy for ever. */
    private void answers(String letters) {
        letters.chars()
                .forEach(letter -> fake.nextHealth(
                        ReleaseFixture.PLACE, letter == 'd' ? "degraded" : "healthy", letter == 'e' ? 0.05 : 0.0499));
    }

    @ParameterizedTest
    @CsvSource({
        "h, Pass, 11",
        "ddh, Pass, 11",
        "ddhdd, Pass, 11",
        "ddd, Fail, 3",
        "ded, Fail, 3",
        "hhhhhhhhhdd, Pass, 12",
        "hhhhhhhhhhddd, Fail, 13",
        "hhhhhhhhhhe, Pass, 12"
    })
    void countsBadAnswersInARowOverTheWholeWindow(String letters, String verdict, int looks) throws Exception {
        answers(letters);

        assertThat(watch(HealthSoak.defaults()).getClass().getSimpleName()).isEqualTo(verdict);
        assertThat(looks()).isEqualTo(looks);
    }

    @Test
    void oneGoodAnswerIsNoPassHoweverShortTheWatch() throws Exception {
        assertThat(watch(HealthSoak.defaults().window(Duration.ofMillis(1)))).isInstanceOf(Verdict.Pass.class);

        assertThat(looks()).isEqualTo(2);
    }

    // A soak of 0.2 s took 15 s.
    @ParameterizedTest
    @CsvSource({"PT0.2S, PT0.2S, 2", "PT20S, PT20S, 3", "PT15S, PT15S, 2", "PT1S, PT1S, 2"})
    void theLastLookIsAtTheEndOfTheWindow(Duration window, Duration took, int looks) throws Exception {
        Instant begun = fake.time().now();

        assertThat(watch(HealthSoak.defaults().window(window))).isInstanceOf(Verdict.Pass.class);

        assertThat(Duration.between(begun, fake.time().now())).isBetween(took, took.plusMillis(100));
        assertThat(looks()).isEqualTo(looks);
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT0.5S", "PT20S"})
    void anOutageIsBorneForItsBudgetAndNotForAnInterval(Duration budget) throws Exception {
        fake.fail(Fault.on("GET", HEALTH).always().status(404));
        Instant begun = fake.time().now();

        assertThat(watch(HealthSoak.defaults().outageBudget(budget))).isInstanceOf(Verdict.Inconclusive.class);

        assertThat(Duration.between(begun, fake.time().now())).isBetween(budget, budget.plusMillis(500));
    }

    @Test
    void theThresholdIsTheCallers() throws Exception {
        answers("d");

        assertThat(watch(HealthSoak.defaults().threshold(1))).isInstanceOf(Verdict.Fail.class);
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatCannotBeReadIsBorneForTheOutageBudgetAndNoLonger(String what, Fault fault) throws Exception {
        fake.fail(fault.always());

        Verdict verdict = watch(HealthSoak.defaults());

        assertThat(verdict).as(what).isInstanceOf(Verdict.Inconclusive.class);
    }

    static Stream<Arguments> unreadable() {
        Fault get = Fault.on("GET", HEALTH);
        return Stream.of(
                Arguments.of("404", get.status(404)),
                Arguments.of("503", get.status(503)),
                Arguments.of("nothing said", get.body("{}", "application/json")),
                Arguments.of("no error rate", get.body("{\"status\":\"healthy\"}", "application/json")),
                Arguments.of("no status", get.body("{\"errorRate\":0.0}", "application/json")),
                Arguments.of("impossible", get.body("{\"status\":\"healthy\",\"errorRate\":-1}", "application/json")),
                Arguments.of("html", get.body("<html>", "text/html")));
    }

    @Test
    void aShortOutageInTheMiddleIsNeitherGoodNorBad() throws Exception {
        answers("hd");
        fake.fail(Fault.on("GET", HEALTH).nth(3).times(1).status(404));
        answers("dd");

        assertThat(watch(HealthSoak.defaults())).isInstanceOf(Verdict.Fail.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\":\"healthy\",\"errorRate\":0}    | Pass | status healthy, error rate 0.0000",
                "{\"status\":\"healthy\",\"errorRate\":1}    | Fail | status healthy, error rate 1.0000",
                "{\"status\":\"degraded\",\"errorRate\":0}   | Fail | status degraded, error rate 0.0000",
                "{\"errorRate\":1}                          | Fail | status not stated, error rate 1.0000",
                "{\"status\":\"degraded\"}                   | Fail | status degraded, error rate not stated",
                "{\"status\":\"healthy\",\"errorRate\":1.01} | Inconclusive | status healthy, error rate 1.0100",
                "{\"status\":\"healthy\",\"errorRate\":{}}   | Inconclusive | status healthy, errorRate could not be"
                        + " read: was {}"
            })
    void anAnswerIsJudgedByWhatItStates(String answer, String verdict, String words) throws Exception {
        fake.fail(Fault.on("GET", HEALTH).always().body(answer, "application/json"));

        Verdict judged = watch(HealthSoak.defaults());

        assertThat(judged.getClass().getSimpleName()).isEqualTo(verdict);
        assertThat(Evidence.in(judged, Evidence.Fact.ENVIRONMENT_HEALTH)).hasValue(words);
    }

    @Test
    void theAnswersAreCounted() throws Exception {
        answers("hdhd");

        assertThat(watch(HealthSoak.defaults().every(Duration.ofSeconds(30)).window(Duration.ofSeconds(120)))
                        .evidence())
                .containsSubsequence(
                        new Evidence("good answers", "3"),
                        new Evidence("bad answers", "2"),
                        new Evidence("unreadable answers", "0"));
        assertThat(looks()).isEqualTo(5);
    }

    @Test
    void theErrorRateIsTheCallers() throws Exception {
        answers("eee");

        assertThat(watch(HealthSoak.defaults().maxErrorRate(0.1))).isInstanceOf(Verdict.Pass.class);
        assertThat(HealthSoak.defaults().name()).isEqualTo("health soak");
    }

    @ParameterizedTest
    @CsvSource({
        "hh, Pass, 2, PT15S",
        "ddhh, Pass, 4, PT45S",
        "dhdhh, Pass, 5, PT1M",
        "ddddddddddd, Fail, 11, PT2M30S",
        "ddddddddddhh, Pass, 12, PT2M45S",
        "ddddddddddhd, Fail, 12, PT2M45S"
    })
    void anEnvironmentHasRecoveredWithTwoGoodAnswersInARow(String letters, String verdict, int looks, Duration took)
            throws Exception {
        answers(letters);
        Instant begun = fake.time().now();

        Verdict judged = HealthSoak.defaults().recovery(fake.client(), ReleaseFixture.PLACE);

        assertThat(judged.getClass().getSimpleName()).isEqualTo(verdict);
        assertThat(looks()).isEqualTo(looks);
        assertThat(Duration.between(begun, fake.time().now())).isBetween(took, took.plusSeconds(1));
        if (verdict.equals("Fail")) {
            assertThat(judged.reason()).startsWith("the environment is still not healthy: status degraded");
        }
    }

    @Test
    void aRecoveryThatCannotBeReadIsNotKnown() throws Exception {
        fake.fail(Fault.on("GET", HEALTH).always().status(404));

        Verdict judged = HealthSoak.defaults().recovery(fake.client(), ReleaseFixture.PLACE);

        assertThat(judged).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(judged.reason()).startsWith("the environment's health could not be read for 1 min");
    }

    @Test
    void aWatchThatMakesNoSenseIsRefused() {
        HealthSoak soak = HealthSoak.defaults();
        assertThat(soak.maxErrorRate(1)).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> soak.maxErrorRate(0));
        assertThatIllegalArgumentException().isThrownBy(() -> soak.maxErrorRate(1.01));
        assertThatIllegalArgumentException().isThrownBy(() -> soak.threshold(0));
        assertThatIllegalArgumentException().isThrownBy(() -> soak.maxErrorRate(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> soak.window(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> soak.every(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> soak.outageBudget(Duration.ofSeconds(-1)));
    }
}
