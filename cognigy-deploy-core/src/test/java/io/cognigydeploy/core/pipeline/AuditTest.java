package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audit logs that miss records, and how they get them; and whose record is whose. */
class AuditTest {

    @TempDir
    Path records;

    @TempDir
    Path elsewhere;

    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records);
    }

    /** An audit log in memory, which fails as it is asked to. */
    private static final class Shelf implements AuditSink {

        final List<RunEvent> kept = new ArrayList<>();
        Predicate<RunEvent> failsBefore = event -> false;
        Predicate<RunEvent> failsAfter = event -> false;

        @Override
        public String name() {
            return "shelf";
        }

        @Override
        public void append(RunEvent event) throws IOException {
            if (failsBefore.test(event)) {
                throw new IOException("no room");
            }
            kept.add(event);
            if (failsAfter.test(event)) {
                throw new IOException("kept, but not forced");
            }
        }

        @Override
        public long kept(String runId) {
            return kept.stream()
                    .filter(event -> event.runId().equals(runId))
                    .mapToLong(RunEvent::sequence)
                    .max()
                    .orElse(0);
        }

        List<Event> events() {
            return kept.stream().map(RunEvent::event).toList();
        }
    }

    private static Predicate<RunEvent> once(Class<? extends Event> kind) {
        boolean[] done = {false};
        return event -> {
            boolean now = !done[0] && kind.isInstance(event.event());
            done[0] |= now;
            return now;
        };
    }

    @Test
    void aSinkThatMissedARecordGetsItBeforeTheNext() {
        Shelf shelf = new Shelf();
        shelf.failsBefore = once(Event.MutationAccepted.class);

        Report report = release.with(builder -> builder.audit(shelf)).run();

        assertThat(shelf.events()).isEqualTo(report.events());
        assertThat(report.deliveries()).isEmpty();
    }

    @Test
    void aSinkThatMissedTheLastRecordGetsItToo() {
        Shelf shelf = new Shelf();
        shelf.failsBefore = once(Event.RecordDelivered.class);
        release.with(builder -> builder.audit(shelf).notify(CiWebhook.to(URI.create("https://ci.test/hooks/cognigy"))));

        Report report = release.run();

        assertThat(report.events()).last().isInstanceOf(Event.RecordDelivered.class);
        assertThat(shelf.events()).isEqualTo(report.events());
    }

    @Test
    void aSinkThatKeptARecordAndFailedThenDoesNotGetItTwice() {
        Shelf shelf = new Shelf();
        shelf.failsAfter = once(Event.MutationAccepted.class);

        Report report = release.with(builder -> builder.audit(shelf)).run();

        assertThat(shelf.events()).isEqualTo(report.events());
    }

    @Test
    void aSinkThatIsBehindGetsNothingMoreUntilItHasCaughtUp() {
        Shelf shelf = new Shelf();
        shelf.failsBefore = event -> event.event() instanceof Event.MutationAccepted;
        release.with(builder -> builder.audit(shelf));
        Report report = release.run();
        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(shelf.events()).last().isInstanceOf(Event.MutationIntended.class);
        assertThat(report.deliveries())
                .singleElement()
                .matches(delivery -> delivery.failure().isPresent());

        assertThat(release.pipeline().deliverPending().reports())
                .singleElement()
                .satisfies(again -> assertThat(again.events()).isEqualTo(report.events()));
        shelf.failsBefore = event -> false;
        Report caughtUp = release.pipeline().deliverPending().reports().get(0);

        assertThat(shelf.events()).isEqualTo(caughtUp.events());
        assertThat(caughtUp.deliveries()).containsExactly(new Report.Delivery("shelf", Optional.empty()));
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    @Test
    void anAuditLogThatCouldNotBeWrittenForAWhileHasEveryRecordOnceAtTheEnd() throws IOException {
        Path folder = elsewhere.resolve("audit");
        Path away = elsewhere.resolve("away");
        AuditLog audit = AuditLog.jsonLines(folder.resolve("audit.jsonl"));
        release.with(builder -> builder.audit(audit).listener(event -> {
            try {
                if (event.event() instanceof Event.MutationIntended) {
                    audit.close();
                    Files.move(folder, away);
                    Files.writeString(folder, "in the way");
                } else if (event.event() instanceof Event.MutationConfirmed) {
                    Files.delete(folder);
                    Files.move(away, folder);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));

        Report report = release.run();

        assertThat(report.deliveries()).isEmpty();
        assertThat(sequences(folder.resolve("audit.jsonl")))
                .containsExactlyElementsOf(
                        LongStream.range(2, report.events().size() + 2).boxed().toList());
    }

    @Test
    void recordsCarryTheNumberThatTheirEventHasInTheJournal() throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        Report report =
                release.with(builder -> builder.audit(AuditLog.jsonLines(file))).run();

        List<String> journal = Files.readAllLines(report.folder().orElseThrow().resolve("journal.jsonl"));
        for (String line : Files.readAllLines(file)) {
            JsonNode body = Json.MAPPER.readTree(line).path("body");
            JsonNode journaled =
                    Json.MAPPER.readTree(journal.get(body.path("sequence").intValue() - 1));
            assertThat(body.path("event")).isEqualTo(journaled.path("body").path("event"));
            assertThat(body.path("at")).isEqualTo(journaled.path("body").path("at"));
            assertThat(body.path("kind").asText()).isEqualTo("bot-version");
            assertThat(body.path("target").asText()).isEqualTo(BotRelease.ENVIRONMENT);
        }
    }

    @Test
    void listenersTellTheEventsOfTwoRunsOnOnePipelineApart() {
        List<RunEvent> received = new ArrayList<>();
        release.gate = QualityGate.suite(BotRelease.SUITE);
        DeploymentPipeline<BotDeployment> pipeline =
                release.with(builder -> builder.listener(received::add)).pipeline();
        Report first = pipeline.run(pipeline.plan(release.deployment));
        release.fake.time().advance(Duration.ofMinutes(1));
        Report second = pipeline.run(pipeline.plan(release.deployment));

        for (Report report : List.of(first, second)) {
            List<RunEvent> own = received.stream()
                    .filter(event -> event.runId().equals(report.runId()))
                    .toList();
            assertThat(own).extracting(RunEvent::event).isEqualTo(report.events());
            assertThat(own)
                    .extracting(RunEvent::sequence)
                    .containsExactlyElementsOf(
                            LongStream.range(2, own.size() + 2).boxed().toList());
        }
        assertThat(received).extracting(RunEvent::runId).containsOnly(first.runId(), second.runId());
    }

    private static List<Long> sequences(Path file) throws IOException {
        List<Long> all = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            all.add(Json.MAPPER.readTree(line).path("body").path("sequence").longValue());
        }
        return all;
    }
}
