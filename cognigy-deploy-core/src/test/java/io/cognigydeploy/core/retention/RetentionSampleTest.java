package io.cognigydeploy.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/snapshots.md for retention. */
class RetentionSampleTest {

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private static Report retain(CognigyInstallation prod, JsonNode release, Path archive, Path records) {
        SnapshotRetention retention =
                SnapshotRetention.of("prod", "shop-prod").keeping(3).draining(Duration.ofHours(2));
        for (JsonNode endpoint : release.path("endpoints")) {
            retention = retention.replaced(
                    endpoint.at("/before/entrypoint").asText(),
                    Instant.parse(endpoint.path("switchedAt").asText()),
                    endpoint.path("name").asText());
        }
        var pipeline =
                SnapshotRetention.pipeline(prod, archive).journal(records).build();
        return pipeline.run(pipeline.plan(retention));
    }

    @Test
    void theProgramDeletesWhatAReleaseReplaced() throws Exception {
        RetentionFixture fixture = new RetentionFixture(folder).made("a", "b", "c", "d");
        JsonNode release = Json.MAPPER.readTree("""
                {"endpoints": [{"name": "Web", "before": {"entrypoint": "%s"}, "switchedAt": "%s"}]}
                """.formatted(fixture.id("a"), Time.stamp(fixture.time.now())));

        Report report = retain(fixture.client(), release, fixture.archive, fixture.records);

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.prod.snapshots()).containsExactly("v1.0.0", "b", "c", "d");
    }
}
