package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that one command writes and another, in another job, carries out. */
class ApplyCommandTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String BOT = "bot_9f8e7d6c5b4a3210";
    private static final String ENVIRONMENT = "env_prod_us_east_1";

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.start(fake, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path file() {
        return folder.resolve("plan.json");
    }

    private Map<String, String> environment() {
        return Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "key-of-a-test");
    }

    /** Plans a command with the literals of its example. */
    private Program.Ended plan(String command, String... more) {
        return plan(environment(), command, more);
    }

    private Program.Ended plan(Map<String, String> environment, String command, String... more) {
        List<String> quick = switch (command) {
            case "rollout" -> List.of("--soak", "100ms", "--soak-interval", "50ms");
            case "canary" -> List.of("--interval", "50ms", "--duration", "300ms", "--step", "100ms", "--at-end", "ask");
            default -> List.of();
        };
        return Program.run(
                folder,
                environment,
                Literals.of(
                        command,
                        Stream.of(
                                        Stream.of("--plan", "-o", file().toString()),
                                        Stream.of("--poll-interval", "20ms", "--settle", "50ms"),
                                        quick.stream(),
                                        Stream.of(more))
                                .flatMap(part -> part)
                                .toArray(String[]::new)));
    }

    private Program.Ended apply(String... more) {
        return apply(environment(), more);
    }

    private Program.Ended apply(Map<String, String> environment, String... more) {
        return Program.run(
                folder,
                environment,
                Stream.concat(Stream.of("apply", file().toString(), "--json"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static JsonNode json(Program.Ended ended) throws IOException {
        return JSON.readTree(ended.lastLine());
    }

    private long changesSent() {
        return fake.requests().stream()
                .filter(request -> !request.method().equals("GET"))
                .filter(request -> !request.path().contains("token"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "rollback", "flows", "rollout"})
    void a_plan_of_one_job_is_carried_out_by_another(String command) throws Exception {
        Program.Ended planned = plan(command, "--json");
        assertThat(planned.status()).as(planned.err()).isEqualTo(ExitStatus.DONE);

        Program.Ended applied = apply("--webhook", server.url() + "/hooks/of-the-second-job", "--private-webhook");

        assertThat(applied.status()).as(applied.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.requests("POST", "/hooks/of-the-second-job")).hasSize(1);
        assertThat(json(applied).path("outcome").path("outcome").asText()).isEqualTo("succeeded");
        assertThat(applied.err()).contains("FAKE " + server.url());
        assertThat(json(applied).path("fingerprint")).isEqualTo(json(planned).path("fingerprint"));
        assertThat(json(applied).path("gates").findValuesAsText("name"))
                .isEqualTo(json(planned).path("gates").findValuesAsText("name"));
        if (command.equals("rollback")) {
            assertThat(json(applied).path("verifications"))
                    .extracting(verification -> verification.path("name").asText())
                    .contains("conversation probe");
        }
    }

    @Test
    void a_canary_is_watched_as_it_was_planned_and_undone_by_its_run() throws Exception {
        Program.Ended planned = plan("canary", "--json");
        assertThat(planned.status()).as(planned.err()).isEqualTo(ExitStatus.DONE);
        assertThat(JSON.readTree(file().toFile()).path("options"))
                .extracting(JsonNode::asText)
                .contains("--deadline=PT2M");

        Program.Ended applied = apply();
        Program.Ended undone = Program.run(
                folder, environment(), "undo", json(applied).path("runId").asText());

        assertThat(json(applied).path("fingerprint")).isEqualTo(json(planned).path("fingerprint"));
        assertThat(applied.err()).contains("canary/apply accepted", "is no longer watched");
        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.liveVersion("bot_abc123", "env_prod_456")).contains("2.0.0");
    }

    @Test
    void the_file_has_the_plan_and_its_gates_and_no_secret() throws Exception {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("CI_CD_WEBHOOK_URL", server.url() + "/hooks/ci?token=of-a-hook");
        Program.Ended planned = plan(
                environment,
                "deploy",
                "--override",
                "apiKey=sk-live-4711",
                "--webhook",
                server.url() + "/hooks/of-a-webhook",
                "--valid-for",
                "2h");

        assertThat(planned.status()).as(planned.err()).isEqualTo(ExitStatus.DONE);
        String text = Files.readString(file());
        JsonNode plan = JSON.readTree(text);
        assertThat(text).doesNotContain("sk-live-4711", "key-of-a-test", "of-a-hook", "of-a-webhook");
        assertThat(plan.path("formatVersion").asInt()).isEqualTo(1);
        assertThat(plan.path("kind").asText()).isEqualTo("bot-version");
        assertThat(plan.path("changes")).hasSize(1);
        assertThat(plan.path("gates"))
                .isNotEmpty()
                .allSatisfy(
                        gate -> assertThat(gate.at("/verdict/verdict").asText()).isEqualTo("pass"));
        assertThat(Duration.between(
                        Instant.parse(plan.path("madeAt").asText()),
                        Instant.parse(plan.path("expires").asText())))
                .isEqualTo(Duration.ofHours(2));
        assertThat(changesSent()).isZero();
    }

    @Test
    void a_secret_comes_from_a_variable_that_is_named_if_it_is_missing() throws Exception {
        plan("deploy", "--override", "apiKey=sk-live-4711");
        Map<String, String> environment = new HashMap<>(environment());

        Program.Ended missing = apply(environment);
        environment.put("COGNIGY_OVERRIDE_APIKEY", "sk-live-4712");
        Program.Ended other = apply(environment);
        environment.put("COGNIGY_OVERRIDE_APIKEY", "sk-live-4711");
        Program.Ended right = apply(environment);

        assertThat(missing.status()).as(missing.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(missing.err()).contains("Missing: COGNIGY_OVERRIDE_APIKEY (the value of --override apiKey)");
        assertThat(other.status()).as(other.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(other.err()).contains("those that are given now are others").doesNotContain("sk-live");
        assertThat(right.status()).as(right.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.requests("POST", "/api/v1/deployments")).hasSize(1);
    }

    @Test
    void a_callback_is_given_again_by_its_variable() throws Exception {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("CI_CD_WEBHOOK_URL", server.url() + "/hooks/ci?token=of-today");
        plan(environment, "rollout", "--private-webhook");

        Program.Ended missing = apply();
        environment.put("CI_CD_WEBHOOK_URL", server.url() + "/hooks/ci?token=of-tomorrow");
        Program.Ended other = apply(environment);
        environment.put("CI_CD_WEBHOOK_URL", server.url() + "/hooks/ci?token=of-today");
        Program.Ended same = apply(environment);

        assertThat(Files.readString(file())).doesNotContain("of-today");
        assertThat(missing.status()).as(missing.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(missing.err()).contains("Missing: CI_CD_WEBHOOK_URL or --callback");
        assertThat(other.status()).as(other.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(other.err()).contains("an address of the deployment has changed");
        assertThat(same.status()).as(same.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.requests("POST", "/api/v2/deployments")).hasSize(1);
    }

    @Test
    void an_option_with_a_secret_is_given_again() throws Exception {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("COGNIGY_WEBHOOK_SECRET", "secret-of-a-hook");
        String url = server.url() + "/hooks/of-a-canary";
        plan(environment, "canary", "--callback", url);

        Program.Ended missing = apply(environment);
        Program.Ended given = apply(environment, "--callback", url);

        assertThat(Files.readString(file())).doesNotContain("of-a-canary", "secret-of-a-hook");
        assertThat(missing.status()).as(missing.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(missing.err()).contains("Missing: --callback, which has a secret that no record keeps.");
        assertThat(given.err()).contains("canary/apply accepted");
        assertThat(fake.requests("POST", "/api/v1/webhooks"))
                .singleElement()
                .satisfies(sent -> assertThat(sent.body()).contains(url));
    }

    @Test
    void a_target_that_has_changed_since_is_not_written_over() throws Exception {
        plan("deploy");
        fake.live(BOT, ENVIRONMENT, "v_stable");

        Program.Ended applied = apply();

        assertThat(applied.status()).as(applied.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(applied).path("outcome").path("outcome").asText()).isEqualTo("rejected");
        assertThat(json(applied).path("outcome").path("because").asText())
                .contains("the target has changed", "v_stable", "Make a new plan.");
        assertThat(changesSent()).isZero();
    }

    @Test
    void a_plan_is_carried_out_once() throws Exception {
        plan("deploy");

        assertThat(apply().status()).isEqualTo(ExitStatus.DONE);
        assertThat(apply().status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(fake.requests("POST", "/api/v1/deployments")).hasSize(1);
    }

    @Test
    void an_expired_plan_is_rejected() throws Exception {
        plan("deploy", "--valid-for", "1ms");

        Program.Ended applied = apply();

        assertThat(applied.status()).as(applied.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(applied).path("outcome").path("because").asText())
                .startsWith("the plan expired at ")
                .endsWith("Make a new plan.");
        assertThat(changesSent()).isZero();
    }

    @Test
    void a_gate_that_has_shut_since_rejects_the_plan() throws Exception {
        plan("deploy");
        fake.addTestRun("suite_regression_v24", 200, 100, "approved");

        Program.Ended applied = apply();

        assertThat(applied.status()).as(applied.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(applied).path("outcome").path("because").asText()).contains("100 of 200 tests passed");
        assertThat(changesSent()).isZero();
    }

    @Test
    void a_plan_for_another_platform_is_refused() throws Exception {
        plan("deploy");
        try (FakeServer other =
                FakeServer.start(FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials(), 0)) {
            Program.Ended applied = apply(Map.of("COGNIGY_BASE_URL", other.url(), "COGNIGY_API_KEY", "key-of-a-test"));

            assertRefused(
                    applied,
                    "The plan was made for " + server.url() + ", but the platform that is given now is " + other.url());
        }
    }

    @Test
    void without_a_platform_nothing_is_applied() {
        plan("deploy");

        Program.Ended refused = apply(Map.of());

        assertRefused(refused, "Missing: COGNIGY_BASE_URL");
        assertThat(refused.err()).doesNotContain("--fake");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is not a plan. Name the file that --plan -o",
                "not json | is not JSON, or is cut.",
                "[1, 2] | is not a plan. Name the file that --plan -o",
                "{\"runId\": \"r\"} | is not a plan. Name the file that --plan -o"
            })
    void a_file_that_is_no_plan_is_refused(String content, String said) throws Exception {
        Files.writeString(file(), content);

        assertRefused(apply(), said);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.999})
    void a_cut_file_is_refused(double share) throws Exception {
        plan("deploy");
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, (int) (whole.length * share)));

        assertRefused(apply(), "is not JSON, or is cut. Make the plan again.");
    }

    @ParameterizedTest
    @CsvSource({"v2.4.1-stable, v2.4.2-stable", "bot-version, flow-bundle", "env_prod, env_test"})
    void a_file_that_was_edited_by_hand_is_refused(String from, String to) throws Exception {
        plan("deploy");
        Files.writeString(file(), Files.readString(file()).replace(from, to));

        assertRefused(apply(), "is not as it was written: it was edited or damaged. Make the plan again.");
    }

    @Test
    void a_huge_file_is_refused() throws Exception {
        try (RandomAccessFile huge = new RandomAccessFile(file().toFile(), "rw")) {
            huge.setLength(4L << 30);
        }

        assertRefused(apply(), "is larger than any plan.");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        Program.Ended applied = apply();

        assertThat(applied.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(applied.err()).contains("plan.json").hasLineCount(1);
    }

    @Test
    void another_format_is_refused() throws Exception {
        plan("deploy");
        rewrite(plan -> plan.put("formatVersion", 99));

        assertRefused(apply(), "is a plan of format 99, and this version reads format 1.");
    }

    @Test
    void a_fingerprint_that_was_forged_is_refused() throws Exception {
        plan("deploy");
        rewrite(plan -> plan.put("fingerprint", "0".repeat(64)));

        assertRefused(apply(), "This pipeline would not carry out the same plan");
    }

    @Test
    void another_kind_is_refused() throws Exception {
        plan("deploy");
        rewrite(plan -> plan.put("kind", "flow-bundle"));
        assertRefused(apply(), "The records have an option that this command does not store: --suite.");

        plan("deploy");
        rewrite(plan -> plan.put("kind", "own-kind"));
        assertRefused(apply(), "The release is of kind own-kind, which is none of this program.");
    }

    @Test
    void options_that_were_forged_are_refused() throws Exception {
        plan("deploy");
        for (String option : List.of("--prophesy=1", "--fake", "--webhook=https://evil.test", "--override=a=b")) {
            rewrite(plan -> plan.putArray("options").add(option));
            assertRefused(
                    apply(),
                    "The records have an option that this command does not store: " + option.replaceAll("=.*", ""));
        }

        plan("deploy");
        rewrite(plan -> plan.putArray("options"));
        assertRefused(apply(), "This pipeline would not carry out the same plan");
    }

    /** One of the texts is said, in few lines, nothing is sent and nothing recorded. */
    private void assertRefused(Program.Ended ended, String... said) {
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).containsAnyOf(said).doesNotContain("Exception", "\tat ");
        assertThat(ended.err().lines().filter(line -> !line.startsWith("Try '")))
                .hasSize(1);
        assertThat(ended.lastLine()).contains("\"exitStatus\":2");
        assertThat(changesSent()).isZero();
    }

    /** Changes the file and gives it the hash that fits, as a person of ill will would. */
    private void rewrite(Consumer<ObjectNode> change) throws IOException, NoSuchAlgorithmException {
        JsonMapper sorted = JsonMapper.builder()
                .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
                .build();
        ObjectNode plan = (ObjectNode) sorted.readTree(Files.readAllBytes(file()));
        change.accept(plan);
        plan.remove("sha256");
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(sorted.writeValueAsString(plan).getBytes(StandardCharsets.UTF_8));
        plan.put("sha256", HexFormat.of().formatHex(hash));
        Files.writeString(file(), sorted.writeValueAsString(plan));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploy -o plan.json | -o and --detailed-exit-code are of --plan",
                "deploy --detailed-exit-code | -o and --detailed-exit-code are of --plan",
                "deploy --plan --valid-for 2h | --valid-for is of -o",
                "deploy --plan -o plan.json --valid-for 0s | --valid-for",
                "apply | FILE",
                "apply plan.json --fake | Unknown option",
                "apply plan.json --plan | Unknown option"
            })
    void wrong_usage_sends_nothing(String args, String said) {
        Program.Ended ended = Program.run(folder, environment(), args.split(" "));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains(said);
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void the_detailed_status_of_a_plan_reports_whether_there_is_something_to_change() throws Exception {
        Program.Ended before = plan("flows", "--detailed-exit-code");
        Program.Ended usual = plan("flows");
        Program.Ended applied = apply();
        Program.Ended after = plan("flows", "--detailed-exit-code", "--json");
        fake.addTestRun("suite_regression_v24", 200, 100, "approved");
        Program.Ended shut = plan("deploy", "--detailed-exit-code");

        assertThat(before.status()).as(before.err()).isEqualTo(10);
        assertThat(usual.status()).isEqualTo(ExitStatus.DONE);
        assertThat(applied.status()).as(applied.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(after).path("changes")).isEmpty();
        assertThat(after.status()).as(after.err()).isEqualTo(ExitStatus.DONE);
        assertThat(shut.status()).as(shut.err()).isEqualTo(ExitStatus.NOT_DONE);
    }
}
