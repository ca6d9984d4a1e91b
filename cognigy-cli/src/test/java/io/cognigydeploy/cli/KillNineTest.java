package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs whose process is killed with {@code kill -9} at a random moment and which another process resumes. No record of the
 * audit log is lost or doubled, and nothing is done twice on the platform. A run that had already ended does not count. To see the figures: {@code mvn -B -pl cognigy-cli -am test -Dtest=KillNineTest
 * -Dgroups=long -DexcludedGroups=none -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("long")
class KillNineTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int KILLS = 100;
    private static final int KILLS_OF_SNAPSHOTS = 40;
    private static final String SNAPSHOT = "snapshot";
    private static final int MOST_MILLIS = 40;

    /** The position of a run when it was killed, by its journal. */
    private enum Moment {
        BEFORE_THE_FIRST_RECORD,
        BEFORE_THE_FIRST_INTENT,
        BETWEEN_INTENT_AND_END,
        AFTER_THE_END
    }

    private record Killed(String command, Moment moment, int status) {}

    @TempDir
    private Path folder;

    @Test
    void aHundredKillsLoseNoRecordAndDoNothingTwice() throws Exception {
        assertThat(killed(List.of("deploy", "rollout", "rollback", "flows", "canary"), KILLS))
                .extracting(Killed::moment)
                .contains(Moment.values());
    }

    @Test
    void fortyKillsMakeSendAndSwitchNoSnapshotTwice() throws Exception {
        assertThat(killed(List.of(SNAPSHOT), KILLS_OF_SNAPSHOTS))
                .extracting(Killed::moment)
                .contains(Moment.BEFORE_THE_FIRST_INTENT, Moment.BETWEEN_INTENT_AND_END);
    }

    private List<Killed> killed(List<String> commands, int kills) throws Exception {
        Random random = new Random(9);
        Map<String, Integer> requests = new TreeMap<>();
        for (String command : commands) {
            requests.put(command, requestsOfAWholeRun(command));
        }
        List<Killed> all = new ArrayList<>();
        int tries = 0;
        while (all.size() < kills) {
            assertThat(tries).as("tries at " + kills + " kills").isLessThan(3 * kills);
            String command = commands.get(all.size() % commands.size());
            // The last request more often than the others, because many steps follow it.
            int last = requests.getOrDefault(command, 0);
            int request = Math.min(last, random.nextInt(last + 3));
            kill(command, request, random.nextInt(MOST_MILLIS), folder.resolve("kill-" + tries))
                    .ifPresent(all::add);
            tries++;
        }

        System.out.println("command   killed  no record  no intent  intent..end  after end   done  a person is needed");
        for (String command : commands) {
            print(
                    command,
                    all.stream().filter(each -> each.command().equals(command)).toList());
        }
        print("all", all);
        System.out.println((tries - kills) + " more had ended by themselves before they were killed, and do not count");
        return all;
    }

    private static void print(String name, List<Killed> some) {
        System.out.printf(
                "%-8s %7d %10d %10d %12d %10d %6d %19d%n",
                name,
                some.size(),
                count(some, Moment.BEFORE_THE_FIRST_RECORD),
                count(some, Moment.BEFORE_THE_FIRST_INTENT),
                count(some, Moment.BETWEEN_INTENT_AND_END),
                count(some, Moment.AFTER_THE_END),
                some.stream().filter(each -> each.status() == ExitStatus.DONE).count(),
                some.stream()
                        .filter(each -> each.status() == ExitStatus.PERSON_NEEDED)
                        .count());
    }

    private static long count(List<Killed> some, Moment moment) {
        return some.stream().filter(each -> each.moment() == moment).count();
    }

    private int requestsOfAWholeRun(String command) throws Exception {
        FakeCognigy fake = world(command);
        Path place = Files.createDirectory(folder.resolve(command));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = Program.run(place, environment(place, server), args(command, server));
            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        }
        return fake.requests().size();
    }

    /** Kills a run some time after one of its requests has arrived, unless it has ended, and resumes it to its end. */
    private static Optional<Killed> kill(String command, int request, int millis, Path place) throws Exception {
        String when = command + " killed " + millis + " ms after request " + request;
        FakeCognigy fake = world(command);
        Files.createDirectory(place);
        try (FakeServer server = FakeServer.start(fake, 0)) {
            CountDownLatch arrived = new CountDownLatch(request);
            server.onRequest(each -> arrived.countDown());
            try (Program program = Program.start(place, environment(place, server), args(command, server))) {
                while (program.isAlive() && arrived.getCount() > 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                TimeUnit.MILLISECONDS.sleep(millis);
                if (!program.kill()) {
                    return Optional.empty();
                }
            }
            Path records = place.resolve(".cognigy-deploy");
            Optional<String> runId = runId(records);
            Moment moment = runId.map(id -> moment(records.resolve(id))).orElse(Moment.BEFORE_THE_FIRST_RECORD);
            // A run without a record has changed nothing and does not block another one.
            if (moment == Moment.BEFORE_THE_FIRST_RECORD) {
                assertThat(effects(fake)).as(when).isEmpty();
            }
            String[] next = moment == Moment.BEFORE_THE_FIRST_RECORD
                    ? args(command, server)
                    : resumed(command, server, runId.orElseThrow());
            Map<String, String> environment = environment(place, server);
            // A run among whose temporary files are those of the killed process.
            Program.Ended ended = command.equals(SNAPSHOT)
                    ? Program.process(place, environment, next)
                    : Program.run(place, environment, next);

            assertThat(ended.status())
                    .as(when + ": " + ended.err())
                    // The platform lists no configurations, so a lost answer needs a person.
                    .isIn(
                            command.equals("rollout")
                                    ? List.of(ExitStatus.DONE, ExitStatus.PERSON_NEEDED)
                                    : List.of(ExitStatus.DONE));
            assertThat(effects(fake)).as(when).isNotEmpty().doesNotHaveDuplicates();
            if (command.equals("canary")) {
                assertThat(fake.deployments()).as(when).hasSize(1);
                assertThat(fake.requests("POST", "/api/v1/webhooks")).as(when).hasSize(1);
                assertThat(fake.liveVersion("bot_abc123", "env_prod_456"))
                        .as(when)
                        .contains("2.1.0-canary");
            }
            if (command.equals(SNAPSHOT)) {
                assertThat(effects(fake)).as(when).hasSize(5);
                String snapshot =
                        fake.installation().project("shop-dev").snapshots().get(1);
                InstalledProject prod = fake.installation().project("shop-prod");
                assertThat(prod.snapshots()).as(when).containsExactly("v1.0.0", snapshot);
                assertThat(prod.endpoint("Web").snapshot()).as(when).contains(snapshot);
                try (Stream<Path> left = Files.list(temporary(place))) {
                    assertThat(left)
                            .as(when)
                            .noneMatch(each -> each.getFileName().toString().startsWith("cognigy"));
                }
            }
            assertThat(fake.violations()).as(when).isEmpty();
            requireWholeRecords(when, records);
            return Optional.of(new Killed(command, moment, ended.status()));
        }
    }

    /** Asserts that every event of every journal is in the audit log once, and that both are undamaged. */
    private static void requireWholeRecords(String when, Path records) throws IOException {
        Path audit = records.resolve("audit.jsonl");
        assertThat(AuditLog.verify(audit)).as(when).isInstanceOf(Verdict.Pass.class);
        for (String runId : runIds(records)) {
            Path journal = records.resolve(runId).resolve("journal.jsonl");
            assertThat(AuditLog.verify(journal)).as(when).isInstanceOf(Verdict.Pass.class);
            List<JsonNode> audited = new ArrayList<>();
            for (JsonNode body : bodies(audit)) {
                if (body.path("runId").asText().equals(runId)) {
                    audited.add(body);
                }
            }
            List<JsonNode> journaled = bodies(journal);
            // The first record of a journal is the plan, not an event.
            List<JsonNode> events = journaled.subList(Math.min(1, journaled.size()), journaled.size());
            for (int i = 0; i < events.size(); i++) {
                ((ObjectNode) events.get(i))
                        .put("runId", runId)
                        .put("kind", journaled.get(0).path("kind").asText())
                        .put("target", journaled.get(0).path("target").asText())
                        .put("sequence", i + 2);
            }
            assertThat(audited).as(when).isEqualTo(events);
        }
    }

    private static Moment moment(Path run) {
        List<String> events;
        try {
            Path journal = run.resolve("journal.jsonl");
            if (!Files.exists(journal) || bodies(journal).isEmpty()) {
                return Moment.BEFORE_THE_FIRST_RECORD;
            }
            events = bodies(journal).stream()
                    .map(body -> body.path("event").asText())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (events.contains("run_finished")) {
            return Moment.AFTER_THE_END;
        }
        return events.contains("mutation_intended") ? Moment.BETWEEN_INTENT_AND_END : Moment.BEFORE_THE_FIRST_INTENT;
    }

    /** Returns the records of a log, without one that was incomplete when the process died. */
    private static List<JsonNode> bodies(Path log) throws IOException {
        List<JsonNode> bodies = new ArrayList<>();
        String text = Files.readString(log);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            bodies.add(JSON.readTree(line).path("body"));
        }
        return bodies;
    }

    /** Returns the changes on the platform: request and body. */
    private static List<String> effects(FakeCognigy fake) {
        return fake.requests().stream()
                .filter(request -> !request.method().equals("GET") && request.status() / 100 == 2)
                .filter(request -> request.path()
                        .matches("/api/v[12]/((deployments|flows)(/.*)?|bots/[^/]+/deploy|webhooks)"
                                + "|/new/v2.0/(snapshots(/upload|/[^/]+/package)?|endpoints/.*|playbooks/.*)"))
                .map(request -> request.path() + " " + request.body())
                .toList();
    }

    private static Optional<String> runId(Path records) throws IOException {
        List<String> ids = runIds(records);
        assertThat(ids).hasSizeLessThan(2);
        return ids.stream().findFirst();
    }

    private static List<String> runIds(Path records) throws IOException {
        if (!Files.exists(records)) {
            return List.of();
        }
        try (Stream<Path> runs = Files.list(records)) {
            return runs.map(run -> run.getFileName().toString())
                    .filter(name -> name.matches("\\d{8}-.*"))
                    .sorted()
                    .toList();
        }
    }

    private static FakeCognigy world(String command) {
        FakeCognigy world = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
        if (command.equals(SNAPSHOT)) {
            world.installation().taskStep(Duration.ofMillis(20)).fileSize(4 * 1024 * 1024);
            return world;
        }
        if (command.equals("canary")) {
            return world.traffic(
                            "bot_abc123",
                            "stable",
                            Traffic.good().errorRate(0.03).perMinute(60_000))
                    .traffic(
                            "bot_abc123",
                            "canary",
                            // Clearly better, so that no canary of the proof is rolled back by chance.
                            Traffic.good().errorRate(0.005).perMinute(60_000));
        }
        String[] states = Stream.concat(Stream.generate(() -> "running").limit(8), Stream.of("completed"))
                .toArray(String[]::new);
        return world.everyJob(JobScript.states(states));
    }

    private static Map<String, String> environment(Path place, FakeServer server) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "COGNIGY_BASE_URL",
                server.url(),
                "COGNIGY_API_KEY",
                "some-key",
                "COGNIGY_WEBHOOK_SECRET",
                "an-example-and-not-a-secret"));
        Path stages = Files.writeString(place.resolve("stages.json"), """
                {"version": 1,
                 "stages": {
                  "dev": {"baseUrl": "URL", "apiKeyEnv": "DEV_KEY", "project": "shop-dev"},
                  "prod": {"baseUrl": "URL", "endpointUrl": "URL", "apiKeyEnv": "PROD_KEY", "project": "shop-prod",
                           "endpoints": ["Web"], "playbooks": ["Smoke"], "probe": ["hello"]}}}
                """.replace("URL", server.url()));
        variables.put("COGNIGY_STAGES", stages.toString());
        variables.put("DEV_KEY", "some-key");
        variables.put("PROD_KEY", "some-other-key");
        Files.createDirectories(temporary(place));
        variables.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary(place));
        return variables;
    }

    private static Path temporary(Path place) {
        return place.resolve("temporary");
    }

    private static String[] resumed(String command, FakeServer server, String runId) {
        return command.equals(SNAPSHOT)
                ? new String[] {
                    SNAPSHOT, "release", "--json", "--poll-interval", "20ms", "--settle", "50ms", "--resume", runId
                }
                : args(command, server, "--resume", runId);
    }

    private static String[] args(String command, FakeServer server, String... more) {
        List<String> all = new ArrayList<>(List.of("--json"));
        if (command.equals(SNAPSHOT)) {
            return new String[] {
                SNAPSHOT, "release", "--json", "--poll-interval", "20ms", "--settle", "50ms", "--to", "prod"
            };
        }
        all.addAll(
                switch (command) {
                    case "canary" ->
                        List.of(
                                "--poll-interval",
                                "50ms",
                                "--settle",
                                "100ms",
                                "--interval",
                                "200ms",
                                "--duration",
                                "60s",
                                "--step",
                                "500ms",
                                "--callback",
                                server.url() + "/hooks/ci");
                    case "rollout" ->
                        List.of(
                                "--poll-interval",
                                "20ms",
                                "--settle",
                                "50ms",
                                "--soak",
                                "100ms",
                                "--soak-interval",
                                "20ms");
                    default -> List.of("--poll-interval", "20ms", "--settle", "50ms");
                });
        all.addAll(List.of(more));
        return Literals.of(command, all.toArray(String[]::new));
    }
}
