package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows that do not refer to each other, pushed side by side. */
class FlowConcurrencyTest {

    private static final String IMPORT = "/api/v2/flows/import";
    private static final int FLOWS = 6;

    @TempDir
    private Path records;

    private final FakeCognigy fake = independent();

    /** Six flows of which only the fifth and the sixth refer to each other. */
    static FakeCognigy independent() {
        FakeCognigy fake = FakeCognigy.create()
                .acceptAnyCredentials()
                .addEnvironment("env_dev", "5.0.0")
                .addEnvironment("env_prod", "5.0.0");
        IntStream.rangeClosed(1, FLOWS).forEach(i -> {
            String[] references = i == FLOWS ? new String[] {"flow flow_" + (i - 1)} : new String[0];
            fake.addFlow("env_dev", Promotion.flow("flow_" + i, "1.1.0", references));
            fake.addFlow("env_prod", Promotion.flow("flow_" + i, "1.0.0", references));
        });
        return fake;
    }

    private Promotion promotion(int concurrency) {
        Promotion promotion = new Promotion(fake, records);
        promotion.more = builder -> builder.concurrency(concurrency);
        return promotion;
    }

    private static List<String> versions(FakeCognigy fake) {
        return IntStream.rangeClosed(1, FLOWS)
                .mapToObj(i -> fake.flowVersion("flow_" + i, "env_prod").orElse("none"))
                .distinct()
                .toList();
    }

    /** Returns the largest number of imports that were under way at once. */
    private static int atOnce(List<Event> events) {
        int now = 0;
        int most = 0;
        for (Event event : events) {
            now += event instanceof Event.MutationAccepted ? 1 : event instanceof Event.MutationEnded ? -1 : 0;
            most = Math.max(most, now);
        }
        return most;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "4, 4", "100, 5"})
    void noMoreThanTheBoundAreUnderWayAndNoneBeforeTheFlowsThatItRefersTo(int concurrency, int most) {
        Promotion promotion = promotion(concurrency);

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(atOnce(promotion.events)).isEqualTo(most);
        assertThat(promotion.changes())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, FLOWS)
                        .mapToObj(i -> "import flow_" + i)
                        .toList());
        assertThat(versions(fake)).containsExactly("1.1.0");
    }

    @Test
    void importsSideBySideTakeLessTime() {
        Duration alone = took(1);
        Duration beside = took(4);

        assertThat(alone).isGreaterThanOrEqualTo(Duration.ofSeconds(10L * FLOWS));
        assertThat(beside).isLessThanOrEqualTo(alone.dividedBy(2));
    }

    /** Returns the time of a run that reads each import not before 10 s. */
    private Duration took(int concurrency) {
        Promotion promotion = new Promotion(independent(), records.resolve("of-" + concurrency));
        promotion.more = builder -> builder.concurrency(concurrency)
                .poll(usual -> PollOptions.builder()
                        .from(usual)
                        .firstPollAfter(Duration.ofSeconds(10))
                        .build());
        return promotion.run().took();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aRefusedImportUndoesAllThatWereBegunInReverseOrder(int nth) {
        fake.fail(Fault.on("POST", IMPORT).nth(nth).status(400));
        Promotion promotion = promotion(4);

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(nth == 1 ? Outcome.Failed.class : Outcome.RolledBack.class);
        assertThat(versions(fake)).containsExactly("1.0.0");
        assertThat(promotion.changes())
                .filteredOn(change -> change.startsWith("rollback"))
                .extracting(change -> change.split(" ", -1)[1])
                .containsExactlyElementsOf(IntStream.range(1, nth)
                        .mapToObj(i -> "flow_" + (nth - i))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void anImportThatFailsWhileOthersAreUnderWayUndoesThemAll(int nth) {
        JobScript[] scripts = IntStream.rangeClosed(1, FLOWS)
                .mapToObj(i -> i == nth
                        ? JobScript.states("deploying", "failed").halfApplied()
                        : JobScript.states("deploying", "deployed"))
                .toArray(JobScript[]::new);
        fake.nextImport(scripts);

        Report report = promotion(4).run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(versions(fake)).containsExactly("1.0.0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunWhoseProcessDiesAtAnyExchangeIsBroughtToItsEnd(boolean afterEffect) {
        for (int exchange = 1; dies(exchange, afterEffect); exchange++) {
            assertThat(exchange).isLessThan(100);
        }
    }

    private boolean dies(int exchange, boolean afterEffect) {
        String when = "dies " + (afterEffect ? "after" : "before") + " exchange " + exchange;
        FakeCognigy world = independent();
        world.everyImport(JobScript.states("deploying", "deployed"));
        PowerCut way = new PowerCut(world);
        Path folder = records.resolve(exchange + "-" + afterEffect);
        Promotion first = new Promotion(world, way, folder);
        var pipeline = first.pipeline();
        var plan = pipeline.plan(first.deployment);
        way.atExchange(exchange, afterEffect);
        boolean died = false;
        Report report;
        try {
            report = pipeline.run(plan);
        } catch (PowerCut.Dead e) {
            died = true;
            report = new Promotion(world, folder).pipeline().resume(first.onlyRunId());
        }
        assertThat(report.outcome()).as(when).isInstanceOf(Outcome.Succeeded.class);
        assertThat(versions(world)).as(when).containsExactly("1.1.0");
        assertThat(first.changes()).as(when).doesNotHaveDuplicates().hasSize(FLOWS);
        return died;
    }

    @ParameterizedTest
    @EnumSource(OnConflict.class)
    void onlyAPipelineThatWaitsForConflictsMakesThem(OnConflict then) {
        Promotion promotion = new Promotion(fake, records);
        promotion.more = builder -> builder.onConflict(then);

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(atOnce(promotion.events)).isEqualTo(then == OnConflict.WAIT ? 4 : 1);
    }

    @Test
    void theBoundMustBePositive() {
        Promotion promotion = promotion(0);

        assertThatThrownBy(promotion::pipeline)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("changes must be positive, but was 0");
    }
}
