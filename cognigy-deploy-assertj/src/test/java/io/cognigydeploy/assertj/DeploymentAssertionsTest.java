package io.cognigydeploy.assertj;

import static io.cognigydeploy.assertj.DeploymentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The subjects that the assertions accept, and the messages about those that they refuse. */
class DeploymentAssertionsTest {

    private static final String SECRET = "sk-9f8e7d6c5b4a32100123456789abcdef";

    private static final BotDeployment RELEASE =
            BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1");

    @TempDir
    private Path records;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    private DeploymentPipeline<BotDeployment> pipeline(UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> more) {
        return more.apply(BotDeployment.pipeline(fake.client()).journal(records))
                .build();
    }

    private Report report(UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> more) {
        return pipeline(more).run(RELEASE);
    }

    private static String message(ThrowingCallable assertion) {
        Throwable failure = catchThrowable(assertion);
        assertThat(failure).isInstanceOf(AssertionError.class);
        return String.valueOf(failure.getMessage()).replace("\r\n", "\n");
    }

    @Test
    void aReleaseThatSucceedsIsAccepted() {
        Report report = report(pipeline -> pipeline.gate("freeze", plan -> Verdict.pass("no freeze"))
                .verify("calls", applied -> Verdict.pass("calls work", Evidence.of("calls", 3))));

        assertThat(report).succeeded().confirmed().because("v2.4.1-stable").hasChanged("bot-version");
        assertThat(report.outcome()).succeeded();
        assertThat(report).gate("freeze").passed().because("no freeze");
        assertThat(report).verification("calls").passed().hasEvidence("calls", 3);
    }

    @Test
    void aFailedVerificationRollsBack() {
        Report report = report(pipeline -> pipeline.verify("calls", applied -> Verdict.fail("no call works")));

        assertThat(report).rolledBack().because("no call works").hasChanged("bot-version");
        assertThat(report).verification("calls").failed().because("no call works");
    }

    @Test
    void aGateRejects() {
        Report report = report(pipeline -> pipeline.gate("freeze", plan -> Verdict.inconclusive("no calendar")));

        assertThat(report).rejected().because("no calendar").hasChangedNothing();
        assertThat(report).gate("freeze").inconclusive();
    }

    @Test
    void aRefusedRequestHasFailedAndChangedNothing() {
        fake.fail(Fault.on("POST", "/api/v1/deployments").status(403));

        assertThat(report(pipeline -> pipeline)).failed().because("403").hasChangedNothing();
    }

    @Test
    void plansAreCompared() throws InterruptedException {
        var pipeline = pipeline(more -> more.gate("freeze", plan -> Verdict.pass("no freeze")));
        Plan plan = pipeline.plan(RELEASE);

        assertThat(plan).changes("v2.4.1-stable").hasGates("freeze");
        assertThat(pipeline.check(plan))
                .isNotEmpty()
                .allSatisfy(result -> assertThat(result).passed());
    }

    static Stream<Outcome> outcomes() {
        return Stream.of(
                new Outcome.Succeeded("it is", List.of()),
                new Outcome.Rejected("it is"),
                new Outcome.Failed("it is"),
                new Outcome.Cancelled("it is"),
                new Outcome.RolledBack("it is"),
                new Outcome.RollbackFailed("it is", "refused", "look"),
                new Outcome.Unknown("it is", "look"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void exactlyOneEndIsThatOfAnOutcome(Outcome outcome) {
        List<Consumer<OutcomeAssert>> ends = List.of(
                OutcomeAssert::succeeded,
                OutcomeAssert::rejected,
                OutcomeAssert::failed,
                OutcomeAssert::cancelled,
                OutcomeAssert::rolledBack,
                OutcomeAssert::rollbackFailed,
                OutcomeAssert::unknown);

        assertThat(ends.stream().filter(end -> catchThrowable(() -> end.accept(assertThat(outcome))) == null))
                .hasSize(1);
        assertThat(outcome).because("it", "is");
    }

    @Test
    void theMessageOfAReportIsItsOwnText() {
        Report report = report(pipeline -> pipeline.gate("quality", plan -> Verdict.pass("196 of 200"))
                .gate("freeze", plan -> Verdict.fail("frozen until Monday, 100 %d")));

        assertThat(message(() -> assertThat(report).as("release").succeeded()))
                .startsWith("[release] \nExpected the run to end as succeeded,\nbut it ended as rejected.\n\n"
                        + "Rejected: ")
                .contains(
                        "frozen until Monday, 100 %d",
                        "run       " + report.runId(),
                        "\n  gate \"quality\" passed: 196 of 200",
                        "\n  gate \"freeze\" FAILED: frozen until Monday, 100 %d");
    }

    @Test
    void theOtherMessagesStateWhatThereIs() {
        Report report = report(pipeline -> pipeline.gate("freeze", plan -> Verdict.fail("frozen")));
        Plan plan = pipeline(pipeline -> pipeline).plan(RELEASE);

        assertThat(message(() -> assertThat(report).because("quality")))
                .contains("Expected the reason of the end to have \"quality\",\nbut the reason was \"");
        assertThat(message(() -> assertThat(report).gate("freez").failed()))
                .contains("Expected a gate \"freez\" to be judged,\nbut judged were \"freeze\", \"environment");
        assertThat(message(() -> assertThat(report).verification("calls")))
                .contains("Expected a verification \"calls\" to be judged,\nbut none was.");
        assertThat(message(() -> assertThat(report).gate("freeze").passed()))
                .isEqualTo("[gate \"freeze\" of run " + report.runId()
                        + "] \nExpected the verdict pass,\nbut it was fail: frozen");
        assertThat(message(() -> assertThat(report).hasChanged("bot-version")))
                .contains("Expected the changes \"bot-version\" to be accepted,\nbut accepted were none.");
        assertThat(message(() -> assertThat(plan).isEmpty()))
                .contains("Expected no changes,\nbut was:\nPlan: ", "\n  change  ");
        assertThat(message(() -> assertThat(plan).changes("v1")))
                .contains("Expected the changes to be \"v1\",\nbut was:\nPlan: ");
        assertThat(message(() -> assertThat(plan).hasGates("freeze"))).contains("Expected the gates \"freeze\",\n");
        assertThat(message(() -> assertThat(new Outcome.Succeeded("done", List.of("the hash")))
                        .confirmed()))
                .contains("Expected every point to be confirmed,\nbut not confirmed were: the hash.");
        assertThat(message(() -> assertThat(Verdict.fail("3 of 4", Evidence.of("passed", 3)))
                        .hasEvidence("passed", 4)))
                .isEqualTo("\nExpected the evidence \"passed 4\",\nbut it was fail: 3 of 4\n  passed 3");
    }

    @Test
    void aChangeThatWasSentIsOne() {
        Report report = report(pipeline -> pipeline);

        assertThat(message(() -> assertThat(report).hasChangedNothing()))
                .contains("Expected no request with an effect,\nbut sent were \"bot-version/apply\".");
    }

    @Test
    void textsFromOutsideChangeNoTerminal() {
        Report report = report(pipeline -> pipeline.gate("freeze", plan -> Verdict.fail("\u001b[2Jfrozen")));

        assertThat(message(() -> assertThat(report).succeeded())).doesNotContain("\u001b");
        assertThat(message(() -> assertThat(report).gate("freeze").passed())).doesNotContain("\u001b");
    }

    @Test
    void noMessageHasASecret() {
        var pipeline = pipeline(more -> more.gate("freeze", plan -> Verdict.fail("frozen, says " + SECRET)));
        Plan plan = pipeline.plan(RELEASE.override("apiKey", SECRET));
        Report report = pipeline.run(plan);

        assertThat(message(() -> assertThat(plan).isEmpty())).doesNotContain(SECRET);
        assertThat(message(() -> assertThat(report).succeeded())).doesNotContain(SECRET);
        assertThat(message(() -> assertThat(report).gate("freeze").passed())).doesNotContain(SECRET);
    }

    @Test
    void nothingIsComparedWithAnAbsentReport() {
        assertThatThrownBy(() -> new ReportAssert(absent()).succeeded())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting actual not to be null");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T absent() {
        return null;
    }

    @Test
    void assertionsCanBeSoft() {
        Report report = report(pipeline -> pipeline.gate("freeze", plan -> Verdict.fail("frozen")));
        SoftAssertions softly = new SoftAssertions();
        ReportAssert soft = softly.proxy(ReportAssert.class, Report.class, report);
        soft.succeeded();
        soft.because("quality");

        assertThat(softly.assertionErrorsCollected()).hasSize(2);
    }
}
