package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.model.DeploymentJob;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reads that a platform may not support: an answer of 500 is not a passing failure of those. */
class OptionalReadsTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final String ENVIRONMENT = "{\"id\":\"env_1\"}";

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();
    private final CognigyClient client = CognigyClient.builder()
            .baseUrl("https://api.example.com")
            .credentials(Credentials.apiKey("the-key"))
            .transport(platform)
            .time(time)
            .random(new Random(1))
            .withoutCircuit()
            .build();

    private DeploymentJob get() {
        return client.deployments().get("dep_1");
    }

    private DeploymentJob getIfSupported() {
        return client.optionally(this::get);
    }

    private void assertFailsAfter(int attempts) {
        int before = platform.requests().size();
        assertThatThrownBy(this::getIfSupported)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("answered 500");
        assertThat(platform.requests()).hasSize(before + attempts);
    }

    @Test
    void aReadThatIsAnswered500TwiceIsNotSentAgainAndThenOneAnswerSuffices() {
        platform.then(500, "{}");

        assertFailsAfter(2);
        assertFailsAfter(1);
        assertFailsAfter(1);
    }

    @Test
    void aReadThatPassesIsReturned() {
        platform.then(500, "{}").then(200, JOB);

        assertThat(getIfSupported().id()).isEqualTo("dep_1");
        assertThat(platform.requests()).hasSize(2);
    }

    @Test
    void aSuccessMakesTheReadOrdinaryAgain() {
        platform.then(500, "{}").then(500, "{}").then(200, JOB).then(500, "{}").then(200, JOB);

        assertFailsAfter(2);
        getIfSupported();
        getIfSupported();
        assertThat(platform.requests()).hasSize(5);
    }

    @Test
    void onlyAnswersOf500InARowCount() {
        platform.then(500, "{}").then(503, "{}").then(500, "{}").then(200, JOB);

        assertThat(getIfSupported().id()).isEqualTo("dep_1");
        assertThat(platform.requests()).hasSize(4);
    }

    @Test
    void anotherReadIsNotAffected() {
        platform.then(500, "{}").then(500, "{}").then(500, "{}").then(200, ENVIRONMENT);

        assertFailsAfter(2);
        assertThat(client.optionally(() -> client.environments().get("env_1")).id())
                .contains("env_1");
    }

    @Test
    void otherReadsAreSentAgainAsOftenAsEver() {
        platform.then(500, "{}").then(500, "{}").then(500, "{}").then(200, JOB);

        assertThat(get().id()).isEqualTo("dep_1");
    }

    @Test
    void theReadsAfterItAreOrdinary() {
        platform.then(200, JOB).then(500, "{}").then(500, "{}").then(500, "{}").then(200, JOB);

        getIfSupported();
        assertThat(get().id()).isEqualTo("dep_1");
    }

    @Test
    void theRestOfTheReadsAroundAnInnerOneAreOptionalToo() {
        platform.then(200, JOB).then(500, "{}");

        assertThatThrownBy(() -> client.optionally(() -> {
                    getIfSupported();
                    return get();
                }))
                .isInstanceOf(ApiException.class);
        assertThat(platform.requests()).hasSize(3);
    }
}
