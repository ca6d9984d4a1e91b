package io.cognigydeploy.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.InstalledEndpoint;
import io.cognigydeploy.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wait for the sessions on a snapshot that a release has just replaced. */
class DrainTest {

    private static final Duration DRAIN = Duration.ofHours(2);

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private RetentionFixture fixture;
    private InstalledEndpoint web;
    private Instant switched;

    /** Endpoint Web ran b, has sessions on it that never expire, and was switched to c. */
    @BeforeEach
    void setUp() {
        fixture = new RetentionFixture(folder).made("a", "b", "c");
        web = fixture.prod.endpoint("Web");
        web.changedBy("ci", "{\"entrypoint\":\"b\"}").sessionLife(Duration.ZERO);
        web.beginConversation("s1").beginConversation("s2");
        fixture.time.advance(Duration.ofMinutes(10));
        web.changedBy("ci", "{\"entrypoint\":\"c\"}");
        switched = fixture.time.now();
        fixture.retention =
                fixture.retention.replaced(fixture.id("b"), switched, "Web").draining(DRAIN);
    }

    private Report succeeds() {
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "c");
        return report;
    }

    private Instant deletedAt() {
        return fixture.deletions().get(fixture.deletions().size() - 1).at();
    }

    private static Verdict drain(Report report) {
        return report.verifications().stream()
                .filter(check -> check.name().startsWith("drain/"))
                .map(CheckResult::verdict)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private List<String> waits() {
        return fixture.events.stream()
                .filter(Event.Waiting.class::isInstance)
                .map(event -> ((Event.Waiting) event).reason())
                .filter(reason -> reason.contains("conversation"))
                .toList();
    }

    /** Ends a session when the run waits for the n-th time. */
    private void endsAtWait(int number, String session) {
        int[] waits = {0};
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.Waiting waiting
                    && waiting.reason().matches("[0-9]+ conversation.* on .*")
                    && ++waits[0] == number) {
                web.endConversation(session);
            }
        }));
    }

    @Test
    void theSnapshotIsDeletedWhenItsLastSessionHasEnded() {
        endsAtWait(1, "s1");
        endsAtWait(2, "s2");

        Report report = succeeds();

        assertThat(drain(report)).isInstanceOf(Verdict.Pass.class);
        assertThat(drain(report).reason()).isEqualTo("no conversation is on snapshot b of shop-prod any more");
        assertThat(deletedAt()).isBefore(switched.plus(Duration.ofMinutes(5)));
        assertThat(waits())
                .containsExactly(
                        "looking for conversations on snapshot b of shop-prod",
                        "2 conversations are on snapshot b of shop-prod, waiting until " + switched.plus(DRAIN),
                        "1 conversation is on snapshot b of shop-prod, waiting until " + switched.plus(DRAIN));
    }

    @Test
    void aSessionThatAppearsLateIsWaitedFor() {
        fixture.fake.installation().conversationsAppearAfter(Duration.ofMinutes(11));

        Report report = succeeds();

        assertThat(drain(report).reason()).startsWith("2 conversations were still on snapshot b of shop-prod");
    }

    @Test
    void sessionsOfThisLibraryDoNotMatter() {
        web.endConversation("s1").endConversation("s2");
        web.changedBy("ci", "{\"entrypoint\":\"b\"}");
        web.beginConversation("cognigy-deploy-0123456789abcdef");
        web.changedBy("ci", "{\"entrypoint\":\"c\"}");

        Report report = succeeds();

        assertThat(drain(report).reason()).isEqualTo("no conversation is on snapshot b of shop-prod any more");
        assertThat(deletedAt()).isBefore(switched.plus(Duration.ofMinutes(3)));
    }

    @Test
    void aDrainTimeBeyondAYearIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.retention.draining(Duration.ofDays(366)))
                .withMessage("drain must be at most 365 days, but was PT8784H.");
    }

    @Test
    void sessionsThatNeverEndDelayItForTheDrainTimeAndNoLonger() {
        Report report = succeeds();

        assertThat(drain(report).reason())
                .startsWith("2 conversations were still on snapshot b of shop-prod, but the drain time of 2 h since");
        assertThat(deletedAt())
                .isBetween(switched.plus(DRAIN), switched.plus(DRAIN).plus(Duration.ofMinutes(1)));
    }

    @Test
    void snapshotsThatWereNotReplacedAreNotDelayed() {
        succeeds();

        assertThat(fixture.deletions().get(0).path())
                .doesNotEndWith(fixture.file("x").toString());
        assertThat(fixture.deletions().get(0).at()).isBefore(switched.plus(Duration.ofMinutes(1)));
    }

    @Test
    void aLookCostsFewRequests() {
        web.converse(300, Traffic.good());

        succeeds();

        int looks = (int) fixture.fake.requests("GET", "/new/v2.0/conversations").stream()
                .filter(request -> !request.query().contains("skip=1")
                        && !request.query().contains("skip=2")
                        && !request.query().contains("skip=3")
                        && !request.query().contains("next="))
                .count();
        assertThat(looks).isBetween(20, 40);
        // The messages of each session are read once.
        assertThat(fixture.fake.requests("GET", "/new/v2.0/conversations/.*")).hasSize(2);
    }

    @Test
    void sessionsOnOtherSnapshotsAndEndpointsDoNotMatter() {
        web.endConversation("s1").endConversation("s2");
        web.beginConversation("on-c");
        fixture.prod.addEndpoint("Voice", "v1.0.0").sessionLife(Duration.ZERO).beginConversation("on-v1");

        succeeds();

        assertThat(deletedAt()).isBefore(switched.plus(Duration.ofMinutes(3)));
    }

    @Test
    void aSessionOfAnyEndpointMattersIfNoneIsNamed() {
        web.endConversation("s1").endConversation("s2");
        InstalledEndpoint voice = fixture.prod.addEndpoint("Voice", "b");
        voice.sessionLife(Duration.ZERO).beginConversation("on-b");
        voice.changedBy("ci", "{\"entrypoint\":\"c\"}");
        fixture.retention = SnapshotRetention.of("prod", "shop-prod")
                .keeping(1)
                .replaced(fixture.id("b"), switched)
                .draining(DRAIN);

        succeeds();

        assertThat(deletedAt()).isAfterOrEqualTo(switched.plus(DRAIN));
    }

    @Test
    void withoutConversationsTheWholeDrainTimeIsWaitedAndTheReportSaysSo() {
        fixture.fake.fail(Fault.on("GET", "/new/v2.0/conversations").always().status(403));

        Report report = succeeds();

        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .anyMatch(line -> line.startsWith("the conversations on snapshot b of shop-prod cannot be read")
                        && line.contains("the drain time of 2 h since"));
        assertThat(deletedAt()).isAfterOrEqualTo(switched.plus(DRAIN));
    }

    @Test
    void messagesThatCannotBeReadCountAsASession() {
        fixture.fake.fail(Fault.on("GET", "/new/v2.0/conversations/s1").always().status(404));
        web.endConversation("s2");

        succeeds();

        assertThat(deletedAt()).isAfterOrEqualTo(switched.plus(DRAIN));
    }

    @Test
    void aRunThatComesAfterTheDrainTimeDoesNotWait() {
        fixture.time.advance(DRAIN);
        Instant begun = fixture.time.now();

        succeeds();

        assertThat(deletedAt()).isBefore(begun.plus(Duration.ofMinutes(2)));
    }

    @Test
    void aRunThatDiesWhileItWaitsDoesNotWaitAnew() {
        int[] waits = {0};
        boolean[] dies = {true};
        fixture.with(builder -> builder.listener(event -> {
            if (dies[0]
                    && event.event() instanceof Event.Waiting waiting
                    && waiting.reason().contains("are on")) {
                waits[0]++;
                throw new InternalError("the process died");
            }
        }));
        assertThatExceptionOfType(InternalError.class).isThrownBy(fixture::run);
        dies[0] = false;
        fixture.time.advance(Duration.ofHours(1));

        Report report = fixture.pipeline().resume(fixture.runId());

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(waits[0]).isEqualTo(1);
        assertThat(deletedAt())
                .isBetween(switched.plus(DRAIN), switched.plus(DRAIN).plus(Duration.ofMinutes(1)));
        assertThat(fixture.deletions()).hasSize(2);
    }

    @Test
    void aRunThatDiesAfterTheDrainDoesNotWaitAgain() {
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationIntended intended
                    && intended.mutation().equals(fixture.deletionOf("b"))) {
                throw new InternalError("the process died");
            }
        }));
        assertThatExceptionOfType(InternalError.class).isThrownBy(fixture::run);
        fixture.more = builder -> builder;
        int before = fixture.fake.requests("GET", "/new/v2.0/conversations").size();

        Report report = fixture.pipeline().resume(fixture.runId());

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.fake.requests("GET", "/new/v2.0/conversations")).hasSize(before);
    }

    @Test
    void aRunThatIsCancelledWhileItWaitsDeletesNoMore() {
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.Waiting waiting
                    && waiting.reason().contains("are on")) {
                Thread.currentThread().interrupt();
            }
        }));

        Report report = fixture.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(report.outcome().because()).contains("snapshot a of shop-prod is deleted for good");
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "b", "c");
    }

    @Test
    void aDeadlineEndsTheWait() {
        fixture.with(builder -> builder.deadline(Duration.ofMinutes(30)));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(report.outcome().because()).contains("the deadline of 30 min passed");
        assertThat(fixture.prod.snapshots()).contains("b");
    }

    @Test
    void anEndpointThatReturnsToItDuringTheWaitKeepsIt() {
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.Waiting waiting
                    && waiting.reason().contains("are on")) {
                web.changedBy("ada", "{\"entrypoint\":\"b\"}");
            }
        }));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("endpoint Web runs it now");
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "b", "c");
    }
}
