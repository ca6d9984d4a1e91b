package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in the way of a request is waited for as long as a job of its kind may take. */
class ConflictTest {

    private static final Duration A_LOOK_MORE = Duration.ofSeconds(20);

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private static ReleaseExample<?> example(String name) {
        return ReleaseExample.all().stream()
                .filter(example -> example.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("bot version", Duration.ofMinutes(10)),
                Arguments.of("configuration", Duration.ofMinutes(5)),
                Arguments.of("version rollback", Duration.ofSeconds(401)),
                Arguments.of("canary", Duration.ofMinutes(10)),
                Arguments.of("flow bundle", Duration.ofMinutes(5)));
    }

    private <D extends Deployment> Report blocked(ReleaseExample<D> example, long seconds) {
        FakeCognigy fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup().on(fake, fake, records);
        if (example.name().equals("version rollback")) {
            fake.nextJob(JobScript.neverEnds());
            fake.startDeployment(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, ReleaseFixture.FALLBACK);
        }
        fixture.fault(Fault.on("POST", "/api/v[12]/(bots/[^/]+/deploy|deployments|deployments/rollback|flows/import)")
                .always()
                .status(409));
        if (seconds > 0) {
            fixture.with(builder -> builder.poll(usual -> PollOptions.builder()
                    .from(usual)
                    .timeout(Duration.ofSeconds(seconds))
                    .build()));
        }
        return fixture.run();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void theWaitIsAsLongAsAJobOfTheKindMayTake(String kind, Duration limit) {
        Report report = blocked(example(kind), 0);

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("another deployment is in progress");
        assertThat(report.took()).isBetween(limit, limit.plus(A_LOOK_MORE));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void thePipelineCanMakeItShorter(String kind, Duration limit) {
        Report report = blocked(example(kind), 90);

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.took())
                .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(90).plus(A_LOOK_MORE));
    }

    @Test
    void aLimitOfTheDeploymentHoldsAlsoWhereThePipelineAllowsMore() {
        Report report = blocked(example("configuration"), 3600);

        assertThat(report.took())
                .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(5).plus(A_LOOK_MORE));
    }
}
