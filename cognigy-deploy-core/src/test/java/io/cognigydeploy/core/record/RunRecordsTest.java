package io.cognigydeploy.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of runs in the forms of webhooks. */
class RunRecordsTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path records;

    @TempDir
    Path elsewhere;

    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records);
    }

    @Test
    void everyRunIsALineWhicheverWayItEnds() throws IOException {
        Path file = elsewhere.resolve("logs").resolve("rollback_audit.jsonl");
        release.job(JobScript.fails("boom").halfApplied(), JobScript.completes());
        release.with(builder ->
                builder.notify(RunRecords.jsonLines(file).with("complianceTag", "GOVERNANCE_ROLLBACK_EVENT")));

        Report failed = release.run();
        Report done = release.run();

        assertThat(failed.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(done.outcome()).isInstanceOf(Outcome.Succeeded.class);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(0)).path("status").asText()).isEqualTo("rolled_back");
        JsonNode second = JSON.readTree(lines.get(1));
        assertThat(second.path("status").asText()).isEqualTo("completed");
        assertThat(second.path("bot_id").asText()).isEqualTo(BotRelease.BOT);
        assertThat(second.path("complianceTag").asText()).isEqualTo("GOVERNANCE_ROLLBACK_EVENT");
    }

    @Test
    void everyRunIsAFileOfItsOwn() throws IOException {
        Path folder = elsewhere.resolve("deployment_audit_logs");
        release.gate = QualityGate.suite("no_such_suite");
        release.with(builder -> builder.notify(RunRecords.files(folder)));

        Report first = release.run();
        Report second = release.run();

        assertThat(second.begun()).isEqualTo(first.begun());
        for (Report report : List.of(first, second)) {
            JsonNode record =
                    JSON.readTree(folder.resolve(report.runId() + ".json").toFile());
            assertThat(record.path("status").asText()).isEqualTo("rejected");
            assertThat(record.path("success").isBoolean()).isTrue();
            assertThat(record.path("success").asBoolean()).isFalse();
        }
    }

    @Test
    void secretsOfTheDeploymentAreHiddenInThem() throws IOException {
        Path file = elsewhere.resolve("runs.jsonl");
        release.deployment = release.deployment.override("apiToken", "hunter2-hunter2");
        release.with(builder -> builder.notify(RunRecords.jsonLines(file)));

        release.run();

        assertThat(Files.readString(file)).contains("apiToken").doesNotContain("hunter2");
    }

    @Test
    void aRecordThatCannotBeWrittenIsReportedAndWrittenLater() throws IOException {
        Path inTheWay = Files.writeString(elsewhere.resolve("file"), "not a folder");
        release.with(builder -> builder.notify(RunRecords.jsonLines(inTheWay.resolve("runs.jsonl"))));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.deliveries())
                .singleElement()
                .satisfies(delivery ->
                        assertThat(delivery.failure()).get().asString().startsWith("not written: "));

        Files.delete(inTheWay);
        Report later = release.pipeline().resume(report.runId());

        assertThat(later.deliveries())
                .singleElement()
                .matches(delivery -> delivery.failure().isEmpty());
        assertThat(Files.readAllLines(inTheWay.resolve("runs.jsonl"))).hasSize(1);
    }
}
