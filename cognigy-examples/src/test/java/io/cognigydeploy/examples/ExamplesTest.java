package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
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
import java.util.ArrayList;
import java.util.List;
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

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.requests()).anyMatch(request -> request.path().equals("/hooks/ci"));
    }

    @Test
    void aCanaryIsReleasedByDegrees() {
        fake.traffic("bot_abc123", "stable", Traffic.good().errorRate(0.03).perMinute(800))
                .traffic("bot_abc123", "canary", Traffic.good().errorRate(0.03).perMinute(800));

        assertThat(CanaryRelease.release(fake.client(), folder).outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aConfigurationIsRolledOut() {
        assertThat(ConfigurationRollout.rollOut(fake.client(), folder).outcome())
                .isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void anEnvironmentReturnsToAVersion() {
        assertThat(RollbackToVersion.rollBack(fake.client(), folder).outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void flowsArePromoted() {
        assertThat(FlowPromotion.promote(fake.client(), folder).outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aSuiteIsJudgedWithoutAPipeline() {
        assertThat(QualityGateAlone.judge(fake.client())).isInstanceOf(Verdict.Pass.class);

        fake.addTestRun("suite_regression_v24", 200, 100, "approved");
        assertThat(QualityGateAlone.judge(fake.client()))
                .isInstanceOf(Verdict.Fail.class)
                .extracting(Verdict::reason)
                .asString()
                .contains("100 of 200");
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
