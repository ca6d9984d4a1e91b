package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program against a platform whose texts try to forge terminals, logs of CI systems and pages. */
class HostilePlatformTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FORGERY =
            " \u001b[2J\u009b1m\r\n::error::forged\u2028##vso[task.x]y\u202e\u200b<img src>|`[a](http://e.vil)";
    private static final Map<String, Set<String>> MEMBERS = Map.of(
            "words", Set.of("message", "name", "description", "detail", "intent", "reply", "text", "error", "title"),
            "states", Set.of("status", "state", "health", "version", "botVersion", "traceId"));

    @TempDir
    Path folder;

    private final FakeCognigy fake = another();
    private final List<HttpServer> servers = new ArrayList<>();
    private Set<String> planted = Set.of();

    private static FakeCognigy another() {
        return FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
    }

    /** Serves a platform and returns its address. */
    private String serve(FakeCognigy platform) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(platform, exchange));
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private void answer(FakeCognigy platform, HttpExchange exchange) throws IOException {
        try (exchange) {
            Transport.Response answer = platform.exchange(
                    new Transport.Request(
                            exchange.getRequestMethod(),
                            URI.create("http://127.0.0.1" + exchange.getRequestURI()),
                            HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true),
                            exchange.getRequestBody().readAllBytes()),
                    Duration.ofSeconds(10));
            byte[] body = answer.body();
            if (body.length > 0 && !exchange.getRequestURI().getPath().equals("/oauth/token")) {
                JsonNode document = JSON.readTree(body);
                plant(document);
                body = JSON.writeValueAsBytes(document);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void plant(JsonNode value) {
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                if (planted.contains(member.getKey()) && member.getValue().isTextual()) {
                    object.put(member.getKey(), member.getValue().textValue() + FORGERY);
                } else {
                    plant(member.getValue());
                }
            }
            if (planted.contains("message")) {
                object.put("message", "words" + FORGERY);
            }
        } else {
            value.forEach(this::plant);
        }
    }

    @ParameterizedTest
    @CsvSource({"words", "states"})
    void nothing_of_a_platform_is_printed_raw(String members) throws Exception {
        planted = MEMBERS.getOrDefault(members, Set.of());
        List<List<String>> lines = new ArrayList<>();
        for (String command : List.of("deploy", "gate", "rollout", "rollback", "canary", "flows")) {
            List<String> options = new ArrayList<>();
            if (!command.equals("gate")) {
                options.addAll(
                        List.of("--poll-interval", "20ms", "--settle", "50ms", "--timeout", "1s", "--deadline", "5s"));
            }
            if (command.equals("rollout")) {
                options.addAll(List.of("--soak", "100ms", "--soak-interval", "20ms"));
            }
            List<String> line = new ArrayList<>(List.of("COGNIGY_BASE_URL=" + serve(another())));
            line.addAll(List.of(Literals.of(command, options.toArray(String[]::new))));
            lines.add(line);
        }

        List<Program.Ended> ends = Program.process(folder, Map.of("COGNIGY_API_KEY", "some-key"), lines);

        for (Program.Ended ended : ends) {
            assertThat(ended.status()).as(ended.err()).isNotEqualTo(ExitStatus.USAGE);
            check("stdout", ended.out());
            check("stderr", ended.err());
        }
        assertThat(ends.toString()).contains("\\u001b[2J");
        checkRecords();
    }

    private void checkRecords() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith("report.") || name.equals("decision.json")) {
                    check(name, Files.readString(file));
                }
                if (name.equals("report.md") || name.equals("report.html")) {
                    assertThat(Files.readString(file)).as(name).doesNotContain("<img");
                }
                if (name.equals("report.md")) {
                    assertThat(Files.readString(file)).as(name).doesNotContain("[a](");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'', words", "--json, words", "'', states", "--json, states"})
    void nothing_of_an_installation_is_printed_raw(String option, String members) throws Exception {
        planted = new HashSet<>(MEMBERS.getOrDefault(members, Set.of()));
        planted.add("channel");
        planted.add("hash");
        Path stages = Files.writeString(folder.resolve("stages.json"), """
                {"version": 1, "stages": {
                  "::de\u202ev": {"baseUrl": "URL", "apiKeyEnv": "ANY", "project": "DEV"},
                  "no\u200bne": {"baseUrl": "URL", "apiKeyEnv": "ANY", "project": "no\u202ene"}}}
                """.replace("URL", serve(fake))
                .replace("DEV", fake.installation().project("shop-dev").id()));

        Program.Ended ended = Program.run(
                folder,
                Map.of("COGNIGY_STAGES", stages.toString(), "ANY", "some-key"),
                ("snapshot stages " + option).strip().split(" "));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
        check("stdout", ended.out());
        check("stderr", ended.err());
        assertThat(ended.out() + ended.err()).contains("shop-dev", "\\u001b[2J", "no\\u202ene");
        if (!option.isEmpty()) {
            assertThat(JSON.readTree(ended.lastLine()).path("stages")).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"words", "states"})
    void nothing_of_an_installation_is_printed_raw_by_a_release(String members) throws Exception {
        fake.installation().taskStep(Duration.ofMillis(10));
        planted = new HashSet<>(MEMBERS.getOrDefault(members, Set.of()));
        planted.add("failReason");
        String url = serve(fake);
        Path stages = Files.writeString(folder.resolve("stages.json"), """
                {"version": 1, "stages": {
                  "dev": {"baseUrl": "URL", "apiKeyEnv": "ANY", "project": "DEV"},
                  "prod": {"baseUrl": "URL", "endpointUrl": "URL", "apiKeyEnv": "ANY", "project": "PROD",
                           "endpoints": ["WEB"], "probe": ["hello"]}}}
                """.replace("URL", url)
                .replace("DEV", fake.installation().project("shop-dev").id())
                .replace("PROD", fake.installation().project("shop-prod").id())
                .replace(
                        "WEB",
                        fake.installation().project("shop-prod").endpoint("Web").id()));

        for (String option : List.of("--plan", "--json")) {
            Program.Ended ended = Program.run(
                    folder,
                    Map.of("COGNIGY_STAGES", stages.toString(), "ANY", "some-key"),
                    ("snapshot release --name new --poll-interval 20ms --settle 50ms --timeout 1s --deadline 5s "
                                    + option)
                            .split(" "));

            assertThat(ended.status()).as(ended.err()).isNotEqualTo(ExitStatus.USAGE);
            check("stdout", ended.out());
            check("stderr", ended.err());
        }
        checkRecords();
    }

    // What is read there may have been written by others.
    @Test
    void nothing_of_a_file_is_printed_raw() throws Exception {
        Path file = folder.resolve("file.json");
        for (String text : List.of(
                "{\"v\":\"" + JSON.writeValueAsString(FORGERY).replaceAll("^\"|\"$", "") + "\"}\n",
                FORGERY,
                "{\"manifestVersion\":" + JSON.writeValueAsString(FORGERY) + "}",
                "{\"manifestVersion\":\"1.0\"," + JSON.writeValueAsString(FORGERY) + ":1}")) {
            Files.writeString(file, text);
            for (String[] args : List.of(
                    new String[] {"audit", "verify", file.toString()},
                    new String[] {"manifest", "verify", file.toString()},
                    new String[] {"canary", "judge", "--replay", file.toString()},
                    new String[] {"snapshot", "stages", "--json", "--stages", file.toString()},
                    new String[] {"fake-server", "--state", file.toString()})) {
                Program.Ended ended = Program.run(folder, Map.of(), args);

                assertThat(ended.status()).as(args[0] + ended.err()).isNotZero();
                check(args[0], ended.out());
                check(args[0], ended.err());
            }
        }
    }

    @Test
    void an_undo_and_a_resume_print_nothing_raw() throws Exception {
        List<Program.Ended> ends = Program.process(
                folder,
                Map.of(),
                Stream.of("--undo", "--resume")
                        .map(option -> List.of("deploy", "--fake", option, "no-run" + FORGERY))
                        .toList());

        for (Program.Ended ended : ends) {
            assertThat(ended.status()).as(ended.err()).isNotZero();
            check("stdout", ended.out());
            check("stderr", ended.err());
        }
    }

    private static void check(String where, String all) {
        Optional<String> raw = all.codePoints()
                .filter(c -> c != '\n')
                .mapToObj(Character::toString)
                .filter(c -> !Printable.shown(c).equals(c))
                .findFirst();
        assertThat(raw.map(Printable::shown))
                .as(where + ": " + Printable.shown(all))
                .isEmpty();
        assertThat(all.lines()).as(where).noneMatch(line -> line.strip().startsWith("::"));
        assertThat(all).as(where).doesNotContain("##vso[");
    }
}
