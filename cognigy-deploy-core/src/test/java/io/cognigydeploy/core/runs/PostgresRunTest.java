package io.cognigydeploy.core.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.pipeline.BotRelease;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresRunTest {

    @Test
    void aRunIsStored(@TempDir Path folder) {
        try (var pool = RealPostgres.pool(RealPostgres.url())) {
            PostgresRunStore store = PostgresRunStore.of(pool);
            store.createTables();
            store.createTables();
            var report =
                    new BotRelease(folder).with(builder -> builder.store(store)).run();
            assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
            assertThat(store.runs(RunQuery.newest())).hasSize(1);
            assertThat(store.documents(report.runId())).contains("report.json", "manifest.json");
        }
    }
}
