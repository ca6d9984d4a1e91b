package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ForwardingStore;
import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RealPostgres;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import io.cognigydeploy.core.runs.StoreOfTheDead;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWorkerTest {

    @TempDir
    private Path records;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    /** A release whose process dies when this event is in the journal. */
    private String dieAfterEvent(int number, RunStore store) {
        PowerCut power = new PowerCut(fake).afterEvent(number);
        BotRelease dying = new BotRelease(fake, power, records)
                .with(builder -> builder.listener(power).store(store));
        assertThatThrownBy(dying::run).isInstanceOf(PowerCut.Dead.class);
        return store.unfinished().get(0).runId();
    }

    private DeploymentPipeline<?> pipeline(RunStore store) {
        return new BotRelease(fake, records)
                .with(builder -> builder.store(store))
                .pipeline();
    }

    @Test
    void aRunWhoseProcessDiedIsCarriedToItsEnd() {
        RunStore store = RunStore.files(records);
        String runId = dieAfterEvent(6, store);

        List<Report> ended = RunWorker.of(store, pipeline(store)).lookOnce();

        assertThat(ended).singleElement().satisfies(report -> {
            assertThat(report.runId()).isEqualTo(runId);
            assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        });
        assertThat(store.unfinished()).isEmpty();
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void aPausedWorkerTakesNothing() {
        RunStore store = RunStore.files(records);
        dieAfterEvent(6, store);
        RunWorker worker = RunWorker.of(store, pipeline(store));

        worker.pause();
        assertThat(worker.lookOnce()).isEmpty();

        worker.goOn();
        assertThat(worker.lookOnce()).hasSize(1);
    }

    @Test
    void aRunOfAnotherKindOrPlatformIsLeft() {
        RunStore store = RunStore.files(records);
        dieAfterEvent(6, store);
        DeploymentPipeline<?> flows = ReleaseFixture.flows(fake, fake, records).pipeline();

        assertThat(RunWorker.of(store, flows).lookOnce()).isEmpty();
        assertThat(store.unfinished()).hasSize(1);
    }

    @Test
    void aRunThatCannotBeResumedIsTriedEverMoreRarely() {
        dieAfterEvent(6, RunStore.files(records));
        List<Duration> tries = new ArrayList<>();
        Instant start = fake.time().now();
        RunStore store = new ForwardingStore(RunStore.files(records)) {
            @Override
            public List<ObjectNode> records(String runId) {
                tries.add(Duration.between(start, fake.time().now()));
                throw new UncheckedIOException(new IOException("the disk is gone"));
            }
        };
        RunWorker worker = RunWorker.of(store, pipeline(store)).time(fake.time());

        for (int second = 0; second < 2000; second++) {
            assertThat(worker.lookOnce()).isEmpty();
            fake.time().advance(Duration.ofSeconds(1));
        }

        assertThat(tries.stream().map(Duration::toSeconds))
                .containsExactly(0L, 2L, 6L, 14L, 30L, 62L, 126L, 254L, 510L, 1022L, 1622L);
    }

    @Test
    void aLeaseThatWasNotReleasedIsTakenOverWhenItsTimeIsOver() throws SQLException {
        try (var pool = RealPostgres.pool(RealPostgres.url())) {
            PostgresRunStore first =
                    PostgresRunStore.builder(pool).owner("pod-1").build();
            first.createTables();
            String runId = dieAfterEvent(6, new StoreOfTheDead(first));
            PostgresRunStore second =
                    PostgresRunStore.builder(pool).owner("pod-2").build();
            RunWorker worker = RunWorker.of(second, pipeline(second));

            assertThat(worker.lookOnce()).isEmpty();
            assertThat(second.unfinished()).extracting(RunSummary::runId).containsExactly(runId);

            letLeasesEnd(pool);
            assertThat(worker.lookOnce()).singleElement().satisfies(report -> {
                assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
                assertThat(report.events())
                        .filteredOn(Event.RunTakenOver.class::isInstance)
                        .singleElement()
                        .satisfies(event -> assertThat(event.describe()).isEqualTo("taken over by pod-2 from pod-1"));
            });
            assertThat(fake.deployments()).hasSize(1);
        }
    }

    private static void letLeasesEnd(DataSource pool) throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE cognigy_deploy_lease SET free_at = clock_timestamp()");
        }
    }
}
