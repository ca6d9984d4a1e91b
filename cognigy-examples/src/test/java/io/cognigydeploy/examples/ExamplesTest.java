package io.cognigydeploy.examples;

import static io.cognigydeploy.assertj.DeploymentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.WebhookSignature;
import io.cognigydeploy.core.stage.StageFile;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.Traffic;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example does its task on the fake platform, and fits on a page. */
class ExamplesTest {

    private static final Path SOURCES = Path.of("src/main/java/io/cognigydeploy/examples");

    @TempDir
    Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    static List<Path> programs() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file ->
                            file.toString().endsWith(".java") && text(file).contains("void main("))
                    .sorted()
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void anExampleFitsOnAPage(Path program) {
        assertThat(text(program).lines().count()).isLessThan(60);
    }

    @Test
    void aBotVersionIsReleasedAndTheWebhookIsPosted() {
        var report = GatedBotDeployment.release(
                fake.client(),
                folder,
                URI.create("https://ci.test/hooks/ci"),
                Secret.of("an-example-and-not-a-secret"));

        assertThat(report).succeeded();
        assertThat(fake.requests()).anyMatch(request -> request.path().equals("/hooks/ci"));
    }

    @Test
    void aCanaryIsReleasedByDegrees() {
        fake.traffic("bot_abc123", "stable", Traffic.good().errorRate(0.03).perMinute(800))
                .traffic("bot_abc123", "canary", Traffic.good().errorRate(0.03).perMinute(800));

        assertThat(CanaryRelease.release(fake.client(), folder)).succeeded();
    }

    @Test
    void aConfigurationIsRolledOut() {
        assertThat(ConfigurationRollout.rollOut(fake.client(), folder)).succeeded();
    }

    @Test
    void anEnvironmentReturnsToAVersion() {
        assertThat(RollbackToVersion.rollBack(fake.client(), folder)).succeeded();
    }

    @Test
    void flowsArePromoted() {
        assertThat(FlowPromotion.promote(fake.client(), folder)).succeeded();
    }

    @Test
    void aSnapshotIsPromoted() throws IOException {
        Path file = Files.writeString(folder.resolve("cognigy-stages.json"), """
                {"version": 1,
                 "stages": {
                  "dev": {"baseUrl": "https://dev.cognigy.test", "apiKeyEnv": "DEV_KEY", "project": "shop-dev"},
                  "prod": {"baseUrl": "https://cognigy.test", "endpointUrl": "https://cognigy.test", "apiKeyEnv": "PROD_KEY",
                           "project": "shop-prod", "endpoints": ["Web"], "playbooks": ["Smoke"], "probe": ["hello"]}}}
                """);
        StageFile stages = StageFile.read(file);
        FakeCognigy other = FakeCognigy.withDefaultWorld(fake.time());
        Secrets secrets = new Secrets();

        assertThat(SnapshotPromotion.promote(
                        installation(other, secrets),
                        stages.stage("dev"),
                        installation(fake, secrets),
                        stages.stage("prod"),
                        folder))
                .succeeded();
    }

    @Test
    void oldSnapshotsAreDeleted() {
        assertThat(OldSnapshots.retain(installation(fake, new Secrets()), folder))
                .succeeded();
    }

    private static CognigyInstallation installation(FakeCognigy platform, Secrets secrets) {
        return CognigyInstallation.builder()
                .baseUrl("https://cognigy.test")
                .endpointUrl("https://cognigy.test")
                .credentials(Credentials.apiKey("demo-key"))
                .transport(platform)
                .time(platform.time())
                .secrets(secrets)
                .build();
    }

    @Test
    void twoBotsAreComparedOnTheSameUtterances() throws Exception {
        Path utterances = Files.writeString(folder.resolve("utterances.csv"), "text,intent\nhello,(none)\n");

        assertThat(ComparedAnswers.compare(fake.client(), utterances)
                        .overall()
                        .orElseThrow()
                        .both())
                .isEqualTo(1);
    }

    @Test
    void aCallbackIsVerified() {
        Secret secret = Secret.of("an-example-of-a-secret-of-32-bytes");
        byte[] body = "{\"jobId\": \"job_1\"}".getBytes(StandardCharsets.UTF_8);
        Map<String, List<String>> headers =
                WebhookSignature.headers("msg_1", Instant.now(), body, secret).entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        var callback = new ReceivedCallback(secret);

        assertThat(callback.status(body, headers)).isEqualTo(204);
        assertThat(callback.status("{}".getBytes(StandardCharsets.UTF_8), headers))
                .isEqualTo(401);
    }

    @Test
    void aSuiteIsJudgedWithoutAPipeline() {
        assertThat(QualityGateAlone.judge(fake.client())).passed();

        fake.addTestRun("suite_regression_v24", 200, 100, "approved");
        assertThat(QualityGateAlone.judge(fake.client())).failed().because("100 of 200");
    }

    @Test
    void programsReadTheirPlatformFromArgumentsAndVariables() throws Exception {
        FakeCognigy served = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
        try (FakeServer server = FakeServer.start(served, 0)) {
            assertThat(start(
                            server,
                            ReadAnEnvironment.class,
                            server.url(),
                            "some-client",
                            "some-secret",
                            "env_prod_us_east_1"))
                    .isEqualTo("2.10.0");
            assertThat(start(server, QualityGateAlone.class)).isEqualTo("196 of 200 tests passed");
        }
    }

    private String start(FakeServer server, Class<?> program, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(args));
        File log = Files.createTempFile(folder, "program", ".log").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        builder.environment().put("COGNIGY_BASE_URL", server.url());
        builder.environment().put("COGNIGY_CLIENT_ID", "some-client");
        builder.environment().put("COGNIGY_CLIENT_SECRET", "some-secret");
        int status = builder.start().waitFor();
        String printed = Files.readString(log.toPath(), StandardCharsets.UTF_8).strip();
        assertThat(status).as(printed).isZero();
        return printed;
    }
}
