package io.cognigydeploy.core.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in a database whose default commits are not durable, as that of the tests. */
class PostgresDurabilityTest {

    private static ObjectNode plan() {
        return Json.MAPPER
                .createObjectNode()
                .put("runId", "run-1")
                .put("kind", "bot-version")
                .put("target", "prod")
                .put("fingerprint", "f");
    }

    @Test
    void eachRecordSurvivesTheDeathOfTheServer(@TempDir Path folder) throws Exception {
        try (MortalPostgres postgres = new MortalPostgres(folder.resolve("data"));
                var pool = RealPostgres.pool(postgres.url())) {
            PostgresRunStore store = PostgresRunStore.of(pool);
            store.createTables();
            try (Lease lease = store.lease("prod", "run-1", Time.SYSTEM);
                    RunLog log = store.begin(lease, plan())) {
                for (int i = 0; i < 3; i++) {
                    log.appendForced(Json.MAPPER.createObjectNode().put("event", "waiting " + i));
                    postgres.killAndStart();
                }
            }

            assertThat(store.records("run-1")).hasSize(4);
        }
    }
}
