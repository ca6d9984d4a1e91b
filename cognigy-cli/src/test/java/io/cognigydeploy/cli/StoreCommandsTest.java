package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that work with the store of runs, in files and in PostgreSQL. */
@Timeout(120)
class StoreCommandsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private static final Optional<String> GIVEN = Optional.ofNullable(System.getenv("COGNIGY_TEST_JDBC_URL"));

    private static Optional<EmbeddedPostgres> server = Optional.empty();
    private static String url;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        if (GIVEN.isEmpty()) {
            server = Optional.of(EmbeddedPostgres.builder().start());
        }
        url = GIVEN.orElseGet(() -> server.orElseThrow().getJdbcUrl("postgres", "postgres"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    /** The URL of a new, empty schema. */
    private static String database() throws SQLException {
        String schema = "cli_" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
        }
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    private Program.Ended run(String... args) {
        return Program.run(folder, Map.of(), args);
    }

    private JsonNode runs(String... more) throws IOException {
        Program.Ended listed =
                run(Stream.concat(Stream.of("runs", "--json"), Stream.of(more)).toArray(String[]::new));
        assertThat(listed.status()).as(listed.err()).isEqualTo(ExitStatus.DONE);
        return JSON.readTree(listed.lastLine()).path("runs");
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }

    /** Waits until a run asks, decides with a command, and returns how the run ended. */
    private Program.Ended deployAndDecide(String command, String... store) throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
        try (FakeServer platform = FakeServer.start(fake, 0)) {
            Map<String, String> variables =
                    Map.of("COGNIGY_BASE_URL", platform.url(), "COGNIGY_API_KEY", "key-of-a-test");
            String[] deploy = with(
                    Literals.of("deploy", "--poll-interval", "50ms", "--settle", "50ms", "--approval", "60s"), store);
            CompletableFuture<Program.Ended> deployed =
                    CompletableFuture.supplyAsync(() -> Program.run(folder, variables, deploy));
            boolean decided = false;
            while (!decided && !deployed.isDone()) {
                for (JsonNode waiting : runs(with(new String[] {"--unfinished"}, store))) {
                    String[] decision = {
                        command, waiting.path("runId").asText(), "--reason", "looked at", "--actor", "ops"
                    };
                    decided |= run(with(decision, store)).status() == ExitStatus.DONE;
                }
            }
            return deployed.get();
        }
    }

    @Test
    void aRunGoesOnWhenItIsApproved() throws Exception {
        Program.Ended deployed = deployAndDecide("approve");

        assertThat(deployed.status()).as(deployed.err()).isEqualTo(ExitStatus.DONE);
        assertThat(deployed.err()).contains("gate approval: passed, approved by ops: looked at");
    }

    @Test
    void aRunThatIsRejectedChangesNothing() throws Exception {
        Program.Ended deployed = deployAndDecide("reject");

        assertThat(deployed.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(deployed.err()).contains("refused by ops: looked at");
    }

    @Test
    void aRunInADatabaseIsApprovedListedAndShown() throws Exception {
        String store = database();
        Program.Ended deployed = deployAndDecide("approve", "--store", store);

        assertThat(deployed.status()).as(deployed.err()).isEqualTo(ExitStatus.DONE);
        JsonNode run = runs("--store", store, "--kind", "bot-version").path(0);
        assertThat(run.path("outcome").asText()).isEqualTo("Succeeded");
        Program.Ended shown = run("show", run.path("runId").asText(), "--store", store);
        assertThat(shown.status()).as(shown.err()).isEqualTo(ExitStatus.DONE);
        assertThat(shown.out()).contains(run.path("runId").asText());
        assertThat(run("runs", "--store", store).out())
                .contains(run.path("runId").asText() + "  Succeeded  bot");
    }

    @Test
    void theStoreOfTheEnvironmentIsUsed() throws Exception {
        String store = database();
        Program.Ended deployed = Program.run(folder, Map.of("COGNIGY_STORE", store), "deploy", "--fake", "--json");

        assertThat(deployed.status()).as(deployed.err()).isEqualTo(ExitStatus.DONE);
        String runId = JSON.readTree(deployed.lastLine()).path("runId").asText();
        assertThat(runs("--store", store).findValuesAsText("runId")).contains(runId);
        assertThat(runs()).isEmpty();
    }

    @Test
    void aDatabaseThatIsDownIsRefusedInOneLineWithoutItsPassword() {
        Program.Ended deployed =
                run("deploy", "--fake", "--store", "jdbc:postgresql://127.0.0.1:1/x?user=u&password=not-a-real-one");

        assertThat(deployed.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(deployed.err().lines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("The PostgreSQL run store cannot be used: ")
                        .doesNotContain("not-a-real-one"));
    }

    @Test
    void anApprovalIsNotAwaitedByAClockThatDoesNotWait() {
        Program.Ended deployed = run("deploy", "--fake", "--approval", "1h");

        assertThat(deployed.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(deployed.err()).contains("--approval waits for a person, and the clock of --fake does not wait.");
    }

    @Test
    void anotherKindOfStoreIsRefused() {
        for (String url : new String[] {"mysql://x", "jdbc:postgresql:%zz%"}) {
            Program.Ended listed = run("runs", "--store", url);

            assertThat(listed.status()).as(url).isEqualTo(ExitStatus.USAGE);
            assertThat(listed.err()).as(url).contains("Check --store and COGNIGY_STORE.");
        }
    }

    @Test
    void aDecisionThatWasNotAskedForIsRefused() throws Exception {
        Program.Ended deployed = run("deploy", "--fake", "--json");
        String runId = JSON.readTree(deployed.lastLine()).path("runId").asText();

        Program.Ended approved = run("approve", runId);
        Program.Ended unknown = run("reject", "no-such-run");

        assertThat(approved.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(approved.err()).contains("Run " + runId + " does not ask for an approval.");
        assertThat(unknown.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(unknown.err()).contains("There is no run no-such-run");
    }

    @Test
    void aDocumentThatIsNotThereNamesThoseThatAre() throws Exception {
        Program.Ended deployed = run("deploy", "--fake", "--json");
        String runId = JSON.readTree(deployed.lastLine()).path("runId").asText();

        Program.Ended shown = run("show", runId, "--document", "decision.json");

        assertThat(shown.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(shown.err()).contains("it has manifest.json, report.html, report.json, report.md, report.xml.");
    }
}
