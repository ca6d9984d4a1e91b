package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.RecordedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of requests that a bundle of flows needs. */
class FlowRequestsTest {

    private static final int PAGE = 100;

    @TempDir
    private Path records;

    @ParameterizedTest
    @CsvSource({"100, false", "100, true", "400, false", "400, true"})
    void aBundleNeedsTwoRequestsPerFlowAndFewWalksOfTheList(int flows, boolean isOnlyDocumented) {
        promote(flows, isOnlyDocumented);
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(booleans = {false, true})
    void aLargeBundleNeedsTwoRequestsPerFlowAndFewWalksOfTheList(boolean isOnlyDocumented) {
        promote(10_000, isOnlyDocumented);
    }

    private void promote(int flows, boolean isOnlyDocumented) {
        FakeCognigy fake = world(flows);
        if (isOnlyDocumented) {
            fake.only(Document.FLOWS);
        }

        Report report = new Promotion(fake, records).run();

        assertThat(report.outcome())
                .isEqualTo(new Outcome.Succeeded("flows of env_dev into env_prod is done", List.of()));
        int pages = 2 * flows / PAGE + 1;
        assertThat(fake.requests()).as("%s", counted(fake.requests())).hasSizeLessThanOrEqualTo((int)
                (1.1 * (2 * flows + 2 * pages)));
    }

    @Test
    void aPlatformWithAFormOfItsOwnIsReadTwiceAtTheEndAndNotOncePerFlow() {
        int flows = 100;
        FakeCognigy fake = world(flows);
        fake.fail(Fault.on("GET", "/api/v2/flows/.*/status")
                .always()
                .body("{\"status\":\"deployed\",\"contentHash\":\"md5:1\"}", "application/json"));
        Promotion promotion = new Promotion(fake, records);
        promotion.more = builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationEnded ended) {
                fake.addFlow("env_prod", Promotion.flow(ended.operationId(), "1.1.0", "variable of_the_platform"));
            }
        });

        Report report = promotion.run();

        assertThat(report.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Succeeded.class,
                        done -> assertThat(done.unconfirmed()).hasSize(flows));
        int pages = 2 * flows / PAGE + 1;
        assertThat(fake.requests()).as("%s", counted(fake.requests())).hasSizeLessThanOrEqualTo((int)
                (1.1 * (2 * flows + 2 * pages)));
    }

    @Test
    void aBundleTakesHardlyLongerThanTheRateLimitDemandsAndThePlanStatesIt() {
        FakeCognigy fake = world(200);
        CognigyClient client = CognigyClient.builder()
                .baseUrl("https://cognigy.test")
                .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                .transport(fake)
                .time(fake.time())
                .build();
        var pipeline = FlowBundle.pipeline(client).journal(records).build();
        Instant begin = fake.time().now();

        Plan plan = pipeline.plan(FlowBundle.from("env_dev").to("env_prod"));
        Report report = pipeline.run(plan);

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.requests()).noneMatch(request -> request.status() == 429);
        Duration bound = client.leastTime(fake.requests().size());
        assertThat(bound).isGreaterThan(Duration.ofMinutes(5));
        assertThat(Duration.between(begin, fake.time().now()))
                .isLessThanOrEqualTo(bound.multipliedBy(102).dividedBy(100));
        assertThat(plan.describe()).contains("takes   at least 5 min 40 s, by the rate limit");
        assertThat(client.leastTime(60)).isZero();
        assertThat(client.leastTime(61)).isEqualTo(Duration.ofSeconds(1));
    }

    /** So many flows in two environments, each with a reference to the one before. */
    private static FakeCognigy world(int flows) {
        FakeCognigy fake = FakeCognigy.create()
                .acceptAnyCredentials()
                .addEnvironment("env_dev", "5.0.0")
                .addEnvironment("env_prod", "5.0.0");
        IntStream.range(0, flows).forEach(i -> {
            String[] references = i == 0 ? new String[0] : new String[] {"flow flow_" + (i - 1)};
            fake.addFlow("env_dev", Promotion.flow("flow_" + i, "1.1.0", references));
            fake.addFlow("env_prod", Promotion.flow("flow_" + i, "1.0.0", references));
        });
        return fake;
    }

    private static String counted(List<RecordedRequest> requests) {
        return requests.stream()
                .map(request -> request.method() + " " + request.path().replaceAll("flow_\\d+", "{id}"))
                .collect(Collectors.groupingBy(call -> call, TreeMap::new, Collectors.counting()))
                .toString();
    }
}
