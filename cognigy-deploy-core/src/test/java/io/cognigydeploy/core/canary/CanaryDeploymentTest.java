package io.cognigydeploy.core.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.model.CanaryRequest;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.store.ChainedLog;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.RecordedRequest;
import io.cognigydeploy.testing.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bot versions by degrees. */
public class CanaryDeploymentTest {

    private static final String SHARE = "/api/v1/bots/bot_abc123/deploy";
    private static final String REVERT = "/api/v1/deployments/dep_0001/rollback";
    private static final String METRICS = "/api/v1/metrics/conversations";
    private static final String HOOKS = "/api/v1/webhooks";
    private static final String GOOD = """
        {"error_rate":0.01,"satisfaction_score":4.5,"avg_latency_ms":250,"conversation_count":100}\
        """;

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private ReleaseFixture<CanaryDeployment> fixture;

    @BeforeEach
    void setUp() {
        begin(FakeCognigy.withDefaultWorld());
    }

    @AfterEach
    void tearDown() {
        assertThat(Thread.interrupted()).as("interrupt flag left over").isFalse();
    }

    private void begin(FakeCognigy fake) {
        fixture = ReleaseFixture.canary(fake, fake, records);
    }

    /** Sets the canary's errors, and its conversations a minute at its first share, of 5 %. */
    private void canaryGoes(double errorRate, double perMinute) {
        Traffic all = Traffic.good().perMinute(20 * perMinute);
        fixture.fake
                .traffic(ReleaseFixture.CANARY_BOT, "canary", all.errorRate(errorRate))
                .traffic(ReleaseFixture.CANARY_BOT, "stable", all.errorRate(0.03));
    }

    private void options(UnaryOperator<WatchOptions.Builder> change) {
        CanaryValidator now = fixture.deployment.validator();
        WatchOptions.Builder builder = WatchOptions.builder().from(now.options());
        fixture.deployment =
                fixture.deployment.validatedBy(now.with(change.apply(builder).build()));
    }

    private String live() {
        return fixture.fake
                .liveVersion(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE)
                .orElse("nothing");
    }

    /** The shares that the platform was asked for, in order. */
    private List<Double> shares() {
        return fixture.sent(SHARE).stream()
                .map(CanaryDeploymentTest::body)
                .map(body -> body.path("traffic_matrix").path("canary").asDouble())
                .toList();
    }

    private static JsonNode body(RecordedRequest request) {
        try {
            return Json.MAPPER.readTree(request.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Report runInterrupted() {
        Report report = fixture.run();
        assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        return report;
    }

    private String allRecords(Report report) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(report.folder().orElseThrow())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    // ---------------------------------------------------------------- the way it should go

    @Test
    void aHealthyCanaryIsLedAlongTheRampAndPromoted() throws IOException {
        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed()).isEmpty();
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_NEW);
        assertThat(shares()).containsExactly(5.0, 25.0, 50.0, 100.0);
        DecisionRecord decision = report.canary().orElseThrow();
        assertThat(decision.verdict().call()).isEqualTo(Call.PROMOTE);
        String written = Files.readString(report.folder().orElseThrow().resolve("decision.json"));
        assertThat(DecisionRecord.parse(written).replay().toJson()).isEqualTo(written.strip());
        assertThat(report.toHtml()).contains("<svg", "Evidence (e-value");
        assertThat(report.toMarkdown()).contains("## Canary");
        assertThat(ChainedLog.verify(report.folder().orElseThrow().resolve("journal.jsonl"))
                        .problem())
                .isEmpty();
    }

    @Test
    void sharesGoOnTheWireAsPercentAndUnderTheCap() {
        fixture.run();

        JsonNode first = body(fixture.sent(SHARE).get(0));
        assertThat(first.path("traffic_matrix").toString()).isEqualTo("{\"stable\":95.0,\"canary\":5.0}");
        assertThat(first.path("max_traffic_percentage").asDouble()).isEqualTo(50);
        assertThat(first.path("rollback_thresholds").toString())
                .isEqualTo("{\"error_rate\":0.05,\"satisfaction_score\":3.5,\"max_latency_ms\":1500.0}");
        assertThat(first.path("enable_metric_aggregation").asBoolean()).isTrue();
        assertThat(fixture.sent(SHARE).get(0).header("X-Deployment-Type")).contains("canary");
        assertThat(fixture.sent(SHARE).get(0).header("X-Format-Verification")).contains("strict");
        assertThat(fixture.fake.violations()).isEmpty();
    }

    /** Of the reads, those of the metrics alone: the documentation lists the others as differences. */
    @Test
    void theRequestsAreTheDocumentedOnesInTheirOrderButForTheWebhookThatComesFirstAndThePromotion() {
        fixture.fake.rawMetrics(ReleaseFixture.CANARY_BOT, GOOD);
        fixture.deployment = fixture.deployment
                .validatedBy(CanaryValidator.limits(Map.of(Metric.ERROR_RATE, 0.05)))
                .guardedBy(RollbackThresholds.builder().maxErrorRate(0.05).build());
        options(options ->
                options.ramp(Ramp.percent(5).cap(10)).stepTime(Duration.ZERO).window(Duration.ofMinutes(5)));
        fixture.with(builder -> builder.notify(PlatformAudit.log()));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);

        List<String> wire = fixture.wire().stream()
                .filter(request -> request.startsWith("POST") || request.endsWith(METRICS))
                .dropWhile(request -> request.endsWith(METRICS))
                .toList();
        assertThat(wire)
                .containsExactly(
                        "POST " + HOOKS,
                        "POST " + SHARE,
                        "GET " + METRICS,
                        "GET " + METRICS,
                        "GET " + METRICS,
                        "GET " + METRICS,
                        "GET " + METRICS,
                        "POST " + SHARE,
                        "POST /api/v1/audit/logs",
                        "POST /api/v1/audit/logs");
        assertThat(fixture.fake.violations()).isEmpty();
    }

    @Test
    void whatDecidesIsInTheManifestBeforeTheFirstRequest() {
        Report report = fixture.run();

        String manifest = Manifest.read(report.folder().orElseThrow().resolve("manifest.json"))
                .json();
        assertThat(manifest).contains("\"alpha\":0.05", "\"beta\":0.05", "\"margin\":2", "\"ratios\":[1.5,2,3,5,10]");
        List<Class<?>> order =
                fixture.events.stream().<Class<?>>map(Object::getClass).toList();
        assertThat(order.indexOf(Event.ManifestWritten.class)).isLessThan(order.indexOf(Event.MutationIntended.class));
    }

    @Test
    void metricsAreAskedForByCanaryAndOverSpansThatNeitherOverlapNorBeginBeforeTheCanary() {
        Report report = fixture.run();

        List<Observation.Window> windows = report.canary().orElseThrow().observations().stream()
                .map(Observation.Window.class::cast)
                .toList();
        Instant routed = fixture.events.stream()
                .filter(Event.CanaryBegun.class::isInstance)
                .map(event -> ((Event.CanaryBegun) event).since())
                .findFirst()
                .orElseThrow();
        assertThat(windows.get(0).from()).isAfterOrEqualTo(routed);
        for (int i = 1; i < windows.size(); i++) {
            assertThat(windows.get(i).from())
                    .isAfterOrEqualTo(windows.get(i - 1).to());
        }
        assertThat(fixture.fake.requests("GET", METRICS))
                .filteredOn(request -> request.query().contains("arm=canary"))
                .isNotEmpty()
                .allMatch(request -> request.query().contains("deploymentId=dep_0001"));
    }

    @Test
    void aPlanChangesNothing() {
        Plan plan = fixture.pipeline().plan(fixture.deployment);

        assertThat(plan.changes())
                .containsExactly(
                        "register webhook canary_completion_bot_abc123 at ci.example.com",
                        "give version 2.1.0-canary of bot bot_abc123 5 % of the conversations in env_prod_456");
        assertThat(plan.describe()).contains("of the canary and of the live version");
        assertThat(fixture.fake.requests())
                .noneMatch(request ->
                        request.method().equals("POST") && !request.path().equals("/oauth/token"));
    }

    // ---------------------------------------------------------------- rolled back

    @Test
    void aSickCanaryIsRolledBackAndTheRollbackIsConfirmed() {
        canaryGoes(0.2, 40);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.canary().orElseThrow().verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(fixture.sent(REVERT)).hasSize(1);
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
    }

    @Test
    void aRollbackThatThePlatformDoesNotCarryOutIsNotReportedAsOne() {
        fixture.fake.everyCanary(JobScript.states("running").rollback("rolling_back", "rollback_failed"));
        canaryGoes(0.2, 40);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(report.toText()).contains("what to do");
    }

    @Test
    void aCanaryThatThePlatformItselfEndsIsReported() {
        fixture.fake.everyCanary(JobScript.states("running", "running", "running", "failed"));

        Report report = fixture.run();

        assertThat(report.outcome().isSuccess()).isFalse();
        assertThat(report.outcome().because()).contains("the platform ended canary dep_0001 in env_prod_456 by itself");
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
        assertThat(shares()).containsExactly(5.0);
    }

    @Test
    void aCancelledWatchRollsTheCanaryBack() {
        fixture.at(Event.CanaryObserved.class, () -> Thread.currentThread().interrupt());

        Report report = runInterrupted();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
        assertThat(fixture.sent(REVERT)).hasSize(1);
    }

    // ---------------------------------------------------------------- metrics that say nothing

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "[]",
                "{\"error_rate\":null,\"conversation_count\":null}",
                "{\"error_rate\":0.0}",
                "{\"error_rate\":0.0,\"conversation_count\":0}",
                "{\"error_rate\":-1,\"conversation_count\":100}",
                "{\"error_rate\":7,\"conversation_count\":100}",
                "{\"error_rate\":\"NaN\",\"conversation_count\":100}",
                "{\"error_rate\":0.0,\"conversation_count\":1e300}",
                "not json at all"
            })
    void metricsThatSayNothingNeitherPromoteNorRollBack(String answer) {
        fixture.fake.rawMetrics(ReleaseFixture.CANARY_BOT, GOOD, GOOD, answer);
        options(options -> options.atEnd(Policy.ASK).afterOutage(Policy.ASK).outageBudget(Duration.ofMinutes(3)));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("keeps 5 %");
        assertThat(shares()).containsExactly(5.0);
        assertThat(fixture.sent(REVERT)).isEmpty();
    }

    @Test
    void metricsThatCannotBeReadAtAllStopItBeforeTheFirstRequest() {
        fixture.fault(Fault.on("GET", METRICS).always().status(503));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.gate(report, "canary metrics")).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(shares()).isEmpty();
    }

    @Test
    void metricsThatThePlanReadAWhileAgoAreReadAgain() throws InterruptedException {
        DeploymentPipeline<CanaryDeployment> pipeline = fixture.pipeline();
        Plan plan = pipeline.plan(fixture.deployment);
        fixture.fake.time().sleep(Duration.ofSeconds(2));
        fixture.fault(Fault.on("GET", METRICS).always().status(503));

        assertThat(pipeline.check(plan))
                .filteredOn(gate -> gate.name().equals("canary metrics"))
                .singleElement()
                .satisfies(gate -> assertThat(gate.verdict())
                        .isInstanceOfSatisfying(
                                Verdict.Inconclusive.class,
                                open -> assertThat(open.reason()).contains("could not be watched", "GET " + METRICS)));
    }

    @Test
    void anOutageOfTheMetricsIsBorneAndDecidesNothing() {
        fixture.fault(Fault.on("GET", METRICS).nth(6).times(40).status(503));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.canary().orElseThrow().verdict().grounds().refused())
                .containsKey(Observation.Defect.UNREACHABLE);
    }

    @Test
    void anOutageBeyondItsBudgetIsAMatterOfPolicy() {
        options(options -> options.afterOutage(Policy.ROLL_BACK).outageBudget(Duration.ofMinutes(5)));
        fixture.at(
                Event.CanaryObserved.class,
                () -> fixture.fault(Fault.on("GET", METRICS).always().status(503)));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("not shown to be good enough", "no usable data");
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
    }

    @Test
    void aPersonWhoWasAskedCanHaveItWatchedOn() {
        options(options -> options.afterOutage(Policy.ASK).outageBudget(Duration.ofMinutes(5)));
        fixture.at(
                Event.CanaryObserved.class,
                () -> fixture.fault(Fault.on("GET", METRICS).times(60).status(503)));
        Report asked = fixture.run();
        assertThat(asked.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
        fixture.fake.fail(Fault.on("GET", "/nothing").times(1).status(503));

        Report report = fixture.pipeline().resume(asked.runId());
        while (report.outcome() instanceof Outcome.Unknown) {
            report = fixture.pipeline().resume(asked.runId());
        }

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_NEW);
        assertThat(shares()).containsExactly(5.0, 25.0, 50.0, 100.0);
    }

    // ---------------------------------------------------------------- little traffic

    @Test
    void fewConversationsNeverPromoteAndTheCanaryIsHeldAndWatched() {
        canaryGoes(0, 0.05);
        fixture.interruptAt(150);

        Report report = runInterrupted();

        assertThat(shares()).containsExactly(5.0);
        assertThat(fixture.events)
                .anyMatch(event -> event instanceof Event.Waiting
                        && event.describe().contains("keeps 5 %")
                        && event.describe().contains("The time is over"));
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROLL_BACK", "ASK"})
    void whatIsDoneAtTheEndOfTheTimeIsAMatterOfPolicy(Policy policy) {
        canaryGoes(0, 0.2);
        options(options -> options.atEnd(policy));

        Report report = fixture.run();

        assertThat(report.outcome())
                .isInstanceOf(policy == Policy.ASK ? Outcome.Unknown.class : Outcome.RolledBack.class);
        assertThat(report.canary().orElseThrow().verdict().call()).isEqualTo(Call.UNDECIDED);
    }

    // ---------------------------------------------------------------- other judges and platforms

    @Test
    void simpleLimitsNeedFiftyConversationsAndPromoteAtTheEndOfTheTime() {
        fixture.deployment = fixture.deployment.validatedBy(CanaryValidator.limits(Map.of(Metric.ERROR_RATE, 0.05)));
        canaryGoes(0.01, 40);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.took()).isGreaterThanOrEqualTo(Duration.ofMinutes(60));
        assertThat(report.canary().orElseThrow().verdict().grounds().judge()).isEqualTo("threshold");
    }

    @Test
    void oneBadConversationIsNoReasonToRollBack() {
        fixture.deployment = fixture.deployment.validatedBy(CanaryValidator.limits(Map.of(Metric.ERROR_RATE, 0.05)));
        fixture.fake.rawMetrics(
                ReleaseFixture.CANARY_BOT,
                GOOD,
                GOOD,
                "{\"error_rate\":1.0,\"conversation_count\":1}",
                "{\"error_rate\":0.0,\"conversation_count\":200}");

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void whereOnlyTheCanaryIsMeasuredItIsHeldAgainstLimitsAndTheReportSaysWhatThatCannotExclude() {
        fixture.fake.rawMetrics(ReleaseFixture.CANARY_BOT, GOOD);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.canary().orElseThrow().verdict().grounds().cannotExclude())
                .isNotEmpty();
        assertThat(report.toText()).contains("cannot exclude");
        assertThat(fixture.fake.requests("GET", METRICS))
                .filteredOn(request -> request.query().contains("window=1m")
                        && !request.query().contains("arm="))
                .isNotEmpty();
    }

    @Test
    void aShadowJudgeIsAskedAndNotObeyed() {
        options(options -> options.addShadows(Judge.threshold(Map.of(Metric.ERROR_RATE, 0.0001), 1, 0)));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.canary().orElseThrow().shadowVerdicts())
                .singleElement()
                .matches(shadow -> shadow.disagrees());
        assertThat(report.toHtml()).contains("<b class=\"open\">disagrees: ");
    }

    @Test
    void evidenceAgainstTheCanaryTakesUsersFromIt() {
        options(options -> options.holdAt(1.5).goBackAt(2));
        int[] moves = {0};
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationConfirmed confirmed
                    && confirmed.mutation().startsWith("canary/share-")
                    && ++moves[0] == 1) {
                canaryGoes(0.075, 40);
            }
        }));

        fixture.run();

        assertThat(shares()).startsWith(5.0, 25.0, 5.0);
    }

    // ---------------------------------------------------------------- before the start

    @Test
    void aDeploymentUnderWayStopsIt() {
        fixture.fake.startDeployment(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE, ReleaseFixture.CANARY_NEW);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.gate(report, "no other deployment").reason()).contains("dep_0001");
        assertThat(shares()).isEmpty();
    }

    @Test
    void aVersionThatIsLiveAlreadyStopsIt() {
        fixture.deployment = CanaryDeployment.of(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_OLD)
                .to(ReleaseFixture.CANARY_PLACE);

        Report report = fixture.run();

        assertThat(fixture.gate(report, "canary version").reason()).contains("live already");
        assertThat(shares()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAFT", "ARCHIVED", ""})
    void aVersionThatIsNotPublishedStopsIt(String status) {
        begin(ReleaseFixture.world(world -> ReleaseFixture.byId(
                        ReleaseFixture.byId(world, "bots", ReleaseFixture.CANARY_BOT),
                        "versions",
                        ReleaseFixture.CANARY_NEW)
                .put("status", status)));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.gate(report, "canary version")).isInstanceOf(Verdict.Fail.class);
        assertThat(shares()).isEmpty();
    }

    @Test
    void aVersionThatIsNotThereStopsIt() {
        fixture.deployment =
                CanaryDeployment.of(ReleaseFixture.CANARY_BOT, "9.9.9").to(ReleaseFixture.CANARY_PLACE);

        assertThat(fixture.gate(fixture.run(), "canary version").reason()).contains("lists no version 9.9.9");
    }

    @Test
    void theHistoryOfTheLiveVersionIsReadBeforeTheStartAndUsedByTheWatch() {
        fixture.deployment =
                fixture.deployment.validatedBy(fixture.deployment.validator().withHistory(24));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.fake.requests("GET", METRICS))
                .filteredOn(request -> request.query().contains("window=15m")
                        && request.query().contains("arm=stable"))
                .hasSizeGreaterThanOrEqualTo(24);
        assertThat(fixture.gate(report, "canary metrics").toString()).contains("variance of errors, by that of chance");
        assertThat(begun().options().judge().toString()).contains("history=Dispersion[estimate=");
    }

    @Test
    void withoutAStableArmTwiceTheVarianceOfChanceIsAssumedAtFirst() {
        fixture.fake.rawMetrics(ReleaseFixture.CANARY_BOT, GOOD);
        fixture.deployment =
                fixture.deployment.validatedBy(fixture.deployment.validator().withHistory(24));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(begun().options().judge().toString()).contains("assumedDesignEffect=2.0");
    }

    private Event.CanaryBegun begun() {
        return (Event.CanaryBegun) fixture.events.stream()
                .filter(Event.CanaryBegun.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lateMetricsAreAwaited() {
        fixture.fake.metricsLateBy(Duration.ofMinutes(2));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.events).anyMatch(event -> event.describe().contains("no conversations on either arm"));
    }

    /** Gives the bot so many conversations a minute, for long enough to be seen, and limits the run. */
    private void busy(double perMinute) throws InterruptedException {
        fixture.with(builder -> builder.deadline(Duration.ofHours(4)));
        Traffic all = Traffic.good().errorRate(0.03).perMinute(perMinute);
        fixture.fake
                .traffic(ReleaseFixture.CANARY_BOT, "stable", all)
                .traffic(ReleaseFixture.CANARY_BOT, "canary", all);
        fixture.fake.time().sleep(Duration.ofMinutes(20));
    }

    @Test
    void littleTrafficGetsFewerSharesAndMoreTimeAndThePlanSaysSo() throws InterruptedException {
        busy(20);

        Report report = fixture.run();

        assertThat(begun().options().ramp().shares()).containsExactly(25.0, 50.0);
        assertThat(begun().options().window()).isEqualTo(Duration.ofHours(3));
        assertThat(shares().get(0)).isEqualTo(25);
        assertThat(fixture.gate(report, "canary metrics").evidence())
                .contains(Evidence.of("shares and time, chosen for so few conversations", "25 %, 50 % in 180 minutes"));
    }

    @Test
    void aResumedRunKeepsTheSharesAndTheTimeOfItsPlan() throws InterruptedException {
        busy(20);
        CanaryState planned =
                new CanaryKind(fixture.fake.client(), Optional.empty(), Optional.empty()).observe(fixture.deployment);

        CanaryState read = Json.MAPPER.convertValue(Json.tree(planned), CanaryState.class);

        assertThat(read.perMinute()).isEqualTo(planned.perMinute()).isPresent();
        assertThat(fixture.deployment
                        .validator()
                        .fitted(read.perMinute())
                        .options()
                        .window())
                .isEqualTo(Duration.ofHours(3));
    }

    @Test
    void optionsThatAreSetStayWithLittleTraffic() throws InterruptedException {
        busy(20);
        options(now -> now);

        Report report = fixture.run();

        assertThat(begun().options().ramp()).isEqualTo(WatchOptions.defaults().ramp());
        assertThat(begun().options().window()).isEqualTo(Duration.ofHours(1));
        assertThat(fixture.gate(report, "canary metrics").toString()).doesNotContain("chosen");
    }

    @Test
    void usualTrafficKeepsTheDefaults() throws InterruptedException {
        busy(60);

        var unused = fixture.run();

        assertThat(begun().options()).isEqualTo(WatchOptions.defaults());
    }

    @Test
    void aPlanThatCannotDecideSaysSoBeforeItStarts() throws InterruptedException {
        fixture.fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "stable",
                Traffic.good().errorRate(0.03).perMinute(4));
        fixture.fake.time().sleep(Duration.ofMinutes(20));
        options(now -> now);

        DeploymentPipeline<CanaryDeployment> pipeline = fixture.pipeline();
        List<CheckResult> gates = pipeline.check(pipeline.plan(fixture.deployment));

        Verdict metrics = gates.stream()
                .filter(gate -> gate.name().equals("canary metrics"))
                .findFirst()
                .orElseThrow()
                .verdict();
        assertThat(metrics).isInstanceOf(Verdict.Pass.class);
        assertThat(metrics.evidence())
                .contains(
                        Evidence.of("conversations a minute", "4.0"),
                        Evidence.of("chance that a healthy canary is promoted", "0 % (0 to 4)"));
    }

    @Test
    void aPlanThatCanDecideSaysHowLikelyItIs() throws InterruptedException {
        fixture.fake.time().sleep(Duration.ofMinutes(20));

        Verdict metrics = fixture.gate(fixture.run(), "canary metrics");

        String found =
                shown(metrics, "chance that three times the errors are found").orElseThrow();
        assertThat(Integer.parseInt(found.replaceFirst(" % .*", ""))).isGreaterThan(90);
    }

    // ---------------------------------------------------------------- the webhook

    @Test
    void theWebhookIsThereBeforeTheCanaryAndItsSecretInNoRecord() throws IOException {
        Report report = fixture.run();

        List<String> wire = fixture.wire();
        assertThat(wire.indexOf("POST " + HOOKS)).isBetween(0, wire.indexOf("POST " + SHARE));
        assertThat(body(fixture.sent(HOOKS).get(0)).path("secret").asText()).isEqualTo("not-a-real-secret");
        assertThat(allRecords(report)).doesNotContain("not-a-real-secret");
        assertThat(fixture.fake.deliveries())
                .anyMatch(delivery -> delivery.toString().contains("deployment.canary.completed"));
    }

    @Test
    void aWebhookThatIsThereIsNotRegisteredTwice() {
        fixture.run();
        assertThat(fixture.sent(HOOKS)).hasSize(1);
        fixture.deployment = CanaryDeployment.of(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_OLD)
                .to(ReleaseFixture.CANARY_PLACE);

        Report second = fixture.run();

        assertThat(second.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.sent(HOOKS)).hasSize(1);
    }

    @Test
    void aWebhookIsReadBackIfTheAnswerDoesNotStateIt() {
        fixture.fault(Fault.on("POST", HOOKS).body("{\"success\": true}", "application/json"));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.fake.requests("GET", HOOKS)).hasSize(2);
    }

    @Test
    void aWebhookIsNotReadBackIfTheAnswerStatesIt() {
        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.fake.requests("GET", HOOKS)).hasSize(1);
    }

    @Test
    void aWebhookThatIsRefusedEndsItBeforeThereIsACanary() {
        fixture.fault(Fault.on("POST", HOOKS).always().status(403));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(shares()).isEmpty();
    }

    @Test
    void aLostAnswerAboutTheWebhookDoesNotMakeASecond() {
        fixture.fault(Fault.on("POST", HOOKS).dropAfterEffect());

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.sent(HOOKS)).hasSize(1);
    }

    @Test
    void theWebhookStaysWhenTheCanaryIsRefused() {
        fixture.fault(Fault.on("POST", SHARE).always().status(422));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("webhook canary_completion_bot_abc123 stays registered");
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
    }

    // ---------------------------------------------------------------- answers that are lost

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aShareWhoseAnswerIsLostIsNotAskedForAgain(int which) {
        fixture.fault(Fault.on("POST", SHARE).nth(which).dropAfterEffect());

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(shares()).containsExactly(5.0, 25.0, 50.0, 100.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aShareThatDidNotArriveIsAskedForOnceMore(int which) {
        fixture.fault(Fault.on("POST", SHARE).nth(which).drop());

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(shares()).hasSize(5);
        assertThat(fixture.fake.deployments()).hasSize(1);
    }

    @Test
    void aPlatformThatIsDownWhenTheShareIsToRiseIsWaitedFor() {
        fixture.fault(Fault.on("POST", SHARE).nth(2).times(8).notSent());

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aShareThatIsRefusedRollsTheCanaryBack() {
        fixture.fault(Fault.on("POST", SHARE).nth(3).times(10).status(422));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
    }

    @Test
    void aThrottledStartIsSentAgainAfterTheTimeThatThePlatformAsksForAndNotForEver() {
        fixture.fault(Fault.on("POST", SHARE).always().status(429).retryAfter("7"));
        Instant begun = fixture.fake.time().now();

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(fixture.sent(SHARE).size()).isBetween(2, 10);
        assertThat(Duration.between(begun, fixture.fake.time().now())).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
        assertThat(live()).isEqualTo(ReleaseFixture.CANARY_OLD);
    }

    @Test
    void aTokenThatIsRevokedInMidWatchIsFetchedAnew() {
        fixture.fault(Fault.on("GET", METRICS).nth(9).revokeTokens());

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aTokenComesFromWhereThePlatformIs() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        Set<String> hosts = new HashSet<>();
        fixture = ReleaseFixture.canary(
                fake,
                (request, limit) -> {
                    hosts.add(request.uri().getHost());
                    return fake.exchange(request, limit);
                },
                records);

        fixture.run();

        assertThat(fake.requests("POST", "/oauth/token")).hasSize(1);
        assertThat(hosts).containsExactly("cognigy.test");
    }

    // ---------------------------------------------------------------- crashes

    /** The health of a canary, with the outcome of its run. */
    enum CanaryHealth {
        HEALTHY(0.03, Outcome.Succeeded.class),
        SICK(0.15, Outcome.RolledBack.class);

        private final double errorRate;
        private final Class<? extends Outcome> outcome;

        CanaryHealth(double errorRate, Class<? extends Outcome> outcome) {
            this.errorRate = errorRate;
            this.outcome = outcome;
        }
    }

    private static Stream<CanaryHealth> healths() {
        return Stream.of(CanaryHealth.values());
    }

    @ParameterizedTest
    @MethodSource("healths")
    void aRunThatDiedAfterAnyRecordGoesOnWithTheSameEvidence(CanaryHealth health) {
        Report whole = run(health, "whole", Integer.MAX_VALUE);
        assertThat(whole.outcome()).isInstanceOf(health.outcome);
        List<Double> shares = shares();

        for (int number = 1; number < whole.events().size(); number++) {
            Report resumed = run(health, "cut-" + number, number);

            String when = "after record " + number + ", " + whole.events().get(number - 1);
            assertThat(resumed.outcome()).as(when).isInstanceOf(health.outcome);
            assertThat(live())
                    .as(when)
                    .isEqualTo(health == CanaryHealth.HEALTHY ? ReleaseFixture.CANARY_NEW : ReleaseFixture.CANARY_OLD);
            assertThat(shares()).as(when).isEqualTo(shares);
            assertThat(fixture.fake.deployments()).as(when).hasSize(1);
            assertThat(fixture.sent(HOOKS)).as(when).hasSize(1);
            if (whole.events().get(number - 1) instanceof Event.CanaryObserved) {
                assertThat(resumed.canary().orElseThrow().toJson())
                        .as(when)
                        .isEqualTo(whole.canary().orElseThrow().toJson());
            }
        }
    }

    private Report run(CanaryHealth health, String folder, int deathAfter) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut cut = new PowerCut(fake).afterEvent(deathAfter);
        quick(fake, cut, health, folder);
        fixture.with(builder -> builder.listener(cut));
        try {
            return fixture.run();
        } catch (PowerCut.Dead e) {
            quick(fake, fake, health, folder);
            return fixture.pipeline().resume(fixture.onlyRunId());
        }
    }

    private void quick(FakeCognigy fake, Transport way, CanaryHealth health, String folder) {
        fixture = ReleaseFixture.canary(fake, way, records.resolve(folder));
        canaryGoes(health.errorRate, 400);
        options(options -> options.ramp(Ramp.percent(5, 50).cap(50)).stepTime(Duration.ofMinutes(2)));
    }

    // ---------------------------------------------------------------- notifications

    @Test
    void thePlatformsAuditLogGetsTheStartAndTheEnd() {
        fixture.with(builder -> builder.notify(PlatformAudit.log()));

        Report report = fixture.run();

        assertThat(report.deliveries()).allMatch(delivery -> delivery.failure().isEmpty());
        List<JsonNode> lines = fixture.sent("/api/v1/audit/logs").stream()
                .map(CanaryDeploymentTest::body)
                .toList();
        assertThat(lines)
                .extracting(line -> line.path("action").asText())
                .containsExactly("canary_initiated", "canary_completed");
        assertThat(lines.get(0).path("metrics").path("deploy_id").asText()).isEqualTo("dep_0001");
        assertThat(lines.get(1).path("metrics").path("verdict").asText()).isEqualTo("promote");
        assertThat(lines.get(1).path("status").asText()).isEqualTo("success");
    }

    @Test
    void aRollbackIsCalledOneInTheAuditLogOnlyIfItWasMade() {
        fixture.with(builder -> builder.notify(PlatformAudit.log()));
        fixture.fault(Fault.on("POST", REVERT).always().status(403));
        canaryGoes(0.2, 40);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        JsonNode last = body(fixture.sent("/api/v1/audit/logs").get(1));
        assertThat(last.path("action").asText()).isEqualTo("canary_rollback");
        assertThat(last.path("status").asText()).isEqualTo("rollback_failed");
    }

    @Test
    void aCanaryThatIsLeftToAPersonIsNotCalledRolledBackInTheAuditLog() {
        fixture.with(builder -> builder.notify(PlatformAudit.log()));
        canaryGoes(0, 0.2);
        options(options -> options.atEnd(Policy.ASK));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Unknown.class);

        assertThat(body(fixture.sent("/api/v1/audit/logs").get(1))
                        .path("action")
                        .asText())
                .isEqualTo("canary_undecided");
    }

    @Test
    void anAuditLineThatIsRefusedIsInTheReport() {
        fixture.with(builder -> builder.notify(PlatformAudit.log()));
        fixture.fault(Fault.on("POST", "/api/v1/audit/logs").always().status(403));

        Report report = fixture.run();

        assertThat(report.deliveries()).anyMatch(delivery -> delivery.failure().isPresent());
        assertThat(report.toText()).contains("NOT delivered");
    }

    @Test
    void aWatchThatFailsIsAuditedAsFullyAsOneThatDoesNot(@TempDir(factory = MemoryFolder.class) Path elsewhere)
            throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        fixture.fault(Fault.on("GET", METRICS).nth(6).always().status(500));
        options(options -> options.afterOutage(Policy.ROLL_BACK).outageBudget(Duration.ofMinutes(2)));
        try (AuditLog log = AuditLog.jsonLines(file)) {
            fixture.with(builder -> builder.audit(log)).run();
        }

        assertThat(Files.readString(file)).contains("canary_observed", "UNREACHABLE", "rolled_back", "run_finished");
        assertThat(AuditLog.verify(file)).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void aCiSystemGetsTheVerdict() {
        Report report = fixture.run();

        assertThat(report.payload().path("type").asText()).isEqualTo("deployment.canary.completed");
        assertThat(report.payload().path("data").path("verdict").asText()).isEqualTo("promote");
        assertThat(report.payload().path("data").path("deploymentId").asText()).isEqualTo("dep_0001");
    }

    // ---------------------------------------------------------------- alone

    @Test
    void aValidatorWatchesACanaryThatIsThere() throws InterruptedException {
        CanaryValidator validator = CanaryValidator.defaults();
        canaryGoes(0.2, 40);
        String deployment = fixture.client()
                .operations()
                .deployCanary("by-hand", request(20))
                .id();
        fixture.client().deployments().get(deployment);

        DecisionRecord decision = validator.watch(fixture.client(), ReleaseFixture.CANARY_BOT, deployment);

        assertThat(decision.verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(decision.observations())
                .allMatch(seen -> seen instanceof Observation.Window window && window.share() == 20);
        assertThat(fixture.sent(REVERT)).isEmpty();
    }

    @Test
    void aValidatorOfAnEarlierVersionRecordsTheRulesThatItJudgedBy() throws InterruptedException {
        canaryGoes(0.2, 40);
        String deployment = fixture.client()
                .operations()
                .deployCanary("by-hand", request(20))
                .id();
        WatchOptions stored =
                WatchOptions.parse(WatchOptions.toJson(WatchOptions.defaults()).replace("\"rules\":\"2\",", ""));

        DecisionRecord decision =
                CanaryValidator.of(stored).watch(fixture.client(), ReleaseFixture.CANARY_BOT, deployment);

        assertThat(decision.format()).endsWith("/1");
        assertThat(decision.replay()).isEqualTo(decision);
    }

    @Test
    void aValidatorThatSeesTooLittleIsUndecided() throws InterruptedException {
        canaryGoes(0, 0.1);
        String deployment = fixture.client()
                .operations()
                .deployCanary("by-hand", request(20))
                .id();

        DecisionRecord decision =
                CanaryValidator.defaults().watch(fixture.client(), ReleaseFixture.CANARY_BOT, deployment);

        assertThat(decision.verdict().call()).isEqualTo(Call.UNDECIDED);
        assertThat(decision.ended()).isTrue();
    }

    static CanaryRequest request(double percent) {
        return CanaryRequest.builder()
                .botId(ReleaseFixture.CANARY_BOT)
                .environmentId(ReleaseFixture.CANARY_PLACE)
                .version(ReleaseFixture.CANARY_NEW)
                .canary(TrafficShare.ofPercent(percent))
                .cap(TrafficShare.ofPercent(percent))
                .rollbackThresholds(RollbackThresholds.builder().build())
                .build();
    }

    // ---------------------------------------------------------------- deployments that make no sense

    @Test
    void deploymentsThatMakeNoSenseAreRefusedBeforeAnyRequest() {
        CanaryValidator validator = CanaryValidator.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> validator.every(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> validator.along(Ramp.percent(5, 100)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> validator.along(Ramp.percent(0.5).cap(0.5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ramp.percent(5, 25).cap(10));
        assertThatIllegalArgumentException().isThrownBy(() -> Ramp.percent(-5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WatchOptions.builder().window(Duration.ZERO).build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> RollbackThresholds.builder().maxErrorRate(-0.1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanaryDeployment.of("bot/../x", "1").to("env"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanaryDeployment.pipeline(fixture.client())
                        .onFailure(Rollbacker.toPreviousVersion().fallback("v"))
                        .build());
        assertThat(fixture.fake.requests()).isEmpty();
    }

    @Test
    void aDeploymentIsReadBackFromItsJsonUnchanged() {
        CanaryDeployment deployment = fixture.deployment.validatedBy(CanaryValidator.defaults()
                .along(Ramp.percent(1.5, 10).cap(10))
                .judgedBy(Judge.threshold(Map.of(Metric.LATENCY, 900.0), 3, 10))
                .every(Duration.ofSeconds(30)));

        assertThat(Json.MAPPER.convertValue(Json.tree(deployment), CanaryDeployment.class))
                .isEqualTo(deployment);
    }

    private static Optional<String> shown(Verdict verdict, String name) {
        return verdict.evidence().stream()
                .filter(evidence -> evidence.name().equals(name))
                .map(Evidence::value)
                .findFirst();
    }
}
