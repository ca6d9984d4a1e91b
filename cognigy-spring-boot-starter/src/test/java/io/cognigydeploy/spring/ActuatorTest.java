package io.cognigydeploy.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Run;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Health and endpoint of a started application, as its port shows them. */
@Timeout(60)
class ActuatorTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Releases.class)
    static class Application {

        @Bean
        WaitingTime time() {
            return new WaitingTime();
        }

        @Bean
        Ends ends() {
            return new Ends();
        }

        @Bean
        FakeCognigy fake(WaitingTime time) {
            return FakeCognigy.withDefaultWorld(time);
        }
    }

    /** The outcomes of runs, in the order of their ends. */
    static final class Ends implements EventListener {

        final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

        @Override
        public void on(RunEvent event) {
            if (event.event() instanceof Event.RunFinished finished) {
                outcomes.add(finished.outcome());
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class MeteredApplication {}

    private record Answer(int status, JsonNode body) {}

    @TempDir
    private Path folder;

    private final List<AutoCloseable> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : started) {
            each.close();
        }
    }

    private ConfigurableApplicationContext started(String... properties) {
        return started(Application.class, properties);
    }

    private ConfigurableApplicationContext started(Class<?> source, String... properties) {
        ConfigurableApplicationContext application = new SpringApplicationBuilder(source)
                .properties(
                        "server.address=127.0.0.1",
                        "server.port=0",
                        "spring.main.banner-mode=off",
                        "management.endpoints.web.exposure.include=health,cognigyruns",
                        "management.endpoint.health.show-details=always",
                        "cognigy.store.folder=" + folder)
                .properties(properties)
                .run();
        started.add(application);
        return application;
    }

    private Answer get(ConfigurableApplicationContext application, String path) throws Exception {
        return send(application, path, HttpRequest.newBuilder().GET());
    }

    private Answer post(ConfigurableApplicationContext application, String path, String body) throws Exception {
        return send(
                application,
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Answer send(ConfigurableApplicationContext application, String path, HttpRequest.Builder request)
            throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpResponse<String> response = http.send(
                request.uri(URI.create("http://127.0.0.1:" + port + "/actuator/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private static Run begun(ConfigurableApplicationContext application) throws InterruptedException {
        Run run = application.getBean(CognigyRuns.class).start(bots(application), Releases.DEPLOYMENT);
        application.getBean(WaitingTime.class).firstWait.await();
        return run;
    }

    @SuppressWarnings("unchecked") // the only pipeline
    private static DeploymentPipeline<BotDeployment> bots(ConfigurableApplicationContext application) {
        return application.getBean(DeploymentPipeline.class);
    }

    @Test
    void theTestsRunWithTheVersionOfTheProfile() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("spring-boot.version"));
    }

    @Test
    void callsAndRunsHaveMetersAndObservations() throws Exception {
        try (FakeServer platform = FakeServer.start(FakeCognigy.withDefaultWorld(Time.SYSTEM), 0)) {
            ConfigurableApplicationContext application = started(
                    MeteredApplication.class,
                    "management.endpoints.web.exposure.include=metrics",
                    "cognigy.base-url=" + platform.url(),
                    "cognigy.api-key=demo-key");
            List<String> observed = new ArrayList<>();
            application.getBean(ObservationRegistry.class).observationConfig().observationHandler(names(observed));
            application
                    .getBean(PipelineConfigurer.class)
                    .configure(BotDeployment.pipeline(application.getBean(CognigyClient.class)))
                    .gate("never", plan -> Verdict.fail("not now"))
                    .build()
                    .run(Releases.DEPLOYMENT);

            List<String> meters = new ArrayList<>();
            get(application, "metrics").body().path("names").forEach(name -> meters.add(name.asText()));
            assertThat(meters).contains("cognigy.runs", "cognigy.client.attempts", "cognigy.client.budget.remaining");
            assertThat(observed).contains("cognigy.run", "cognigy.client.request");
        }
    }

    private static ObservationHandler<Observation.Context> names(List<String> observed) {
        return new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                observed.add(context.getName());
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        };
    }

    @Test
    void theEndpointListsRunsAndShowsOneWithItsPlan() throws Exception {
        ConfigurableApplicationContext application = started();
        Run run = begun(application);

        Answer list = get(application, "cognigyruns");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body().at("/runs/0/runId").asText()).isEqualTo(run.id());
        assertThat(list.body().at("/runs/0/status").asText()).isEqualTo("under_way");
        assertThat(list.body().at("/runs/0/platform").asText()).startsWith("FAKE https://");

        Answer one = get(application, "cognigyruns/" + run.id());
        assertThat(one.body().at("/deployment").asText()).isEqualTo(Releases.DEPLOYMENT.describe());
        assertThat(one.body().at("/approval/changes/0").asText()).isNotEmpty();
        assertThat(one.body().at("/events/0/event").asText()).contains(run.id());
        assertThat(one.body().has("outcome")).isFalse();

        assertThat(get(application, "cognigyruns/none").status()).isEqualTo(404);
    }

    @Test
    void theEndpointOnlyReadsByDefault() throws Exception {
        ConfigurableApplicationContext application = started();
        Run run = begun(application);

        assertThat(post(application, "cognigyruns/" + run.id() + "/approve", "{}")
                        .status())
                .isIn(404, 405);
        assertThat(application.getBean(CognigyRuns.class).request(run.id())).isPresent();
    }

    @Test
    void aRunIsApprovedWhereTheAccessIsUnrestricted() throws Exception {
        ConfigurableApplicationContext application = started("management.endpoint.cognigyruns.access=unrestricted");
        Run run = begun(application);

        Answer approved = post(
                application,
                "cognigyruns/" + run.id() + "/approve",
                "{\"by\": \"release board\", \"reason\": \"looked at\"}");

        assertThat(approved.status()).isEqualTo(202);
        assertThat(run.await().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(get(application, "cognigyruns/" + run.id())
                        .body()
                        .at("/outcome")
                        .asText())
                .isEqualTo("Succeeded");
        Answer again = post(application, "cognigyruns/" + run.id() + "/approve", "{\"by\": \"release board\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body().at("/error").asText()).contains("does not wait for an approval");
        assertThat(post(application, "cognigyruns/" + run.id() + "/cancel", "{}")
                        .status())
                .isEqualTo(409);
        assertThat(post(application, "cognigyruns/none/resume", "{}").status()).isEqualTo(404);
        assertThat(post(application, "cognigyruns/" + run.id() + "/dance", "{}").status())
                .isEqualTo(400);
    }

    @Test
    void aDecisionNeedsAPerson() throws Exception {
        ConfigurableApplicationContext application = started("management.endpoint.cognigyruns.access=unrestricted");
        Run run = begun(application);

        Answer refused = post(application, "cognigyruns/" + run.id() + "/approve", "{\"by\": \" \"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().at("/error").asText()).startsWith("by must be");
        assertThat(application.getBean(CognigyRuns.class).request(run.id())).isPresent();
        Answer rejected = post(application, "cognigyruns/" + run.id() + "/reject", "{\"by\": \"release board\"}");
        assertThat(rejected.status()).isEqualTo(202);
        assertThat(run.await().outcome().because()).contains("release board");
    }

    @ParameterizedTest
    @CsvSource({"release board, release board (bob)", ", bob"})
    void anAuthenticatedCallerIsRecordedWhateverItCallsItself(@Nullable String by, String recorded) throws Exception {
        ConfigurableApplicationContext application = started("management.endpoint.cognigyruns.access=unrestricted");
        Run run = begun(application);
        SecurityContext bob = new SecurityContext() {
            @Override
            public Principal getPrincipal() {
                return () -> "bob";
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }
        };

        application.getBean(RunsEndpoint.class).act(bob, run.id(), RunsEndpoint.Action.REJECT, by, null);

        assertThat(application
                        .getBean(RunStore.class)
                        .decision(run.id())
                        .orElseThrow()
                        .by())
                .isEqualTo(recorded);
        assertThat(run.await().outcome()).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void aSuccessIsUndoneWhereTheAccessIsUnrestricted() throws Exception {
        ConfigurableApplicationContext application = started("management.endpoint.cognigyruns.access=unrestricted");
        CognigyRuns runs = application.getBean(CognigyRuns.class);
        Run run = begun(application);
        runs.approve(run.id(), "release board", "");
        run.await();

        assertThat(post(application, "cognigyruns/" + run.id() + "/undo", "{}").status())
                .isEqualTo(202);

        Ends ends = application.getBean(Ends.class);
        assertThat(ends.outcomes.take()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(ends.outcomes.take()).isInstanceOf(Outcome.RolledBack.class);
    }

    @Test
    void aRunIsRejectedCancelledAndResumedWhereTheAccessIsUnrestricted() throws Exception {
        ConfigurableApplicationContext application = started("management.endpoint.cognigyruns.access=unrestricted");
        Run cancelled = begun(application);

        assertThat(post(application, "cognigyruns/" + cancelled.id() + "/cancel", "{}")
                        .status())
                .isEqualTo(202);
        assertThat(cancelled.await().outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(post(application, "cognigyruns/" + cancelled.id() + "/resume", "{}")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void theHealthNamesRunsThatWaitAndRunsThatNeedAPerson() throws Exception {
        ConfigurableApplicationContext application = started();
        Run run = begun(application);

        JsonNode waits = get(application, "health").body().at("/components/cognigy");
        assertThat(waits.at("/status").asText()).isEqualTo("UP");
        assertThat(waits.at("/details/waitForApproval/0").asText()).isEqualTo(run.id());
        assertThat(waits.at("/details/underWay/0").asText()).isEqualTo(run.id());
        assertThat(waits.at("/details/needPerson")).isEmpty();

        run.cancel();
        run.await();
        Report left = BotDeployment.pipeline(application.getBean(CognigyClient.class))
                .store(application.getBean(RunStore.class))
                .poll(PollOptions.builder().interval(Duration.ofMillis(5)).build())
                .verify("seen", applied -> Verdict.fail("not as it should be"), OnFailedVerification.ASK)
                .build()
                .run(Releases.DEPLOYMENT);
        assertThat(left.outcome()).isInstanceOf(Outcome.Unknown.class);

        Answer needs = get(application, "health");
        assertThat(needs.status()).isEqualTo(200);
        assertThat(needs.body()
                        .at("/components/cognigy/details/needPerson/" + left.runId())
                        .asText())
                .isNotEmpty();
        assertThat(needs.body().toString()).doesNotContain("demo-secret");
    }

    @Test
    void aStoreThatCannotBeReadIsDown() throws Exception {
        Path file = Files.createFile(folder.resolve("no-folder"));
        ConfigurableApplicationContext application = started("cognigy.store.folder=" + file);

        Answer health = get(application, "health");

        assertThat(health.status()).isEqualTo(503);
        assertThat(health.body().at("/components/cognigy/status").asText()).isEqualTo("DOWN");
    }
}
