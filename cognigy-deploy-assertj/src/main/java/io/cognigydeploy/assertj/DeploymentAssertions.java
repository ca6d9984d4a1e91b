package io.cognigydeploy.assertj;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.record.Report;

/**
 * Entry points of the assertions, to be imported statically beside those of AssertJ.
 *
 * <pre>{@code
 * assertThat(pipeline.plan(deployment)).changes("bot_1 to v2 in env_1").hasGates("quality gate");
 *
 * Report report = pipeline.run(deployment);
 * assertThat(report).rolledBack().because("health");
 * assertThat(report).gate("quality gate").passed();
 * }</pre>
 */
public final class DeploymentAssertions {

    private DeploymentAssertions() {}

    /** Begins assertions about the report of a run. */
    public static ReportAssert assertThat(Report actual) {
        return new ReportAssert(actual);
    }

    /** Begins assertions about the end of a run. */
    public static OutcomeAssert assertThat(Outcome actual) {
        return new OutcomeAssert(actual);
    }

    /** Begins assertions about a plan. */
    public static PlanAssert assertThat(Plan actual) {
        return new PlanAssert(actual);
    }

    /** Begins assertions about the verdict of a check. */
    public static VerdictAssert assertThat(Verdict actual) {
        return new VerdictAssert(actual);
    }

    /** Begins assertions about the verdict of a named check, such as one of {@code pipeline.check(plan)}. */
    public static VerdictAssert assertThat(CheckResult actual) {
        return new VerdictAssert(actual.verdict()).as("check \"%s\"", actual.name());
    }
}
