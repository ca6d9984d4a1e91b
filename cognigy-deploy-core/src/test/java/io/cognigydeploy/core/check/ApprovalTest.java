package io.cognigydeploy.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ApprovalDecision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class ApprovalTest {

    @TempDir
    private Path records;

    private Report runWith(BotRelease release, Approval approval) {
        return release.with(builder -> builder.gate(approval)).run();
    }

    private static Optional<ApprovalDecision> decided(Plan plan, boolean approved) {
        return Optional.of(new ApprovalDecision(
                plan.fingerprint(), approved, "release board", "", Instant.parse("2026-01-15T11:00:00Z")));
    }

    @Test
    void waitsForTheDecisionAndNamesWhoMadeIt() {
        BotRelease release = new BotRelease(records);
        AtomicInteger looks = new AtomicInteger();

        Report report = runWith(
                release, Approval.from(plan -> looks.incrementAndGet() < 4 ? Optional.empty() : decided(plan, true)));

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.gates()).anySatisfy(gate -> {
            assertThat(gate.name()).isEqualTo("approval");
            assertThat(gate.verdict().reason()).isEqualTo("approved by release board");
            assertThat(gate.took()).isEqualTo(Duration.ofSeconds(15));
        });
    }

    @Test
    void aRefusalStopsTheRun() {
        BotRelease release = new BotRelease(records);

        Report report = runWith(release, Approval.from(plan -> decided(plan, false)));

        assertThat(report.outcome().because()).contains("refused by release board");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void silenceIsNotConsent() {
        BotRelease release = new BotRelease(records);

        Report report = runWith(release, Approval.from(plan -> Optional.empty()).within(Duration.ofMinutes(20)));

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("there was no decision within 20 min");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void theGateWaitsAnHourByDefault() {
        Report report = runWith(new BotRelease(records), Approval.from(plan -> Optional.empty()));

        assertThat(report.outcome().because()).contains("there was no decision within 1 h");
        assertThat(approval(report).took()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theLastLookIsWhenTheTimeIsOver() {
        AtomicInteger looks = new AtomicInteger();

        Report report = runWith(
                new BotRelease(records),
                Approval.from(plan -> {
                            looks.incrementAndGet();
                            return Optional.empty();
                        })
                        .within(Duration.ofMinutes(20))
                        .every(Duration.ofMinutes(7)));

        assertThat(looks).hasValue(4);
        assertThat(approval(report).took()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void aPauseThatIsNoneIsRefused() {
        Approval approval = Approval.from(plan -> Optional.empty());

        for (Duration pause : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> approval.every(pause));
        }
    }

    @Test
    void theVerdictNamesWhoDecidedWhenAndAboutWhat() {
        List<String> fingerprints = new ArrayList<>();

        Report report = runWith(new BotRelease(records), Approval.from(plan -> {
            fingerprints.add(plan.fingerprint());
            return decided(plan, true);
        }));

        assertThat(approval(report).verdict().evidence())
                .containsExactly(
                        new Evidence("by", "release board"),
                        new Evidence("at", "2026-01-15T11:00:00Z"),
                        new Evidence("fingerprint", fingerprints.get(0)));
    }

    private static CheckResult approval(Report report) {
        return report.gates().stream()
                .filter(gate -> gate.name().equals("approval"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anApprovalOfAnotherPlanIsNone() {
        BotRelease release = new BotRelease(records);
        Plan other = release.pipeline()
                .plan(BotDeployment.of(BotRelease.BOT, "v_stable").to(BotRelease.ENVIRONMENT));

        Report report = runWith(release, Approval.from(plan -> decided(other, true)));

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("about another plan");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aPlaceOfDecisionsThatIsDownIsNotConsent() {
        BotRelease release = new BotRelease(records);

        Report report = runWith(release, Approval.from(plan -> {
            throw new IllegalStateException("the board is closed");
        }));

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(release.deploymentsSent()).isZero();
    }
}
