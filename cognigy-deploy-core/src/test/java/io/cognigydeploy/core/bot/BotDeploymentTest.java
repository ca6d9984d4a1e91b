package io.cognigydeploy.core.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bot deployment that goes well, and what it puts on the wire. */
public class BotDeploymentTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records);
    }

    @Test
    void aVersionThatPassesItsGatesGoesLiveByOneRequest() {
        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed()).isEmpty();
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
        assertThat(release.deploymentsSent()).isEqualTo(1);
        assertThat(release.rollbacksSent()).isZero();
        assertThat(release.fake.deployments()).hasSize(1);
        assertThat(release.fake.violations()).isEmpty();
        assertThatCode(report::orThrow).doesNotThrowAnyException();
    }

    @Test
    void theReportListsGatesChangesAndTheActor() {
        Report report = release.run();

        assertThat(report.gates())
                .allMatch(CheckResult::passed)
                .extracting(CheckResult::name)
                .containsExactly("test suite " + BotRelease.SUITE, "environment compatibility", "version published");
        assertThat(report.mutations()).singleElement().satisfies(change -> {
            assertThat(change.requests()).isEqualTo(1);
            assertThat(change.operationId()).contains("dep_0001");
            assertThat(change.adopted()).isFalse();
            assertThat(change.states()).containsExactly("running");
            assertThat(change.end()).contains("completed");
            assertThat(change.confirmation()).get().isInstanceOf(Verdict.Pass.class);
        });
        assertThat(report.actor()).isEqualTo("tester");
        assertThat(report.before()).contains(new Evidence("live version", BotRelease.OLD));
        assertThat(report.took()).isPositive();
    }

    @Test
    void theReportIsOnDiskForMachinesAndForPeople() throws IOException {
        Report report = release.run();

        JsonNode json = Json.MAPPER.readTree(
                Files.readString(report.folder().orElseThrow().resolve("report.json")));
        assertThat(json.path("success").asBoolean()).isTrue();
        assertThat(json.path("outcome").path("outcome").asText()).isEqualTo("succeeded");
        assertThat(json.path("runId").asText()).isEqualTo(report.runId());
        assertThat(json.path("actor").asText()).isEqualTo("tester");
        assertThat(json.path("mutations")).hasSize(1);
        assertThat(json.path("manifest").path("sha256").asText())
                .isEqualTo(report.manifestSha256().orElseThrow());
        assertThat(Files.readString(report.folder().orElseThrow().resolve("report.md")))
                .startsWith("# Succeeded")
                .contains(BotRelease.NEW, "dep_0001");
    }

    @Test
    void theManifestAndTheIntentAreOnDiskBeforeTheRequestIsSent() throws IOException {
        List<String> seen = new ArrayList<>();
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.ManifestWritten || event.event() instanceof Event.MutationIntended) {
                seen.add(event.event().getClass().getSimpleName() + ", sent " + release.deploymentsSent() + ", on disk "
                        + Files.exists(records.resolve(release.onlyRunId()).resolve("manifest.json")));
            }
        }));

        Report report = release.run();

        assertThat(seen)
                .containsExactly("ManifestWritten, sent 0, on disk true", "MutationIntended, sent 0, on disk true");
        byte[] manifest = Files.readAllBytes(report.folder().orElseThrow().resolve("manifest.json"));
        JsonNode content = Json.MAPPER.readTree(manifest);
        assertThat(CanonicalJson.bytes((com.fasterxml.jackson.databind.node.ObjectNode) content))
                .isEqualTo(manifest);
        assertThat(content.path("before").path("liveVersion").asText()).isEqualTo(BotRelease.OLD);
        assertThat(content.path("gates")).hasSize(3);
    }

    @Test
    void theIntentIsInTheJournalWhenTheRequestArrives() throws IOException {
        List<Boolean> intended = new ArrayList<>();
        BotRelease watched = new BotRelease(
                release.fake,
                (request, limit) -> {
                    if (request.method().equals("POST")
                            && request.uri().getPath().equals("/api/v1/deployments")) {
                        intended.add(Files.readString(
                                        records.resolve(release.onlyRunId()).resolve("journal.jsonl"))
                                .contains("mutation_intended"));
                    }
                    return release.fake.exchange(request, limit);
                },
                records);

        assertThat(watched.run().outcome().isSuccess()).isTrue();

        assertThat(intended).containsExactly(true);
    }

    @Test
    void aPlanReadsOnlyAndSaysWhatWouldChange() {
        Plan plan = release.pipeline().plan(release.deployment);

        assertThat(plan.before()).contains(new Evidence("live version", BotRelease.OLD));
        assertThat(plan.changes())
                .singleElement()
                .asString()
                .contains(BotRelease.BOT, BotRelease.NEW, BotRelease.ENVIRONMENT);
        assertThat(plan.gates()).hasSize(3);
        assertThat(plan.fingerprint()).matches("[0-9a-f]{64}");
        assertThat(release.fake.requests())
                .filteredOn(request -> !request.path().equals("/oauth/token"))
                .allMatch(request -> request.method().equals("GET"));
        assertThat(release.runIds()).isEmpty();
    }

    @Test
    void checkingAPlanJudgesTheGatesAndLeavesNoTrace() throws InterruptedException {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();

        List<CheckResult> judged = pipeline.check(pipeline.plan(release.deployment));

        assertThat(judged).hasSize(3).allMatch(CheckResult::passed);
        assertThat(release.deploymentsSent()).isZero();
        assertThat(release.runIds()).isEmpty();
    }

    // ---------------------------------------------------------------- the wire

    @Test
    void everyDocumentedRequestHasItsDocumentedForm() throws IOException {
        release.run();

        assertThat(requests("GET", "/api/v1/tests/" + BotRelease.SUITE + "/results"))
                .singleElement()
                .satisfies(request -> assertThat(request.query()).isEqualTo("limit=1&sort=createdAt%3Adesc"))
                .satisfies(BotDeploymentTest::isDocumentedJson);
        assertThat(requests("GET", "/api/v1/environments/" + BotRelease.ENVIRONMENT))
                .singleElement()
                .satisfies(request -> assertThat(request.query()).isEmpty())
                .satisfies(BotDeploymentTest::isDocumentedJson);
        assertThat(requests("GET", "/api/v1/bots/" + BotRelease.BOT))
                .singleElement()
                .satisfies(request -> assertThat(request.query()).isEmpty())
                .satisfies(BotDeploymentTest::isDocumentedJson);
        RecordedRequest post = requests("POST", "/api/v1/deployments").get(0);
        isDocumentedJson(post);
        assertThat(Json.MAPPER.readTree(post.body())).isEqualTo(Json.MAPPER.readTree("""
            {"bot_id": "bot_9f8e7d6c5b4a3210",
             "environment_id": "env_prod_us_east_1",
             "version": "v2.4.1-stable",
             "config_overrides": {"maxConcurrentSessions": 500, "nlpEngine": "cognigy-nlp-v2"},
             "dependencies": ["sentiment-analysis-v2", "entity-recognition-core"]}
            """));
        assertThat(requests("GET", "/api/v1/deployments/dep_0001"))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(BotDeploymentTest::isDocumentedJson);
    }

    @Test
    void aDeploymentIsTheSameBytesInWhateverOrderItWasMade() {
        release.deployment = release.deployment.override("routing", ordered("north", "south", "east", "west"));
        release.run();
        BotRelease again = new BotRelease(records.resolve("again"));
        again.deployment = BotDeployment.of(BotRelease.BOT, BotRelease.NEW)
                .to(BotRelease.ENVIRONMENT)
                .override("routing", ordered("west", "east", "south", "north"))
                .override("nlpEngine", "cognigy-nlp-v2")
                .override("maxConcurrentSessions", 500)
                .dependingOn("sentiment-analysis-v2", "entity-recognition-core");
        again.run();

        assertThat(requests("POST", "/api/v1/deployments").get(0).body())
                .isEqualTo(again.fake
                        .requests("POST", "/api/v1/deployments")
                        .get(0)
                        .body())
                .containsSubsequence("east", "north", "south", "west");
    }

    @Test
    void laterChangesToTheSettingsDoNotReachThePlatform() {
        Map<String, Object> routing = ordered("north");
        release.deployment = release.deployment.override("routing", routing);
        routing.put("north", "elsewhere");

        release.run();

        assertThat(requests("POST", "/api/v1/deployments").get(0).body())
                .contains("\"north\":\"here\"")
                .doesNotContain("elsewhere");
    }

    private static Map<String, Object> ordered(String... names) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name : names) {
            map.put(name, "here");
        }
        return map;
    }

    @Test
    void aRollbackIsAPostWithoutABody() {
        release.with(builder -> builder.verify("smoke test", applied -> Verdict.fail("no greeting")));

        release.run();

        assertThat(requests("POST", "/api/v1/deployments/dep_0001/rollback"))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).isEmpty())
                .satisfies(request -> assertThat(request.query()).isEmpty())
                .satisfies(BotDeploymentTest::isDocumentedJson);
        assertThat(release.fake.violations()).isEmpty();
    }

    @Test
    void oneTokenServesTheWholeRun() {
        release.run();

        assertThat(requests("POST", "/oauth/token")).singleElement().satisfies(request -> {
            assertThat(request.header("Content-Type")).get().asString().startsWith("application/x-www-form-urlencoded");
            assertThat(request.header("Authorization")).isEmpty();
            assertThat(request.body())
                    .contains("grant_type=client_credentials", "client_id=demo-client", "client_secret=demo-secret");
        });
    }

    @Test
    void shortLivedTokensAreRenewedWithoutATokenForEveryRequest() {
        release.fake.tokensExpireIn(java.time.Duration.ofSeconds(60));

        Report report = release.run();

        assertThat(report.outcome().isSuccess()).isTrue();
        assertThat(requests("POST", "/oauth/token").size())
                .isLessThan(release.fake.requests().size() / 3);
    }

    @Test
    void aTokenThatIsRevokedInTheMiddleIsReplaced() {
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationAccepted) {
                release.fake.revokeTokens();
            }
        }));

        assertThat(release.run().outcome().isSuccess()).isTrue();

        assertThat(requests("POST", "/oauth/token")).hasSize(2);
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    @Test
    void whatElseIsReadComesFromDocumentedEndpoints() {
        release.run();

        assertThat(release.fake.requests())
                .extracting(request ->
                        request.method() + " " + request.path().replace("/" + BotRelease.SUITE + "/", "/{suite}/"))
                .allMatch(line -> line.matches("POST /oauth/token"
                        + "|GET /api/v1/tests/\\{suite}/results"
                        + "|GET /api/v1/environments/[^/]+"
                        + "|GET /api/v1/bots/[^/]+(/versions)?"
                        + "|(GET|POST) /api/v1/deployments"
                        + "|GET /api/v1/deployments/[^/]+"));
        assertThat(release.fake.violations()).isEmpty();
    }

    @Test
    void theRequestsComeInTheDocumentedOrder() {
        release.run();

        List<String> order = release.fake.requests().stream()
                .map(request -> request.method() + " " + request.path())
                .filter(line -> !line.endsWith("/versions") && !line.equals("GET /api/v1/deployments"))
                .distinct()
                .toList();
        assertThat(order)
                .containsExactly(
                        "POST /oauth/token",
                        "GET /api/v1/tests/" + BotRelease.SUITE + "/results",
                        "GET /api/v1/environments/" + BotRelease.ENVIRONMENT,
                        "GET /api/v1/bots/" + BotRelease.BOT,
                        "POST /api/v1/deployments",
                        "GET /api/v1/deployments/dep_0001");
    }

    // ---------------------------------------------------------------- platforms that tell less

    @Test
    void aPlatformThatListsNeitherVersionsNorDeploymentsIsServedAndTheReportSaysWhatIsNotConfirmed() {
        release.fault(
                Fault.on("GET", "/api/v1/bots/[^/]+/versions").always().status(404),
                Fault.on("GET", "/api/v1/deployments").always().status(404));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .hasSize(2)
                .anyMatch(line -> line.contains("could not be read back"))
                .anyMatch(line -> line.contains("whether version " + BotRelease.NEW + " is published"));
        assertThat(report.before()).contains(new Evidence("live version", "unknown"));
        assertThat(report.toMarkdown()).contains("Not confirmed");
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    @Test
    void aPlatformThatDoesNotMarkLiveVersionsIsReadByItsDeployments() {
        release.fault(Fault.on("GET", "/api/v1/bots/[^/]+/versions").always().status(404));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("whether version " + BotRelease.NEW + " is published");
    }

    @Test
    void aVersionThatIsNotPublishedIsNotDeployed() {
        release.deployment = BotDeployment.of(BotRelease.BOT, "v9.9.9").to(BotRelease.ENVIRONMENT);

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("version published", "v9.9.9");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void theFirstVersionInAnEmptyEnvironmentIsDeployed() {
        release.deployment = BotDeployment.of(BotRelease.BOT, BotRelease.NEW).to("env_dev");

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.fake.liveVersion(BotRelease.BOT, "env_dev")).contains(BotRelease.NEW);
    }

    private List<RecordedRequest> requests(String method, String path) {
        return release.fake.requests(method, path);
    }

    private static void isDocumentedJson(RecordedRequest request) {
        assertThat(request.header("Content-Type")).contains("application/json");
        assertThat(request.header("Accept")).contains("application/json");
        assertThat(request.header("Authorization")).get().asString().startsWith("Bearer ");
        assertThat(request.status()).isBetween(200, 299);
    }

    @Test
    void aChangeTakesAsLongInTheTestResultsAsItTook() {
        Report report = release.run();

        Report.MutationReport change = report.mutations().get(0);
        assertThat(change.took()).isGreaterThan(Duration.ofSeconds(1)).isLessThanOrEqualTo(report.took());
        assertThat(report.toJUnitXml())
                .contains("classname=\"change\" name=\"" + change.description() + "\" time=\""
                        + String.format(Locale.ROOT, "%.3f", change.took().toMillis() / 1000.0) + "\"");
    }
}
