package io.cognigydeploy.testing;

import static io.cognigydeploy.testing.Wire.FORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.testing.Wire.Received;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the fake platform does, however it is reached. */
abstract class PlatformContract {

    static final String BOT = "bot_9f8e7d6c5b4a3210";
    static final String ENV = "env_prod_us_east_1";
    static final String SUITE = "suite_regression_v24";
    static final String DEPLOYMENTS = "/api/v1/deployments";
    static final String LIST = DEPLOYMENTS + "?botId=" + BOT + "&environmentId=" + ENV;
    static final String DEPLOY = """
            {"bot_id":"bot_9f8e7d6c5b4a3210","environment_id":"env_prod_us_east_1","version":"v2.4.1-stable",\
            "config_overrides":{"maxConcurrentSessions":500,"nlpEngine":"cognigy-nlp-v2",\
            "fallbackStrategy":"human_handoff"},"dependencies":["sentiment-analysis-v2","entity-recognition-core"]}""";
    private static final String CREDENTIALS =
            "grant_type=client_credentials&client_id=demo-client&client_secret=demo-secret";

    final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    /** The way to {@link #fake} without any headers. */
    abstract Wire wire();

    Wire authorised() {
        return wire().bearer("demo-key");
    }

    private Received token(String form) {
        return wire().with("Content-Type", FORM).post("/oauth/token", form);
    }

    private String deploy() {
        Received answer = authorised().post(DEPLOYMENTS, DEPLOY);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("id");
    }

    private String poll(String id) {
        return authorised().get(DEPLOYMENTS + "/" + id).text("status");
    }

    private Received rollBack(String id) {
        return authorised().post(DEPLOYMENTS + "/" + id + "/rollback", "");
    }

    private String live() {
        return fake.liveVersion(BOT, ENV).orElse("none");
    }

    @Test
    void aGatedDeploymentSucceedsInItsDocumentedForm() {
        Received token = wire().with("Content-Type", FORM).with("Accept", "*/*").post("/oauth/token", CREDENTIALS);
        assertThat(token.status()).isEqualTo(200);
        assertThat(token.json().path("expires_in").intValue()).isEqualTo(3600);
        Wire authorised = wire().bearer(token.text("access_token"));

        JsonNode run = authorised
                .get("/api/v1/tests/" + SUITE + "/results?limit=1&sort=createdAt%3Adesc")
                .json()
                .path("data")
                .path(0);
        assertThat(run.path("totalTests").intValue()).isEqualTo(200);
        assertThat(run.path("passedTests").intValue()).isEqualTo(196);
        assertThat(run.path("approvalStatus").textValue()).isEqualTo("approved");
        assertThat(run.path("createdAt").textValue()).isEqualTo("2026-01-15T11:00:00Z");

        JsonNode environment = authorised.get("/api/v1/environments/" + ENV).json();
        assertThat(environment.path("runtimeVersion").textValue()).isEqualTo("2.10.0");
        assertThat(environment.path("availableDependencies"))
                .extracting(JsonNode::textValue)
                .containsExactly("sentiment-analysis-v2", "entity-recognition-core");
        assertThat(environment.has("live")).isFalse();
        assertThat(authorised.get("/api/v1/bots/" + BOT).text("minimumRuntimeVersion"))
                .isEqualTo("2.1.0");

        Received job = authorised.post(DEPLOYMENTS, DEPLOY);
        assertThat(job.status()).isEqualTo(201);
        assertThat(job.text("status")).isEqualTo("queued");
        String path = DEPLOYMENTS + "/" + job.text("id");
        assertThat(authorised.get(path).text("status")).isEqualTo("running");
        assertThat(live()).isEqualTo("v2.4.0-stable");
        assertThat(authorised.get(path).text("status")).isEqualTo("completed");
        assertThat(live()).isEqualTo("v2.4.1-stable");

        assertThat(authorised.get("/api/v1/tests/" + SUITE + "/results?limit=1").status())
                .isEqualTo(200);
        Received rollback = authorised.post(path + "/rollback", "");
        assertThat(rollback.status()).isEqualTo(202);
        assertThat(rollback.body()).isEmpty();

        Received hook = wire().with("Content-Type", "application/json")
                .with("Accept", "*/*")
                .post("/hooks/ci", "{\"success\":true}");
        assertThat(hook.status()).isEqualTo(200);
        assertThat(fake.requests("POST", "/hooks/ci"))
                .singleElement()
                .extracting(RecordedRequest::body)
                .isEqualTo("{\"success\":true}");
        assertThat(fake.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "000, GET /api/v1/environments/env_prod_us_east_1, 200",
        "000, GET /api/v1/bots/bot_9f8e7d6c5b4a3210, 200",
        "000, GET /api/v1/bots/bot_9f8e7d6c5b4a3210/versions, 404",
        "000, GET /api/v1/tests/suite_regression_v24/results?limit=1&sort=createdAt%3Adesc, 200",
        "000, GET /api/v1/deployments?botId=bot_1&environmentId=env_1, 404",
        "000+prose, GET /api/v1/deployments?botId=bot_1&environmentId=env_1&status=running, 200",
        "000, POST /api/v1/deployments/dep_1/cancel, 404",
        "000, DELETE /api/v1/deployments, 404",
        "001, GET /api/v1/metrics/conversations?botId=bot_abc123&window=15m&metricType=canary, 200",
        "001, GET /api/v1/metrics/conversations?botId=bot_abc123&window=15m&metricType=canary&arm=stable, 400",
        "001+prose, GET /api/v1/metrics/conversations?botId=bot_abc123&window=15m&metricType=canary&arm=stable, 400",
        "001, GET /api/v1/environments/env_prod_456, 404",
        "001, GET /api/v1/webhooks, 404",
        "001, POST /api/v1/deployments/dep_1/rollback, 404",
        "002, GET /api/v2/environments/env_prod_us_01/health, 200",
        "002, GET /api/v1/environments/env_prod_us_01, 404",
        "003, GET /api/v2/flows?limit=100&offset=0, 200",
        "003, GET /api/v2/intents, 404",
        "003+prose, GET /api/v2/intents?limit=100&offset=0, 200",
        "004, GET /api/v1/sessions?status=active&botId=bot_12345, 200",
        "004, GET /api/v1/sessions?status=active&botId=bot_12345&page=1&size=50, 400",
        "004, GET /api/v1/bots/bot_12345, 404",
        "004, GET /api/v1/nothing, 404"
    })
    void onlyWhatADocumentDescribesIsOffered(String document, String request, int status) {
        offerOnly(document);
        String[] words = request.split(" ", 2);

        assertThat(authorised().send(words[0], words[1], "").status()).isEqualTo(status);
    }

    private void offerOnly(String document) {
        Document wanted = Document.numbered(document.substring(0, 3));
        if (document.endsWith("+prose")) {
            fake.onlyWithProse(wanted);
        } else {
            fake.only(wanted);
        }
    }

    @ParameterizedTest
    @CsvSource({"000, 200", "001, 200", "002, 200", "003, 200", "004, 404"})
    void onlyTheDocumentOnRollbacksHasNoTokens(String document, int status) {
        offerOnly(document);

        assertThat(token(CREDENTIALS).status()).isEqualTo(status);
    }

    @Test
    void oneRequestOfTwoDocumentsHasTheFormOfTheOneThatIsOffered() {
        String toVersion = """
                {"botId":"bot_12345","targetVersionId":"v_67890","environment":"PRODUCTION","action":"ROLLBACK",\
                "validateDependencies":true,"force":false}""";

        fake.only(Document.BOT_DEPLOYMENT);
        assertThat(authorised().post(DEPLOYMENTS, toVersion).status()).isEqualTo(404);
        assertThat(authorised().post(DEPLOYMENTS, DEPLOY).json().properties()).hasSize(1);
        fake.only(Document.VERSION_ROLLBACK);
        assertThat(authorised().post(DEPLOYMENTS, DEPLOY).status()).isEqualTo(404);
        assertThat(authorised()
                        .post(DEPLOYMENTS, toVersion)
                        .json()
                        .at("/data/jobId")
                        .isTextual())
                .isTrue();
    }

    @Test
    void answersHaveWhatTheDocumentNamesAndNoMore() {
        fake.only(Document.BOT_DEPLOYMENT);
        JsonNode run = authorised()
                .get("/api/v1/tests/" + SUITE + "/results?limit=1")
                .json()
                .at("/data/0");
        assertThat(run.fieldNames()).toIterable().containsExactly("totalTests", "passedTests", "approvalStatus");

        String metrics = "/api/v1/metrics/conversations?botId=bot_abc123&window=15m&metricType=canary";
        fake.only(Document.CANARY);
        assertThat(authorised().get(metrics).json().has("conversation_count")).isFalse();
        fake.onlyWithProse(Document.CANARY);
        assertThat(authorised().get(metrics).json().has("conversation_count")).isTrue();
    }

    @Test
    void everyRequestIsServedAndEveryDocumentDescribesSome() {
        assertThat(Routes.of(fake.world).all())
                .extracting(Routes.Route::form)
                .containsExactlyElementsOf(Form.ALL.values());

        for (Document document : Document.values()) {
            assertThat(Form.ALL.values()).anyMatch(form -> form.documents().contains(document) && !form.isOpen());
        }
    }

    @Test
    void tokensAreIssuedExpireAndAreRevoked() {
        String token = token(CREDENTIALS).text("access_token");
        Wire authorised = wire().bearer(token);
        String bot = "/api/v1/bots/" + BOT;
        assertThat(authorised.get(bot).status()).isEqualTo(200);

        fake.time().advance(Duration.ofSeconds(3599));
        assertThat(authorised.get(bot).status()).isEqualTo(200);
        fake.time().advance(Duration.ofSeconds(1));
        Received expired = authorised.get(bot);
        assertThat(expired.status()).isEqualTo(401);
        assertThat(expired.text("code")).isEqualTo("invalid_token");

        fake.tokensExpireIn(Duration.ofMinutes(5));
        Received another = token(CREDENTIALS);
        assertThat(another.text("access_token")).isNotEqualTo(token);
        assertThat(another.json().path("expires_in").intValue()).isEqualTo(300);
        fake.acceptAnyCredentials().revokeTokens();
        assertThat(wire().bearer(another.text("access_token")).get(bot).status())
                .isEqualTo(401);
        assertThat(wire().bearer("whatever").get(bot).status()).isEqualTo(200);
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void requestsWithoutGoodCredentialsAreRefused() {
        String bot = "/api/v1/bots/" + BOT;
        assertThat(wire().get(bot).status()).isEqualTo(401);
        assertThat(wire().with("Authorization", "Basic demo-key").get(bot).status())
                .isEqualTo(401);
        assertThat(wire().bearer("unknown").get(bot).status()).isEqualTo(401);
        assertThat(authorised().get(bot).status()).isEqualTo(200);

        Received wrong = token("grant_type=client_credentials&client_id=demo-client&client_secret=wrong");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text("error")).isEqualTo("invalid_client");
        fake.acceptAnyCredentials();
        assertThat(token("grant_type=client_credentials&client_id=x&client_secret=y")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void scopesAreGrantedAsFarAsTheClientMayHaveThem() {
        fake.addClient("reader", "secret", "bot:read", "test:read");
        String form = "grant_type=client_credentials&client_id=reader&client_secret=secret";
        assertThat(token(form).text("scope")).isEqualTo("bot:read test:read");
        assertThat(token(form + "&scope=bot%3Aread+deployment%3Awrite").text("scope"))
                .isEqualTo("bot:read");
        assertThat(token(CREDENTIALS + "&scope=bot:read%20x").text("scope")).isEqualTo("bot:read x");
        assertThat(token(CREDENTIALS).json().has("scope")).isFalse();
    }

    @Test
    void testRunsComeNewestFirstOnlyWhenAskedFor() {
        fake.addTestRun(SUITE, 10, 9, "pending", fake.time().now().minus(Duration.ofDays(3)));
        String path = "/api/v1/tests/" + SUITE + "/results";
        assertThat(authorised().get(path + "?sort=createdAt:desc").json().path("data"))
                .extracting(run -> run.path("id").textValue())
                .containsExactly("run_2", "run_1", "run_3");
        assertThat(authorised().get(path).json().path("data"))
                .extracting(run -> run.path("id").textValue())
                .containsExactly("run_1", "run_2", "run_3");
        fake.addSuite("suite_empty");
        assertThat(authorised()
                        .get("/api/v1/tests/suite_empty/results")
                        .json()
                        .path("data")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void versionsArePagedAndSayWhereTheyAreLive() {
        String path = "/api/v1/bots/" + BOT + "/versions";
        Received first = authorised().get(path + "?page=1&size=2");
        assertThat(first.json().path("success").booleanValue()).isTrue();
        JsonNode data = first.json().path("data");
        assertThat(data)
                .extracting(version -> version.path("id").textValue())
                .containsExactly("v2.4.0-stable", "v2.4.1-stable");
        assertThat(data.path(0).path("environment").textValue()).isEqualTo(ENV);
        assertThat(data.path(1).has("environment")).isFalse();
        assertThat(data.path(1).path("status").textValue()).isEqualTo("PUBLISHED");
        assertThat(authorised().get(path + "?page=2&size=2").json().path("data"))
                .extracting(version -> version.path("id").textValue())
                .containsExactly("v_stable");
        assertThat(authorised().get(path + "?page=3&size=2").json().path("data"))
                .isEmpty();

        fake.live(BOT, "env_dev", "v2.4.0-stable");
        assertThat(authorised().get(path).json().path("data"))
                .extracting(version -> version.path("environment").asText())
                .containsExactly(ENV, "env_dev", "", "");
    }

    @Test
    void healthIsWhatItWasSetTo() {
        String path = "/api/v2/environments/" + ENV + "/health";
        assertThat(authorised().get(path).body()).isEqualTo("{\"status\":\"healthy\",\"errorRate\":0.0}");
        fake.health(ENV, "degraded", 0.25);
        assertThat(authorised().get(path).body()).isEqualTo("{\"status\":\"degraded\",\"errorRate\":0.25}");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/bots/none",
        "/api/v1/bots/none/versions",
        "/api/v1/environments/none",
        "/api/v2/environments/none/health",
        "/api/v1/tests/none/results",
        "/api/v1/deployments/none"
    })
    void whatIsNotThereIsNotFound(String path) {
        Received answer = authorised().get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("detail")).contains("none");
        assertThat(answer.text("traceId"))
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(fake.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bot_9f8e7d6c5b4a3210, bot_none, 404, not_found",
        "env_prod_us_east_1, env_none, 404, not_found",
        "v2.4.1-stable, v_none, 400, unknown_version",
        "v2.4.1-stable, v_draft, 400, version_not_published"
    })
    void aDeploymentOfSomethingUnknownIsRefused(String known, String unknown, int status, String code) {
        fake.addVersion(BOT, "v_draft", VersionStatus.DRAFT);
        Received answer = authorised().post(DEPLOYMENTS, DEPLOY.replace(known, unknown));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(fake.deployments()).isEmpty();
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aSecondDeploymentIsRefusedWhileOneIsUnderWay() {
        String other = fake.startDeployment(BOT, ENV, "v_stable");
        Received refused = authorised().post(DEPLOYMENTS, DEPLOY);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("deployment_in_progress");
        assertThat(refused.text("detail")).contains(other);

        poll(other);
        poll(other);
        assertThat(live()).isEqualTo("v_stable");
        deploy();
        assertThat(fake.deployments())
                .extracting(job -> job.version().orElse(""))
                .containsExactly("v_stable", "v2.4.1-stable");
    }

    @Test
    void listsAreFilteredAndDoNotMoveJobsOn() {
        String id = deploy();
        for (int i = 0; i < 3; i++) {
            assertThat(authorised().get(LIST + "&status=running").json().path("data"))
                    .extracting(job -> job.path("status").textValue())
                    .containsExactly("queued");
        }
        poll(id);
        poll(id);
        assertThat(authorised().get(LIST + "&status=running").json().path("data"))
                .isEmpty();
        assertThat(authorised().get(LIST + "&status=completed").json().path("data"))
                .hasSize(1);
        assertThat(authorised()
                        .get(LIST)
                        .json()
                        .path("data")
                        .path(0)
                        .path("bot_id")
                        .textValue())
                .isEqualTo(BOT);
        assertThat(authorised().get(LIST.replace(ENV, "env_dev")).json().path("data"))
                .isEmpty();
    }

    @Test
    void aRollbackTakesItsTimeAndBringsThePreviousVersionBack() {
        String id = deploy();
        assertThat(rollBack(id).status()).isEqualTo(409);
        poll(id);
        poll(id);
        assertThat(rollBack(id).status()).isEqualTo(202);
        assertThat(authorised().post(DEPLOYMENTS, DEPLOY).status()).isEqualTo(409);
        assertThat(poll(id)).isEqualTo("rolling_back");
        assertThat(live()).isEqualTo("v2.4.1-stable");
        assertThat(poll(id)).isEqualTo("rolled_back");
        assertThat(live()).isEqualTo("v2.4.0-stable");
        Received again = rollBack(id);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("already_rolled_back");
    }

    @Test
    void aRollbackThatFailsLeavesTheNewVersionAndMayBeTriedAgain() {
        fake.nextJob(JobScript.completes().rollbackFails());
        String id = deploy();
        poll(id);
        poll(id);
        rollBack(id);
        poll(id);
        assertThat(poll(id)).isEqualTo("failed");
        assertThat(live()).isEqualTo("v2.4.1-stable");
        assertThat(rollBack(id).status()).isEqualTo(202);
    }

    @Test
    void whatIsNoLongerLiveOrHadNoPredecessorCannotBeRolledBack() {
        String superseded = fake.startDeployment(BOT, ENV, "v2.4.1-stable");
        poll(superseded);
        poll(superseded);
        fake.live(BOT, ENV, "v_stable");
        assertThat(rollBack(superseded).text("code")).isEqualTo("deployment_superseded");

        String first = fake.startDeployment(BOT, "env_dev", "v2.4.1-stable");
        poll(first);
        poll(first);
        Received refused = rollBack(first);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("no_previous_version");
    }

    @Test
    void aFailedJobChangesNothingUnlessItFailsHalfWay() {
        fake.nextJob(
                JobScript.fails("out of memory"), JobScript.fails("lost a node").halfApplied());
        String clean = deploy();
        assertThat(poll(clean)).isEqualTo("running");
        Received failed = authorised().get(DEPLOYMENTS + "/" + clean);
        assertThat(failed.text("status")).isEqualTo("failed");
        assertThat(failed.text("message")).isEqualTo("out of memory");
        assertThat(live()).isEqualTo("v2.4.0-stable");
        assertThat(rollBack(clean).status()).isEqualTo(202);
        poll(clean);
        assertThat(poll(clean)).isEqualTo("rolled_back");
        assertThat(live()).isEqualTo("v2.4.0-stable");

        String half = deploy();
        poll(half);
        assertThat(poll(half)).isEqualTo("failed");
        assertThat(live()).isEqualTo("v2.4.1-stable");
        rollBack(half);
        poll(half);
        poll(half);
        assertThat(live()).isEqualTo("v2.4.0-stable");
    }

    @Test
    void jobsMayHangOrTakeUnknownStates() {
        fake.nextJob(JobScript.states("queued", "paused", "completed"));
        fake.everyJob(JobScript.neverEnds());
        String strange = deploy();
        assertThat(poll(strange)).isEqualTo("paused");
        assertThat(poll(strange)).isEqualTo("completed");
        String stuck = deploy();
        for (int i = 0; i < 20; i++) {
            assertThat(poll(stuck)).isEqualTo("running");
        }
    }

    @Test
    void aJobIsCancelledWithoutEffectUnlessItHasEnded() {
        String id = deploy();
        poll(id);
        Received cancelled = authorised().post(DEPLOYMENTS + "/" + id + "/cancel", "");
        assertThat(cancelled.status()).isEqualTo(202);
        assertThat(poll(id)).isEqualTo("cancelled");
        assertThat(live()).isEqualTo("v2.4.0-stable");
        assertThat(authorised().post(DEPLOYMENTS + "/" + id + "/cancel", "").status())
                .isEqualTo(409);
        assertThat(fake.deployments())
                .singleElement()
                .extracting(job -> job.state())
                .isEqualTo(JobState.CANCELLED);
    }

    @Test
    void idempotencyKeysAreIgnoredUnlessHonoured() {
        fake.everyJob(JobScript.states("completed"));
        Wire keyed = authorised().with("Idempotency-Key", "key-1");
        assertThat(keyed.post(DEPLOYMENTS, DEPLOY).text("id"))
                .isNotEqualTo(keyed.post(DEPLOYMENTS, DEPLOY).text("id"));

        fake.honourIdempotencyKeys();
        Wire other = authorised().with("Idempotency-Key", "key-2");
        Received first = other.post(DEPLOYMENTS, DEPLOY);
        assertThat(other.post(DEPLOYMENTS, DEPLOY).body()).isEqualTo(first.body());
        assertThat(fake.deployments()).hasSize(3);
        Received reused = other.post(DEPLOYMENTS, DEPLOY.replace("v2.4.1-stable", "v_stable"));
        assertThat(reused.status()).isEqualTo(422);
        assertThat(fake.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":\"v2.4.1-stable\",  | ''                        | body.version is missing",
                "\"bot_id\"                      | \"botId\"                 | body.bot_id is missing",
                "\"version\":\"v2.4.1-stable\"   | \"version\":2             | body.version must be a string, not 2",
                "500                             | \"500\"                   | must be an integer, not \"500\"",
                "\"sentiment-analysis-v2\"       | 7                         | body.dependencies[0] must be a string",
                "{\"bot_id\"                     | {\"force\":true,\"bot_id\" | body.force is not known",
                "{\"bot_id\"                     | [\"bot_id\"               | the body is not JSON",
                "{\"bot_id\"                     | {\"bot_id\":\"a\",\"bot_id\" | the body is not JSON"
            })
    void aBodyThatDepartsFromTheDocumentedFormIsRefusedAndRemembered(String part, String other, String message) {
        Received answer = authorised().post(DEPLOYMENTS, DEPLOY.replace(part, other));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("detail")).contains(message);
        assertThat(fake.violations()).singleElement().asString().contains("POST " + DEPLOYMENTS, message);
        assertThat(fake.deployments()).isEmpty();
    }

    @Test
    void otherDeparturesAreRefusedAndRemembered() {
        List<Received> answers = new ArrayList<>();
        answers.add(authorised().get("/api/v1/bots/" + BOT + "?verbose=true"));
        answers.add(authorised().get(DEPLOYMENTS + "?botId=" + BOT));
        answers.add(authorised().get(LIST + "&botId=" + BOT));
        answers.add(authorised().get("/api/v1/tests/" + SUITE + "/results?limit=ten"));
        answers.add(authorised().get("/api/v1/tests/" + SUITE + "/results?sort=createdAt"));
        answers.add(authorised().get("/api/v1/bots/" + BOT + "/versions?page=0"));
        answers.add(authorised().get("/api/v1/bots/" + BOT + "/versions?size=51"));
        answers.add(authorised().with("Content-Type", "text/plain").post(DEPLOYMENTS, DEPLOY));
        answers.add(authorised().with("Content-Type", "").post(DEPLOYMENTS, DEPLOY));
        answers.add(authorised().post(DEPLOYMENTS, ""));
        answers.add(authorised().send("GET", "/api/v1/bots/" + BOT, "{}"));
        answers.add(authorised().post("/hooks/ci", "{}"));
        answers.add(token("grant_type=password&client_id=demo-client&client_secret=demo-secret"));
        answers.add(token("grant_type=client_credentials&client_id=demo-client"));
        answers.add(wire().post("/oauth/token", CREDENTIALS));
        assertThat(answers).extracting(Received::status).containsOnly(400);
        assertThat(fake.violations()).hasSize(answers.size());
    }

    @Test
    void unknownPathsAndMethodsAreRefusedAndRemembered() {
        assertThat(authorised().get("/api/v1/nothing").status()).isEqualTo(404);
        assertThat(authorised().get("//oauth/token").status()).isEqualTo(404);
        assertThat(authorised().get("/").status()).isEqualTo(404);
        assertThat(authorised().send("DELETE", DEPLOYMENTS + "/dep_1", "").status())
                .isEqualTo(405);
        assertThat(fake.violations()).hasSize(4);
    }

    @Test
    void optionalHeadersAreFineAndTheRequestIdComesBack() {
        Received answer = authorised()
                .with("X-Request-Id", "mine")
                .with("User-Agent", "test/1")
                .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .with("Content-Type", "application/json; charset=utf-8")
                .post(DEPLOYMENTS, DEPLOY);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers().firstValue("X-Request-Id")).contains("mine");
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void idsAreUnescapedAfterThePathIsTakenApart() {
        fake.addBot("odd/id ü+", null);
        assertThat(authorised().get("/api/v1/bots/odd%2Fid%20%C3%BC+").body()).isEqualTo("{\"id\":\"odd/id ü+\"}");
    }

    @Test
    void faultsHaveAStatusAndHeaders() {
        fake.fail(Fault.on("POST", DEPLOYMENTS).nth(2).times(2).status(503).retryAfter("5"));
        fake.everyJob(JobScript.states("completed"));
        assertThat(authorised().post(DEPLOYMENTS, DEPLOY).status()).isEqualTo(201);
        Received busy = authorised().post(DEPLOYMENTS, DEPLOY);
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).contains("5");
        assertThat(busy.text("code")).isEqualTo("fault");
        assertThat(authorised().post(DEPLOYMENTS, DEPLOY).status()).isEqualTo(503);
        assertThat(authorised().post(DEPLOYMENTS, DEPLOY).status()).isEqualTo(201);
        assertThat(fake.deployments()).hasSize(2);
        assertThat(fake.requests("POST", DEPLOYMENTS))
                .extracting(RecordedRequest::status)
                .containsExactly(201, 503, 503, 201);
    }

    @Test
    void faultsMayComeAfterTheEffect() {
        fake.everyJob(JobScript.states("completed"));
        fake.fail(
                Fault.on("POST", DEPLOYMENTS).statusAfterEffect(500),
                Fault.on("POST", DEPLOYMENTS).nth(2).dropAfterEffect(),
                Fault.on("POST", DEPLOYMENTS).nth(3).drop());
        assertThat(authorised().post(DEPLOYMENTS, DEPLOY).status()).isEqualTo(500);
        assertThat(fake.deployments()).hasSize(1);
        assertThatThrownBy(() -> authorised().post(DEPLOYMENTS, DEPLOY)).hasCauseInstanceOf(IOException.class);
        assertThat(fake.deployments()).hasSize(2);
        assertThatThrownBy(() -> authorised().post(DEPLOYMENTS, DEPLOY)).hasCauseInstanceOf(IOException.class);
        assertThat(fake.deployments()).hasSize(2);
        assertThat(fake.requests("POST", DEPLOYMENTS))
                .extracting(RecordedRequest::status)
                .containsExactly(500, 0, 0);
    }

    @Test
    void aRequestThatIsNotSentDoesNotArrive() {
        fake.fail(Fault.on("POST", DEPLOYMENTS).notSent());
        assertThatThrownBy(() -> authorised().post(DEPLOYMENTS, DEPLOY)).hasCauseInstanceOf(IOException.class);
        assertThat(fake.requests()).isEmpty();
        assertThat(authorised().post(DEPLOYMENTS, DEPLOY).status()).isEqualTo(201);
    }

    @Test
    void bodiesMayBeReplacedWithAndWithoutTheEffect() {
        fake.everyJob(JobScript.states("completed"));
        fake.fail(
                Fault.on("POST", DEPLOYMENTS).body("{\"id\":", "application/json"),
                Fault.on("POST", DEPLOYMENTS).nth(2).status(200).body("<html>", "text/html"));
        Received unreadable = authorised().post(DEPLOYMENTS, DEPLOY);
        assertThat(unreadable.status()).isEqualTo(201);
        assertThat(unreadable.body()).isEqualTo("{\"id\":");
        assertThat(fake.deployments()).hasSize(1);
        Received page = authorised().post(DEPLOYMENTS, DEPLOY);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html");
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void emptyAnswersAndRedirectsCanBeScripted() {
        fake.fail(
                Fault.on("GET", "/api/v1/bots/.*").status(204),
                Fault.on("GET", "/api/v1/bots/.*").nth(2).status(302).header("Location", "https://elsewhere.test/"));
        Received empty = authorised().get("/api/v1/bots/" + BOT);
        assertThat(empty.status()).isEqualTo(204);
        assertThat(empty.body()).isEmpty();
        Received redirect = authorised().get("/api/v1/bots/" + BOT);
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location")).contains("https://elsewhere.test/");
    }

    @Test
    void aStallOutlastsTheLimitOrDelaysTheAnswer() throws Exception {
        fake.fail(
                Fault.on("POST", DEPLOYMENTS).stall(Duration.ofHours(1)),
                Fault.on("GET", LIST.substring(0, DEPLOYMENTS.length())).stall(Duration.ofMillis(20)));
        assertThatThrownBy(() -> authorised().exchange("POST", DEPLOYMENTS, DEPLOY, Duration.ofMillis(150)))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(fake.deployments()).hasSize(1);
        assertThat(authorised().get(LIST).json().path("data")).hasSize(1);
    }

    @Test
    void departuresAreRememberedBehindAFaultToo() {
        fake.fail(Fault.on("POST", DEPLOYMENTS).status(503));
        assertThat(authorised().post(DEPLOYMENTS, "{}").status()).isEqualTo(503);
        assertThat(fake.violations()).hasSize(1);
    }

    @Test
    void requestsAreRecordedWithoutShowingTheirSecrets() {
        String token = token(CREDENTIALS).text("access_token");
        wire().bearer(token).get(LIST);
        assertThat(fake.requests()).hasSize(2);
        RecordedRequest list = fake.requests("GET", DEPLOYMENTS).get(0);
        assertThat(list.query()).isEqualTo("botId=" + BOT + "&environmentId=" + ENV);
        assertThat(list.header("authorization")).contains("Bearer " + token);
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.toString()).contains("GET", LIST, "200").doesNotContain(token);
        assertThat(fake.requests("POST", "/oauth/.*").get(0).toString()).doesNotContain("demo-secret");
        assertThat(fake.toString())
                .contains("live " + BOT + " at v2.4.0-stable", "request GET")
                .doesNotContain(token, "demo-secret", "demo-key");
    }

    @Test
    void manyThreadsGetOneDeploymentBetweenThem() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                tasks.add(() -> authorised().post(DEPLOYMENTS, DEPLOY).status());
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : threads.invokeAll(tasks)) {
                statuses.add(answer.get());
            }
            assertThat(statuses).hasSize(32).containsOnlyOnce(201).contains(409);
            assertThat(fake.deployments()).hasSize(1);
            assertThat(fake.requests()).hasSize(32);
        } finally {
            threads.shutdownNow();
        }
    }
}
