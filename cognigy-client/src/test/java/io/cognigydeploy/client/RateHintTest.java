package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.cognigydeploy.client.api.Effect;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The quota that an answer states, and its effect on a rate budget without a client around it. */
class RateHintTest {

    private final VirtualTime time = new VirtualTime();

    private static RateHint hint(String name, String value) {
        return RateHint.of(
                HttpHeaders.of(Map.of(name, List.of(value)), (n, v) -> true), Instant.ofEpochSecond(999_999_990));
    }

    private void acquire(RateBudget budget) {
        budget.acquire(
                CallSpec.of("GET /x", Effect.NONE),
                new CallDeadline(time, Duration.ofHours(1), new Lifetime(new ScriptedTransport())));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "999999999, 999999999", "1000000000, 10", "1000000007, 17", "999999999999, 999000000009"})
    void aResetIsADurationOrADateByItsSize(String reset, long seconds) {
        assertThat(hint("RateLimit-Reset", reset).reset()).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void aDateIsInSecondsOrInMilliseconds() {
        assertThat(hint("RateLimit-Reset", "1000000000000").reset()).contains(Duration.ofSeconds(10));
        assertThat(hint("RateLimit-Reset", "1000000000").reset()).contains(Duration.ofSeconds(10));
        assertThat(hint("RateLimit-Reset", "1000000000001").reset()).contains(Duration.ofMillis(10_001));
    }

    @Test
    void aPolicyThatLeavesNoNumberIsNotTheTightest() {
        assertThat(hint("RateLimit", "\"a\";t=60, \"b\";r=3;t=10"))
                .isEqualTo(new RateHint(Optional.of(3), Optional.of(Duration.ofSeconds(10))));
        assertThat(hint("RateLimit", "\"a\";t=60;w=1")).isEqualTo(new RateHint(Optional.empty(), Optional.empty()));
    }

    @Test
    void thePolicyThatLeavesTheFewestCountsEvenIfItsResetIsNearer() {
        assertThat(hint("RateLimit", "\"a\";r=50;t=60, \"b\";r=1;t=5, \"c\";r=2;t=90"))
                .isEqualTo(new RateHint(Optional.of(1), Optional.of(Duration.ofSeconds(5))));
    }

    @Test
    void amongEqualPoliciesTheLongestResetCounts() {
        assertThat(hint("RateLimit", "\"a\";r=3;t=10, \"b\";r=3;t=60, \"c\";r=3;t=20")
                        .reset())
                .contains(Duration.ofSeconds(60));
    }

    @Test
    void aLongHeaderIsIgnored() {
        String plain = "7;" + " ".repeat(197);
        assertThat(hint("RateLimit-Remaining", plain + "x").remaining()).contains(7);
        assertThat(hint("RateLimit-Remaining", plain + " x").remaining()).isEmpty();
        String policy = "\"a\";r=7;" + " ".repeat(191);
        assertThat(hint("RateLimit", policy + "x").remaining()).contains(7);
        assertThat(hint("RateLimit", policy + " x").remaining()).isEmpty();
    }

    @Test
    void aRetryAfterOfFiveMinutesPausesEveryCallAndALongerOneDoesNot() {
        RateBudget budget = new RateBudget(time, 60, 60);
        budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "301"));
        acquire(budget);
        assertThat(time.sleeps()).isEmpty();

        budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "300"));
        acquire(budget);
        assertThat(time.sleeps()).containsExactly(Duration.ofMinutes(5));
    }

    @Test
    void aRetryAfterOfAnotherStatusPausesNoOtherCall() {
        RateBudget budget = new RateBudget(time, 60, 60);
        budget.learn(ScriptedTransport.json(503, "{}", "Retry-After", "30"));
        acquire(budget);
        acquire(budget);

        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void aRetryAfterOfNothingGivesBackNoCredit() {
        RateBudget budget = new RateBudget(time, 60, 1);
        acquire(budget);
        budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "0"));
        acquire(budget);

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void aQuotaThatIsUsedUpUntilNowLeavesOneRequest() {
        RateBudget budget = new RateBudget(time, 60, 60);
        budget.learn(ScriptedTransport.json(200, "{}", "RateLimit-Remaining", "0", "RateLimit-Reset", "0"));
        acquire(budget);
        assertThat(time.sleeps()).isEmpty();

        acquire(budget);
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void aPauseAndAMissingCreditAreWaitedOutOneAfterTheOther() {
        RateBudget budget = new RateBudget(time, 60, 60);
        budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "1"));
        budget.learn(ScriptedTransport.json(200, "{}", "RateLimit-Remaining", "0"));
        acquire(budget);

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void theSmallestAndTheLargestRatesAreTaken() {
        for (int rate : new int[] {1, 1_000_000}) {
            assertThatCode(() -> CognigyClient.builder().rateLimit(rate, 1).rateLimit(1, rate))
                    .doesNotThrowAnyException();
        }
    }
}
