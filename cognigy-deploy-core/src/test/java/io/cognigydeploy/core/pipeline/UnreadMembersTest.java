package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.check.ConversationProbe;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members that a gate needs and that are there in a form without a meaning. */
class UnreadMembersTest {

    private static final String ODD = "{\"x\":[\"" + "y".repeat(70) + "demo-secret\"]}";

    @TempDir
    Path records;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    /** A way to the platform on which one member of the answers of one row becomes odd. */
    private record Garbling(FakeCognigy fake, String row, String member) implements Transport {

        @Override
        public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
            Response answer = fake.exchange(request, limit);
            if (answer.status() != 200 || !request.uri().getPath().matches(row)) {
                return answer;
            }
            String text = new String(answer.body(), StandardCharsets.UTF_8)
                    .replaceAll(
                            "\"" + member + "\"\\s*:\\s*(\"[^\"]*\"|[-\\d.eE]+|true|false|\\[[^\\]]*\\])",
                            "\"" + member + "\":" + ODD);
            return new Response(
                    200,
                    HttpHeaders.of(Map.of("Content-Type", List.of("application/json")), (name, value) -> true),
                    text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public List<InetAddress> addresses(String host) throws UnknownHostException {
            return fake.addresses(host);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bot, .*/results, passedTests",
        "bot, .*/results, totalTests",
        "bot, .*/results, approvalStatus",
        "aged, .*/results, createdAt",
        "bot, .*/environments/[^/]+, runtimeVersion",
        "bot, .*/environments/[^/]+, availableDependencies",
        "bot, .*/bots/[^/]+, minimumRuntimeVersion",
        "configuration, .*/validate, valid",
        "configuration, .*synthetic.*, status",
        "rollback, .*/versions, status",
        "rollback, .*/versions, environment",
        "canary, .*/metrics.*, conversation_count",
    })
    void aGateNamesWhatItNeedsAndCouldNotRead(String kind, String row, String member) {
        Garbling way = new Garbling(fake, row, member);
        ReleaseFixture<?> fixture = switch (kind) {
            case "bot" -> ReleaseFixture.bot(fake, way, records);
            case "aged" ->
                ReleaseFixture.bot(fake, way, records)
                        .with(builder -> builder.gate(QualityGate.suite(BotRelease.SUITE)
                                .minPassRate(0.9)
                                .maxAge(Duration.ofDays(3650))));
            case "configuration" -> ReleaseFixture.configuration(fake, way, records);
            case "rollback" -> ReleaseFixture.rollback(fake, way, records);
            default -> ReleaseFixture.canary(fake, way, records);
        };

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because())
                .contains(member + " could not be read: was {\"x\":[\"yyy", "…")
                .doesNotContain("demo");
        assertThat(report.gates())
                .filteredOn(gate -> !gate.passed())
                .allSatisfy(gate -> assertThat(gate.verdict()).isInstanceOf(Verdict.Inconclusive.class));
    }

    @ParameterizedTest
    @CsvSource({"status", "errorRate"})
    void aSoakNamesWhatItCouldNotRead(String member) throws Exception {
        ReleaseFixture<?> fixture = ReleaseFixture.bot(fake, new Garbling(fake, ".*/health", member), records);

        Verdict verdict = HealthSoak.defaults().watch(fixture.client(), ReleaseFixture.PLACE);

        assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(verdict.reason()).contains(member + " could not be read: was {\"x\"");
    }

    @ParameterizedTest
    @CsvSource({"name", "confidence"})
    void aProbeNamesWhatItCouldNotRead(String member) throws Exception {
        ReleaseFixture<?> fixture = ReleaseFixture.bot(fake, new Garbling(fake, ".*/test", member), records);

        Verdict verdict = ConversationProbe.of(ConversationProbe.Turn.of(ReleaseFixture.MESSAGE, "order_support"))
                .talk(fixture.client(), ReleaseFixture.BOT);

        assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(verdict.reason())
                .contains(member + " could not be read: was ")
                .doesNotContain("demo");
    }

    @Test
    void aLookAtACanaryNamesWhatItCouldNotRead() throws Exception {
        ReleaseFixture<?> fixture = ReleaseFixture.canary(fake.only(Document.CANARY), fake, records);
        fake.fail(Fault.on("GET", "/api/v1/metrics/conversations")
                .always()
                .body("{\"satisfaction_score\":4.5,\"error_rate\":" + ODD + "}", "application/json"));

        DecisionRecord watched = CanaryValidator.limits(Map.of(Metric.ERROR_RATE, 0.05))
                .watch(fixture.client(), ReleaseFixture.CANARY_BOT, "dep_of_nothing");

        assertThat(watched.verdict().call()).isEqualTo(CanaryVerdict.Call.UNDECIDED);
        assertThat(watched.observations())
                .isNotEmpty()
                .last()
                .satisfies(seen -> assertThat(seen.toString())
                        .contains("error_rate could not be read: was {\"x\"")
                        .doesNotContain("demo"));
    }

    @ParameterizedTest
    @CsvSource({"UP", "ok", "Green", "OK", "healthy"})
    void healthInAnotherWordIsHealth(String word) throws Exception {
        fake.fail(Fault.on("GET", "/api/v2/environments/[^/]+/health")
                .always()
                .body("{\"status\":\"" + word + "\",\"errorRate\":0.01}", "application/json"));

        assertThat(HealthSoak.defaults().watch(fake.client(), ReleaseFixture.PLACE))
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void anotherVersionOnAnEarlierPageIsNotTakenForTheLiveOne() {
        String versions = "/api/v1/bots/[^/]+/versions";
        fake.fail(
                Fault.on("GET", versions).nth(1).times(1).body(live(BotRelease.OLD), "application/json"),
                Fault.on("GET", versions).nth(2).times(1).body(live(BotRelease.NEW), "application/json"),
                Fault.on("GET", "/api/v1/deployments").always().status(404));

        Verdict judged = new BotTarget(fake.client(), BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.NEW).isLive();

        assertThat(judged).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(judged.reason()).contains("several");
    }

    private static String live(String version) {
        return """
                {"success": true, "message": "", "data": [
                  {"id": "%s", "status": "PUBLISHED", "environment": "%s"}]}
                """.formatted(version, BotRelease.ENVIRONMENT);
    }

    @ParameterizedTest
    @CsvSource({"1, published, 2", "99, unreadable, 2"})
    void aListThatThePlatformMayNotHaveIsAskedForOnlyOnceMore(int failing, String said, int asked) {
        String versions = "/api/v1/bots/[^/]+/versions";
        fake.fail(Fault.on("GET", versions).times(failing).status(500));

        Verdict judged = new BotTarget(fake.client(), BotRelease.BOT, ReleaseFixture.PLACE, BotRelease.OLD)
                .published("fallback version");

        assertThat(judged.reason()).contains(said);
        assertThat(fake.requests("GET", versions)).hasSize(asked);
    }
}
