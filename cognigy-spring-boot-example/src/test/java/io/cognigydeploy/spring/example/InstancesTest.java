package io.cognigydeploy.spring.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.JobScript;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Instances of the application, each a process, which end by SIGTERM or are killed in the middle of a run. */
@Tag("long")
@Timeout(180)
class InstancesTest {

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM);
    private final List<Instance> started = new ArrayList<>();
    private FakeServer platform;

    @BeforeEach
    void start() throws IOException {
        platform = FakeServer.start(fake, 0);
    }

    @AfterEach
    void end() {
        started.forEach(Instance::close);
        platform.close();
    }

    private Instance instance(String... properties) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(
                List.of("cognigy.base-url=" + platform.url(), "cognigy.api-key=demo-key", "cognigy.store.folder=runs"));
        Collections.addAll(all, properties);
        Instance instance = Instance.start(folder, all.toArray(String[]::new));
        started.add(instance);
        return instance;
    }

    private RunStore store() {
        return RunStore.files(folder.resolve("runs"));
    }

    /** Starts a run and follows it until the platform works on its change. */
    private static String inTheMiddle(Instance instance) throws IOException, InterruptedException {
        Page page = instance.page();
        String run = page.start(Page.NEW);
        page.await(run, "Waits for approval");
        page.act(run, "approve");
        page.follow(
                run,
                0,
                event -> event.name().equals("progress")
                        && event.json().path("text").asText().contains("running"));
        return run;
    }

    private static JobScript polls(int number) {
        List<String> states = new ArrayList<>(List.of("queued"));
        states.addAll(Collections.nCopies(number, "running"));
        states.add("completed");
        return JobScript.states(states.toArray(String[]::new));
    }

    private String live() {
        return fake.liveVersion(Page.BOT, Page.ENVIRONMENT).orElseThrow();
    }

    @Test
    void sigtermCancelsAndUndoesByDefault() throws Exception {
        fake.everyJob(JobScript.neverEnds());
        Instance instance = instance();
        String run = inTheMiddle(instance);

        assertThat(instance.terminate()).isEqualTo(Instance.TERMINATED);

        assertThat(store().run(run).outcome()).containsInstanceOf(Outcome.Cancelled.class);
        assertThat(live()).isEqualTo(Page.OLD);
        assertThat(fake.deployments())
                .singleElement()
                .satisfies(job ->
                        assertThat(job.state().isTerminal()).as(job.toString()).isTrue());
    }

    @Test
    void sigtermLeavesByChoiceWhatTheNextInstanceEnds() throws Exception {
        fake.everyJob(polls(60));
        Instance instance = instance("cognigy.shutdown.runs=leave");
        String run = inTheMiddle(instance);

        assertThat(instance.terminate()).isEqualTo(Instance.TERMINATED);

        assertThat(store().run(run).status()).isEqualTo(RunStatus.UNDER_WAY);
        assertThat(live()).isEqualTo(Page.OLD);

        Instance next = instance("cognigy.shutdown.runs=leave");
        JsonNode end = next.page().await(run, "Succeeded");

        assertThat(end.path("ended").asBoolean()).isTrue();
        assertThat(live()).isEqualTo(Page.NEW);
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void twoInstancesShareTheirRuns() throws Exception {
        fake.everyJob(polls(60));
        try (EmbeddedPostgres database = EmbeddedPostgres.builder().start()) {
            String[] shared = {
                "spring.profiles.active=postgres",
                "spring.datasource.url=" + database.getJdbcUrl("postgres", "postgres"),
                "cognigy.attempt-timeout=1s",
                "cognigy.store.heartbeat=500ms",
                "cognigy.store.lease=3s"
            };
            Instance one = instance(with(shared, "cognigy.owner=one"));
            Instance two = instance(with(shared, "cognigy.owner=two"));
            Page page = two.page();

            String run = one.page().start(Page.NEW);
            page.await(run, "Waits for approval");
            assertThat(page.runs())
                    .extracting(each -> each.path("runId").asText())
                    .containsExactly(run);
            assertThat(page.act(run, "cancel").body()).contains("not carried out by this instance");
            assertThat(page.act(run, "approve").statusCode()).isEqualTo(202);
            page.follow(
                    run,
                    0,
                    event -> event.name().equals("progress")
                            && event.json().path("text").asText().contains("running"));
            one.close();

            List<Page.Sent> events = page.follow(run, 0, event -> event.name().equals("end"));

            assertThat(events).anyMatch(event -> event.data().contains("taken over by two from one"));
            assertThat(page.run(run).path("state").asText()).isEqualTo("Succeeded");
            assertThat(live()).isEqualTo(Page.NEW);
            assertThat(fake.deployments()).hasSize(1);
        }
    }

    private static String[] with(String[] shared, String more) {
        List<String> all = new ArrayList<>(List.of(shared));
        all.add(more);
        return all.toArray(String[]::new);
    }
}
