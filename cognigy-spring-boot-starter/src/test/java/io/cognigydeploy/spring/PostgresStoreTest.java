package io.cognigydeploy.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The store in the PostgreSQL of the application's data source. */
class PostgresStoreTest {

    /** Started with the first test. */
    private static final class Server {

        static final EmbeddedPostgres STARTED = started();

        private static EmbeddedPostgres started() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CognigyAutoConfiguration.class))
            .withBean(DataSource.class, Server.STARTED::getPostgresDatabase)
            .withPropertyValues("cognigy.store.type=postgres");

    @AfterAll
    static void end() throws IOException {
        Server.STARTED.close();
    }

    @Test
    void theStoreHasItsTablesAndTheNameOfTheInstance() {
        application.withPropertyValues("cognigy.owner=pod-7").run(context -> {
            RunStore store = context.getBean(RunStore.class);
            assertThat(store).isInstanceOf(PostgresRunStore.class);
            assertThat(store.runs(RunQuery.all())).isEmpty();
            try (Lease lease = store.lease("env", "20260101-000000-00000001", Time.SYSTEM)) {
                assertThat(lease.owner()).isEqualTo("pod-7");
            }
        });
    }

    @Test
    void ofTwoSourcesOneMustBePrimary() {
        ApplicationContextRunner two =
                application.withBean("reports", DataSource.class, Server.STARTED::getTemplateDatabase);

        two.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("needs one DataSource bean, or one that is primary"));
    }

    @Test
    void aLeaseThatIsTooShortForItsHeartbeatIsRefused() {
        application
                .withPropertyValues("cognigy.store.lease=50s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("lease must be longer than the attempt limit and two heartbeats"));
    }
}
