package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.runs.StoreOnDisk;
import io.cognigydeploy.core.store.AppendFile;
import io.cognigydeploy.core.store.Disk;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records of a run that are forced to the disk before the run continues. */
class ForcedRecordsTest {

    @TempDir
    private Path records;

    private final List<String> written = new ArrayList<>();
    private final List<String> forced = new ArrayList<>();
    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records).with(builder -> builder.store(StoreOnDisk.of(records, counting())));
    }

    /** Returns a disk that notes which record was the last one when it was forced. */
    private Disk counting() {
        return file -> new AppendFile(file) {
            @Override
            public void write(byte[] bytes) throws IOException {
                super.write(bytes);
                written.add(name(bytes));
            }

            @Override
            public void force() throws IOException {
                super.force();
                forced.add(written.get(written.size() - 1));
            }
        };
    }

    private static String name(byte[] line) throws JsonProcessingException {
        JsonNode body =
                Json.MAPPER.readTree(new String(line, StandardCharsets.UTF_8)).path("body");
        return body.path("event").asText("plan");
    }

    @Test
    void whatARunCannotFindOutAgainIsForced() {
        assertThat(release.run().outcome().isSuccess()).isTrue();

        assertThat(written)
                .containsExactly(
                        "plan",
                        "run_started",
                        "check_judged",
                        "check_judged",
                        "check_judged",
                        "manifest_written",
                        "mutation_intended",
                        "mutation_accepted",
                        "mutation_progressed",
                        "mutation_ended",
                        "mutation_confirmed",
                        "run_finished");
        assertThat(forced)
                .containsExactly(
                        "plan",
                        "run_started",
                        "mutation_intended",
                        "mutation_accepted",
                        "mutation_ended",
                        "run_finished");
    }

    @Test
    void aRollbackIsForcedAlike() {
        release.job(JobScript.fails("out of memory"))
                .with(builder -> builder.onFailure(Rollbacker.toPreviousVersion()));

        release.run();

        assertThat(forced)
                .startsWith("plan", "run_started", "mutation_intended", "mutation_accepted", "mutation_ended");
        assertThat(forced).endsWith("run_finished");
        assertThat(forced).contains("compensation_started").hasSizeLessThan(written.size());
    }

    @Test
    void withAnAuditLogEveryRecordIsForcedBeforeTheLogGetsIt() {
        release.with(builder -> builder.audit(AuditLog.jsonLines(records.resolve("audit.jsonl"))));

        assertThat(release.run().outcome().isSuccess()).isTrue();

        assertThat(forced).isEqualTo(written);
    }
}
