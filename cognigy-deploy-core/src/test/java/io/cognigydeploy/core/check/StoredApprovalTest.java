package io.cognigydeploy.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.pipeline.RunWorker;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.ForwardingStore;
import io.cognigydeploy.core.runs.RunStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Approvals that are asked for and given through a run store. */
class StoredApprovalTest {

    @TempDir
    private Path records;

    private RunStore store;
    private BotRelease release;

    @BeforeEach
    void setUp() {
        store = RunStore.files(records);
        release = new BotRelease(records).with(builder -> builder.gate(Approval.in(store)));
    }

    /** Decides what is pending, a while from now by the clock of the platform. */
    private void decideAfter(Duration time, boolean approved, String reason) {
        var unused = release.fake.time().alarm(time).thenRun(() -> decide(approved, reason));
    }

    private void decide(boolean approved, String reason) {
        for (ApprovalRequest request : store.pending(release.fake.time().now())) {
            store.decide(
                    request.runId(),
                    new ApprovalDecision(
                            request.fingerprint(),
                            approved,
                            "release board",
                            reason,
                            release.fake.time().now()));
        }
    }

    @Test
    void aRunWaitsUntilItIsApprovedElsewhere() {
        decideAfter(Duration.ofMinutes(7), true, "");

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(approval(report).verdict().reason()).isEqualTo("approved by release board");
        assertThat(approval(report).took()).isBetween(Duration.ofMinutes(7), Duration.ofSeconds(7 * 60 + 5));
    }

    @Test
    void aRejectionHasItsReasonInTheReport() {
        decideAfter(Duration.ofMinutes(1), false, "freeze until Monday");

        Report report = release.run();

        assertThat(report.outcome().because()).contains("refused by release board: freeze until Monday");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void theRequestNamesWhatIsAskedAndExpiresWithTheGate() {
        var seen = new ApprovalRequest[1];
        var unused = release.fake
                .time()
                .alarm(Duration.ofMinutes(1))
                .thenRun(
                        () -> seen[0] = store.pending(release.fake.time().now()).get(0));

        Report report = release.run();

        assertThat(seen[0].runId()).isEqualTo(report.runId());
        assertThat(seen[0].target()).isEqualTo(BotRelease.ENVIRONMENT);
        assertThat(seen[0].deployment()).contains(BotRelease.NEW);
        assertThat(seen[0].changes()).isNotEmpty();
        assertThat(Duration.between(seen[0].asked(), seen[0].expires())).isEqualTo(Duration.ofHours(1));
        assertThat(report.outcome().because()).contains("there was no decision within 1 h");
        assertThat(store.pending(release.fake.time().now())).isEmpty();
    }

    /** Begins a run whose process dies while it waits for its approval. */
    private void dieWaiting(Duration after) {
        RunStore mortal = new ForwardingStore(store) {
            @Override
            public Optional<ApprovalDecision> decision(String runId) {
                release.fake.time().advance(after);
                throw new PowerCut.Dead();
            }
        };
        BotRelease dying = new BotRelease(release.fake, records).with(builder -> builder.gate(Approval.in(mortal)));
        assertThatThrownBy(dying::run).isInstanceOf(PowerCut.Dead.class);
    }

    @Test
    void aDecisionIsTakenThoughTheProcessThatWaitedDied() {
        dieWaiting(Duration.ofMinutes(5));
        decide(true, "");

        assertThat(RunWorker.of(store, release.pipeline()).lookOnce())
                .singleElement()
                .satisfies(report -> assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class));
    }

    @Test
    void aWaitThatGoesOnElsewhereEndsWhenTheRequestExpires() {
        dieWaiting(Duration.ofMinutes(50));

        Report report = RunWorker.of(store, release.pipeline()).lookOnce().get(0);

        assertThat(approval(report).took()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void outsideOfARunNothingIsAsked() throws InterruptedException {
        var pipeline = release.pipeline();

        assertThat(pipeline.check(pipeline.plan(release.deployment)))
                .filteredOn(result -> result.name().equals("approval"))
                .singleElement()
                .satisfies(result -> assertThat(result.passed()).isFalse());
        assertThat(store.pending(release.fake.time().now())).isEmpty();
    }

    private static CheckResult approval(Report report) {
        return report.gates().stream()
                .filter(gate -> gate.name().equals("approval"))
                .findFirst()
                .orElseThrow();
    }
}
