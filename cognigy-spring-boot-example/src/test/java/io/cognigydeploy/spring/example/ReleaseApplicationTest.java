package io.cognigydeploy.spring.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application with nothing configured but its port and its folder, as its page uses it. */
@Timeout(60)
class ReleaseApplicationTest {

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext application;
    private Page page;

    @BeforeEach
    void start() {
        application = SpringApplication.run(
                ReleaseApplication.class,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--example.poll=50ms",
                "--cognigy.store.folder=" + folder);
        page = new Page(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    @AfterEach
    void end() {
        application.close();
    }

    private String live() {
        return application
                .getBean(FakeCognigy.class)
                .liveVersion(Page.BOT, Page.ENVIRONMENT)
                .orElseThrow();
    }

    @Test
    void aReleaseIsStartedApprovedFollowedAndUndone() throws Exception {
        String run = page.start(Page.NEW);
        JsonNode waits = page.await(run, "Waits for approval");
        assertThat(waits.path("changes").get(0).asText()).contains(Page.NEW);
        assertThat(waits.path("actions")).extracting(JsonNode::asText).containsExactly("approve", "reject", "cancel");
        assertThat(live()).isEqualTo(Page.OLD);

        assertThat(page.act(run, "approve").statusCode()).isEqualTo(202);
        List<Page.Sent> events = page.follow(run, 0, event -> event.name().equals("end"));

        assertThat(page.run(run).path("state").asText()).isEqualTo("Succeeded");
        assertThat(live()).isEqualTo(Page.NEW);
        List<String> lines = texts(events);
        assertThat(lines).first().asString().contains(run, "FAKE https://");
        assertThat(lines).anyMatch(line -> line.contains("approved by release board"));
        assertThat(texts(page.follow(run, 3, event -> event.name().equals("end"))))
                .isEqualTo(lines.subList(3, lines.size()));

        assertThat(page.act(run, "undo").statusCode()).isEqualTo(202);
        page.follow(run, lines.size(), event -> event.name().equals("end"));

        assertThat(page.run(run).path("state").asText()).isEqualTo("Rolled Back");
        assertThat(live()).isEqualTo(Page.OLD);
    }

    private static List<String> texts(List<Page.Sent> events) {
        return events.stream()
                .filter(event -> event.name().equals("progress"))
                .map(event -> event.json().path("text").asText())
                .toList();
    }

    @Test
    void aReleaseIsCancelledInTheMiddle() throws Exception {
        application.getBean(FakeCognigy.class).everyJob(JobScript.neverEnds());
        String run = page.start(Page.NEW);
        page.await(run, "Waits for approval");
        page.act(run, "approve");
        page.follow(
                run,
                0,
                event -> event.name().equals("progress")
                        && event.json().path("text").asText().contains("running"));

        assertThat(page.act(run, "cancel").statusCode()).isEqualTo(202);
        page.follow(run, 0, event -> event.name().equals("end"));

        assertThat(page.run(run).path("state").asText()).isEqualTo("Cancelled");
        assertThat(live()).isEqualTo(Page.OLD);
        assertThat(page.runs().get(0).path("runId").asText()).isEqualTo(run);
    }

    @Test
    void aRejectedReleaseChangesNothing() throws Exception {
        String run = page.start(Page.NEW);
        page.await(run, "Waits for approval");

        page.act(run, "reject");
        page.follow(run, 0, event -> event.name().equals("end"));

        assertThat(page.run(run).path("state").asText()).isEqualTo("Rejected");
        assertThat(page.run(run).path("because").asText()).contains("looked at");
        assertThat(live()).isEqualTo(Page.OLD);
    }

    @Test
    void whatCannotBeDoneIsAnsweredWithItsReason() throws Exception {
        String first = page.start(Page.NEW);
        page.await(first, "Waits for approval");

        String second = page.start(Page.NEW);
        List<Page.Sent> refused = page.follow(second, 0, event -> event.name().equals("end"));
        assertThat(refused).extracting(Page.Sent::name).containsExactly("end");
        assertThat(refused.get(0).data()).contains(first);

        assertThat(page.act(first, "undo").statusCode()).isEqualTo(202);
        assertThat(page.act("20260101-000000-00000000", "approve").statusCode()).isEqualTo(409);
        assertThat(page.act(first, "dance").body()).contains("action must be one of a run, but was dance");
        var invalid = page.post("/api/runs", Map.of("bot", "", "version", "1", "environment", "e"));
        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(invalid.body()).contains("botId must be well formed");
    }

    @Test
    void thePageIsThere() throws IOException, InterruptedException {
        assertThat(page.get("/").body()).contains("<h1>Bot releases</h1>");
        assertThat(page.get("/app.js").statusCode()).isEqualTo(200);
        assertThat(page.get("/actuator/health").body()).contains("\"cognigy\"", "\"UP\"");
    }
}
