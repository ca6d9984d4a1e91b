package io.cognigydeploy.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.client.model.ApprovalStatus;
import io.cognigydeploy.client.model.TestRun;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

public class QualityGateTest {

    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
    private static final BotDeployment DEPLOYMENT =
            BotDeployment.of(BotRelease.BOT, BotRelease.NEW).to(BotRelease.ENVIRONMENT);

    @ParameterizedTest
    @CsvSource({
        "200, 200, 0.95, Pass",
        "200, 190, 0.95, Pass",
        "200, 189, 0.95, Fail",
        "20, 19, 0.95, Pass",
        "1, 1, 1.0, Pass",
        "1, 0, 1.0, Fail",
        "1000000, 999999, 1.0, Fail",
        "3, 2, 0.6666, Pass",
        "3, 2, 0.6667, Fail",
        "200, 0, 0.95, Fail",
        "0, 0, 0.95, Inconclusive",
        "200, 201, 0.95, Inconclusive",
        "-200, -200, 0.95, Inconclusive",
        "200, -1, 0.95, Inconclusive",
        "-1, 0, 0.95, Inconclusive",
        "0, 5, 0.95, Inconclusive",
    })
    void theShareOfPassedTestsDecides(long total, long passed, double required, String verdict) {
        QualityGate gate = QualityGate.suite(BotRelease.SUITE).minPassRate(required);
        TestRun run = TestRun.builder().totalTests(total).passedTests(passed).build();

        assertThat(gate.judge(List.of(run), DEPLOYMENT, NOW).getClass().getSimpleName())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[],\"total\":2}", "{\"results\":[],\"total\":1}"})
    void aListThatContradictsItselfIsNoEmptyOne(String body) throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(Fault.on("GET", "/api/v1/tests/.*").always().body(body, "application/json"));
        ReleaseFixture<BotDeployment> fixture = ReleaseFixture.bot(fake, fake, Path.of("unused"));

        DeploymentPipeline<BotDeployment> pipeline = fixture.pipeline();

        CheckResult gate = pipeline.check(pipeline.plan(fixture.deployment)).get(0);

        assertThat(gate.verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(gate.verdict().reason()).contains("contradicts itself").doesNotContain("has no runs");
    }

    @Test
    void byDefaultEveryTestMustHavePassed() {
        TestRun almost = TestRun.builder().totalTests(200).passedTests(199).build();

        assertThat(QualityGate.suite("s").judge(List.of(almost), DEPLOYMENT, NOW))
                .isInstanceOf(Verdict.Fail.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, 0, -0.0, -0.5, 1.0000001, 1.5, 95, Double.POSITIVE_INFINITY})
    void aPassRateThatIsNoShareIsRefused(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QualityGate.suite("s").minPassRate(share))
                .withMessageContaining("such as 0.95");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void onlyAWholeApprovedRecentRunOfWhatIsDeployedPasses(String what, TestRun run, Class<?> verdict) {
        assertThat(gate().judge(List.of(run), DEPLOYMENT, NOW)).as(what).isInstanceOf(verdict);
    }

    static Stream<Arguments> runs() {
        Class<?> pass = Verdict.Pass.class;
        Class<?> fail = Verdict.Fail.class;
        Class<?> open = Verdict.Inconclusive.class;
        return Stream.of(
                Arguments.of("good", good().build(), pass),
                Arguments.of(
                        "approved in capitals",
                        good().approvalStatus(status("APPROVED")).build(),
                        pass),
                Arguments.of("pending", good().approvalStatus(status("pending")).build(), fail),
                Arguments.of(
                        "rejected", good().approvalStatus(status("rejected")).build(), fail),
                Arguments.of(
                        "approved-ish",
                        good().approvalStatus(status("approved_by_bot")).build(),
                        fail),
                Arguments.of("approval empty", good().approvalStatus(status("")).build(), fail),
                Arguments.of(
                        "just young enough",
                        good().createdAt(NOW.minus(Duration.ofDays(1))).build(),
                        pass),
                Arguments.of(
                        "too old",
                        good().createdAt(NOW.minus(Duration.ofDays(1)).minusMillis(1))
                                .build(),
                        fail),
                Arguments.of(
                        "a clock a little ahead",
                        good().createdAt(NOW.plusSeconds(30)).build(),
                        pass),
                Arguments.of(
                        "made tomorrow",
                        good().createdAt(NOW.plus(Duration.ofDays(1))).build(),
                        open),
                Arguments.of("this bot", good().botId(BotRelease.BOT).build(), pass),
                Arguments.of("another bot", good().botId("bot_other").build(), fail),
                Arguments.of("this version", good().version(BotRelease.NEW).build(), pass),
                Arguments.of("another version", good().version(BotRelease.OLD).build(), fail),
                Arguments.of(
                        "this environment",
                        good().environmentId(BotRelease.ENVIRONMENT).build(),
                        pass),
                Arguments.of(
                        "another environment", good().environmentId("env_dev").build(), fail));
    }

    @ParameterizedTest
    @MethodSource("runsThatLackSomething")
    void whatTheRunDoesNotSayIsNeverAPass(String what, TestRun run) {
        assertThat(gate().judge(List.of(run), DEPLOYMENT, NOW)).as(what).isNotInstanceOf(Verdict.Pass.class);
    }

    static Stream<Arguments> runsThatLackSomething() {
        TestRun.Builder nothing = TestRun.builder();
        return Stream.of(
                Arguments.of("nothing", nothing.build()),
                Arguments.of(
                        "no total",
                        TestRun.builder()
                                .passedTests(200)
                                .approvalStatus(status("approved"))
                                .createdAt(NOW)
                                .build()),
                Arguments.of(
                        "no passed",
                        TestRun.builder()
                                .totalTests(200)
                                .approvalStatus(status("approved"))
                                .createdAt(NOW)
                                .build()),
                Arguments.of(
                        "no approval",
                        TestRun.builder()
                                .totalTests(200)
                                .passedTests(200)
                                .createdAt(NOW)
                                .build()),
                Arguments.of(
                        "no date",
                        TestRun.builder()
                                .totalTests(200)
                                .passedTests(200)
                                .approvalStatus(status("approved"))
                                .build()));
    }

    @Test
    void aSuiteWithoutRunsIsInconclusiveAndTheReasonSaysWhatToDo() {
        assertThat(gate().judge(List.of(), DEPLOYMENT, NOW))
                .isInstanceOf(Verdict.Inconclusive.class)
                .extracting(Verdict::reason)
                .asString()
                .contains(BotRelease.SUITE, "Run it");
    }

    @Test
    void ofSeveralRunsTheLatestCountsInWhateverOrderTheyCome() {
        TestRun oldAndGood = good().createdAt(NOW.minus(Duration.ofHours(3))).build();
        TestRun latestAndBad =
                good().passedTests(10).createdAt(NOW.minus(Duration.ofHours(1))).build();
        TestRun olderAndGood = good().createdAt(NOW.minus(Duration.ofHours(2))).build();

        assertThat(gate().judge(List.of(oldAndGood, latestAndBad, olderAndGood), DEPLOYMENT, NOW))
                .isInstanceOf(Verdict.Fail.class);
        assertThat(gate().judge(List.of(latestAndBad, olderAndGood), DEPLOYMENT, NOW))
                .isInstanceOf(Verdict.Fail.class);
    }

    @Test
    void ofRunsThatAreNotAllDatedThePlatformsFirstCounts() {
        TestRun undated = TestRun.builder().totalTests(200).passedTests(10).build();
        QualityGate gate = QualityGate.suite(BotRelease.SUITE);

        assertThat(gate.judge(List.of(undated, good().build()), DEPLOYMENT, NOW))
                .isInstanceOf(Verdict.Fail.class);
        assertThat(gate.judge(List.of(good().build(), undated), DEPLOYMENT, NOW))
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void allFaultsOfARunAreReportedAtOnce() {
        TestRun bad = good().passedTests(10)
                .approvalStatus(status("pending"))
                .version("v9")
                .createdAt(NOW.minus(Duration.ofDays(3)))
                .build();

        assertThat(gate().judge(List.of(bad), DEPLOYMENT, NOW).reason())
                .contains("10 of 200", "pending", "version v9", "older than");
    }

    @Test
    void theVerdictNamesItsEvidence() {
        assertThat(gate().judge(List.of(good().id("run_7").passedTests(196).build()), DEPLOYMENT, NOW)
                        .evidence())
                .contains(
                        new Evidence("suite", BotRelease.SUITE, Optional.of(Evidence.Fact.TEST_SUITE)),
                        new Evidence("run", "run_7"),
                        new Evidence("made", "2026-01-15T11:00:00Z"),
                        new Evidence("passed", "196"),
                        new Evidence("total", "200"),
                        new Evidence("pass rate", "0.9800", Optional.of(Evidence.Fact.PASS_RATE)),
                        new Evidence("required", "0.9500"),
                        new Evidence("approval", "approved"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[{\"totalTests\":\"NaN\",\"passedTests\":\"NaN\",\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":NaN,\"passedTests\":NaN,\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":100.9,\"passedTests\":100.9,\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":94.5,\"passedTests\":94,\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":null,\"passedTests\":null,\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":\"\",\"passedTests\":\"\",\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":true,\"passedTests\":true,\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":1e400,\"passedTests\":1e400,\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":18446744073709551617,\"passedTests\":18446744073709551617,"
                        + "\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":[200],\"passedTests\":[200],\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"approvalStatus\":\"approved\"}]}",
                "{\"data\":[{\"totalTests\":200,\"passedTests\":200,\"approvalStatus\":null}]}",
                "{\"data\":[{\"totalTests\":200,\"passedTests\":200,\"approvalStatus\":true}]}",
                "{\"data\":[{\"totalTests\":200,\"passedTests\":200,\"approvalStatus\":[\"approved\"]}]}",
                "{\"data\":[null]}",
                "{\"data\":[]}",
                "{\"data\":null}",
                "{\"data\":{}}",
                "{}",
                "[]",
                "null",
                "",
                "approved",
            })
    void evidenceThatMakesNoSenseIsNeverAPass(String answer, @TempDir Path records) {
        BotRelease release = new BotRelease(records);
        release.fault(Fault.on("GET", "/api/v1/tests/.*").always().body(answer, "application/json"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.gates().get(0).passed()).isFalse();
        assertThat(release.deploymentsSent()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"totalTests", "passedTests", "approvalStatus", "createdAt"})
    void aMemberThatCannotBeReadIsNamed(String member) {
        TestRun.Builder run = TestRun.builder().notes(Map.of(member, "could not be read: was {}"));
        if (!member.equals("totalTests")) {
            run.totalTests(200);
        }
        if (!member.equals("passedTests")) {
            run.passedTests(200);
        }
        if (!member.equals("approvalStatus")) {
            run.approvalStatus(status("approved"));
        }
        if (!member.equals("createdAt")) {
            run.createdAt(NOW);
        }

        assertThat(gate().judge(List.of(run.build()), DEPLOYMENT, NOW))
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class,
                        open -> assertThat(open.reason()).contains(member + " could not be read: was {}"));
    }

    private static QualityGate gate() {
        return QualityGate.suite(BotRelease.SUITE)
                .minPassRate(0.95)
                .requireApproval()
                .maxAge(Duration.ofDays(1));
    }

    private static TestRun.Builder good() {
        return TestRun.builder()
                .totalTests(200)
                .passedTests(200)
                .approvalStatus(status("approved"))
                .createdAt(NOW.minus(Duration.ofHours(1)));
    }

    private static ApprovalStatus status(String text) {
        return new ApprovalStatus(text);
    }
}
