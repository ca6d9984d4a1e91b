package io.cognigydeploy.core.check;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.ApprovalStatus;
import io.cognigydeploy.client.model.TestRun;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A gate on the latest run of a test suite. By default every test must have passed. Neither an approval nor a maximum
 * age is required.
 *
 * <p>No run, a run without tests, and missing or impossible counts are {@link Verdict.Inconclusive}. If the platform
 * states the tested bot, version or environment, it must be the deployed one.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class QualityGate implements Check<Plan> {

    /** The largest accepted lead of the platform's clock. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private final String suiteId;
    private final double minPassRate;
    private final boolean approvalRequired;
    private final Optional<Duration> maxAge;

    private QualityGate(String suiteId, double minPassRate, boolean approvalRequired, Optional<Duration> maxAge) {
        this.suiteId = suiteId;
        this.minPassRate = minPassRate;
        this.approvalRequired = approvalRequired;
        this.maxAge = maxAge;
    }

    /** Returns a gate on the latest run of a suite that requires all tests to have passed. */
    public static QualityGate suite(String suiteId) {
        Argument.text("suiteId", suiteId);
        return new QualityGate(suiteId, 1.0, false, Optional.empty());
    }

    /**
     * Returns this gate with another minimum share of passed tests. Default: 1.
     *
     * @param share above 0 and at most 1
     * @throws IllegalArgumentException if the share is out of range
     */
    public QualityGate minPassRate(double share) {
        // Written so that NaN is refused too.
        if (!(share > 0 && share <= 1)) {
            throw Argument.refused("share", "above 0 and at most 1, such as 0.95", share);
        }
        return new QualityGate(suiteId, share, approvalRequired, maxAge);
    }

    /** Returns this gate, requiring also that the run was approved. */
    public QualityGate requireApproval() {
        return new QualityGate(suiteId, minPassRate, true, maxAge);
    }

    /** Returns this gate with a maximum age of the run. A run without a time is then {@link Verdict.Inconclusive}. */
    public QualityGate maxAge(Duration age) {
        Argument.positive("age", age);
        return new QualityGate(suiteId, minPassRate, approvalRequired, Optional.of(age));
    }

    @Override
    public String name() {
        return "test suite " + suiteId;
    }

    /** Returns the id of the suite. */
    @Override
    public List<Evidence> about() {
        return List.of(suite());
    }

    private Evidence suite() {
        return Evidence.of(Fact.TEST_SUITE, "suite", suiteId);
    }

    @Override
    public Verdict judge(Plan plan) {
        return Reading.orElse(
                () -> judge(plan.cognigy(), plan.deployment()),
                e -> Verdict.inconclusive("could not be judged: " + e.getMessage(), suite()));
    }

    /**
     * Judges the latest run now, without a plan. Changes nothing.
     *
     * @throws CognigyException if the runs cannot be read
     */
    public Verdict judge(CognigyClient cognigy, Deployment deployment) {
        List<TestRun> runs = cognigy.lists().latestTestRuns(suiteId);
        return judge(runs, deployment, cognigy.time().now());
    }

    /**
     * Judges runs that the caller has read.
     *
     * @param runs the runs in any order; the latest counts
     */
    public Verdict judge(List<TestRun> runs, Deployment deployment, Instant now) {
        if (runs.isEmpty()) {
            return Verdict.inconclusive("suite " + suiteId + " has no runs. Run it first.", suite());
        }
        // Dates decide if every run has one; otherwise the platform's order does.
        TestRun run = runs.stream().allMatch(each -> each.createdAt().isPresent())
                ? runs.stream()
                        .max(Comparator.comparing(each -> each.createdAt().orElseThrow()))
                        .orElseThrow()
                : runs.get(0);
        Findings findings = new Findings();
        findings.note(suite());
        run.id().ifPresent(id -> findings.note("run", id));
        run.createdAt().ifPresent(at -> findings.note("made", at));
        run.passedTests().ifPresent(passed -> findings.note("passed", passed));
        run.totalTests().ifPresent(total -> findings.note("total", total));

        if (run.totalTests().isEmpty() || run.passedTests().isEmpty()) {
            String absent = "the latest run does not say how many tests it had and passed";
            String unread = run.whyAbsent("passedTests", absent);
            return findings.inconclusive(run.totalTests().isEmpty() ? run.whyAbsent("totalTests", unread) : unread);
        }
        long total = run.totalTests().get();
        long passed = run.passedTests().get();
        if (total == 0) {
            return findings.inconclusive("the latest run had no tests");
        }
        if (total < 0 || passed < 0 || passed > total) {
            return findings.inconclusive(
                    "the latest run claims " + passed + " of " + total + " tests passed, which is impossible");
        }
        double rate = (double) passed / total;
        findings.note(Evidence.of(Fact.PASS_RATE, "pass rate", String.format(Locale.ROOT, "%.4f", rate)));
        findings.note("required", String.format(Locale.ROOT, "%.4f", minPassRate));

        if (rate < minPassRate) {
            findings.against(passed + " of " + total + " tests passed, which is below " + minPassRate);
        }
        deployment.bot().ifPresent(bot -> {
            differs("bot", run.botId(), bot.id()).ifPresent(findings::against);
            differs("version", run.version(), bot.version()).ifPresent(findings::against);
            bot.environmentId()
                    .filter(id -> !run.environmentId().equals(bot.environmentName()))
                    .flatMap(id -> differs("environment", run.environmentId(), id))
                    .ifPresent(findings::against);
        });
        if (approvalRequired && run.approvalStatus().isEmpty() && run.notes().containsKey("approvalStatus")) {
            findings.open(run.whyAbsent("approvalStatus", ""));
        } else if (approvalRequired) {
            String approval = run.approvalStatus().map(ApprovalStatus::text).orElse("not stated");
            findings.note("approval", approval);
            if (!approval.equals(ApprovalStatus.APPROVED.text())) {
                findings.against("the run is not approved (approval is " + approval + ")");
            }
        }
        if (maxAge.isPresent() && run.createdAt().isEmpty()) {
            findings.open(run.whyAbsent("createdAt", "the latest run does not say when it was made"));
        } else if (maxAge.isPresent()) {
            Instant made = run.createdAt().orElseThrow();
            if (Duration.between(made, now).compareTo(maxAge.get()) > 0) {
                findings.against("the run is older than " + Time.inWords(maxAge.get()));
            }
            if (made.isAfter(now.plus(CLOCKS_APART))) {
                findings.open("the latest run is dated in the future");
            }
        }
        return findings.verdict(passed + " of " + total + " tests passed");
    }

    private static Optional<String> differs(String what, Optional<String> tested, String wanted) {
        return tested.filter(stated -> !stated.equals(wanted))
                .map(stated -> "the run tested " + what + " " + stated + ", not " + wanted);
    }
}
