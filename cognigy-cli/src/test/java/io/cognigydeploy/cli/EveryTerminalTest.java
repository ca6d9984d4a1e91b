package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line in various locales, encodings and directories. */
class EveryTerminalTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ar-EG-u-nu-arab | deploy, canary, rollback",
                "tr-TR | deploy, canary, flows",
                "th-TH-u-nu-thai | deploy, flows, snapshot release",
                "hi-IN-u-nu-deva | deploy"
            })
    void everyKindIsTheSameInEveryLocale(String tag, String commands) throws Exception {
        List<List<String>> lines = Stream.of(commands.split(", "))
                .map(command -> List.of((command + " --fake --json").split(" ")))
                .toList();

        List<Program.Ended> ends = Program.process(folder, locale(tag), lines);

        StringBuilder all = new StringBuilder(everythingIn(folder));
        for (Program.Ended ended : ends) {
            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(ended.out()).contains("\"outcome\":\"succeeded\"");
            assertThat(ended.err()).contains("report.html");
            all.append(ended.out()).append(ended.err().replaceAll("(?m)^NOTE:.*", ""));
        }
        assertThat(all.codePoints().filter(c -> Character.isDigit(c) && c > '9').boxed())
                .isEmpty();
        assertThat(all.toString()).doesNotContain("\u0131", "\u0130");
    }

    @Test
    void theStagesAreTheSameInEveryLocale() throws Exception {
        Program.Ended usual = Program.run(folder, Map.of(), "snapshot", "stages", "--fake");
        Program.Ended ended = Program.process(folder, locale("ar-EG-u-nu-arab"), "snapshot", "stages", "--fake");

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(withoutPort(ended.out()).lines().toList())
                .isEqualTo(withoutPort(usual.out()).lines().toList());
    }

    private static String withoutPort(String text) {
        return text.replaceAll("127\\.0\\.0\\.1:[0-9]+", "HOST");
    }

    // Turkish has two letters i, and a state in capitals must not become an unknown word.
    @Test
    void capitalsMeanTheSameInEveryLocale() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM)
                .acceptAnyCredentials()
                .everyJob(JobScript.states("PENDING", "IN_PROGRESS", "FINISHED"));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> environment = new HashMap<>(locale("tr-TR"));
            environment.put("COGNIGY_BASE_URL", server.url());
            environment.put("COGNIGY_API_KEY", "some-key");

            Program.Ended ended = Program.process(
                    folder, environment, Literals.of("deploy", "--poll-interval", "20ms", "--settle", "50ms"));

            assertThat(ended.status()).as(ended.err()).isZero();
        }
    }

    private static Map<String, String> locale(String tag) {
        String[] parts = tag.split("-", 3);
        String extensions = parts.length > 2 ? " -Duser.extensions=" + parts[2] : "";
        return Map.of("JDK_JAVA_OPTIONS", "-Duser.language=" + parts[0] + " -Duser.country=" + parts[1] + extensions);
    }

    @Test
    void anArgumentThatArrivesDamagedIsRefused() throws Exception {
        requireUnicode();

        Program.Ended ended = Program.process(
                folder, Map.of("LC_ALL", "C"), "deploy", "--fake", "--override", "greeting=Gr\u00fc\u00dfe");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err())
                .contains("The argument 'greeting=Gr\uFFFD", "LC_ALL=C.UTF-8")
                .doesNotContain("\tat ");
        assertThat(folder.resolve(".cognigy-deploy")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "deploy, --fake, --override, greeting=Gr\uFFFD\uFFFD\uFFFD\uFFFDe",
        "deploy, --fake, --actor, \uFFFD\uFFFD\uFFFD",
        "deploy, --fake, --journal, j\uFFFD\uFFFDrnal"
    })
    void anArgumentThatArrivedDamagedIsRefused(String command, String fake, String option, String value) {
        Program.Ended ended = Program.run(folder, Map.of(), command, fake, option, value);

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("The argument '", "LC_ALL=C.UTF-8").doesNotContain("\tat ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatCannotBeNamedEndsTheProgramWithAMessage() throws Exception {
        requireUnicode();
        Path directory = Files.createDirectory(folder.resolve("j\u00f6rnal"));

        Program.Ended ended = Program.process(directory, Map.of("LC_ALL", "C"), "deploy", "--fake");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err())
                .contains("The name of the current directory", "LC_ALL=C.UTF-8")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COGNIGY_BASE_URL",
                "COGNIGY_CLIENT_ID",
                "COGNIGY_CLIENT_SECRET",
                "COGNIGY_API_KEY",
                "COGNIGY_WEBHOOK_SECRET",
                "COGNIGY_STAGES",
                "CI_CD_WEBHOOK_URL"
            })
    void aVariableThatArrivedDamagedIsRefused(String name) {
        Program.Ended ended = Program.run(folder, Map.of(name, "s\uFFFD\uFFFDcret-of-mine"), "deploy", "--fake");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains(name, "LC_ALL=C.UTF-8").doesNotContain("cret-of-mine");
    }

    @Test
    void aVariableThatArrivesDamagedIsRefused() throws Exception {
        requireUnicode();

        Program.Ended ended = Program.process(
                folder, Map.of("LC_ALL", "C", "COGNIGY_API_KEY", "s\u00e4cret-of-mine"), "deploy", "--fake");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("COGNIGY_API_KEY", "LC_ALL=C.UTF-8").doesNotContain("cret-of-mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gate",
                "rollout",
                "rollback",
                "canary",
                "canary plan",
                "canary simulate",
                "canary judge",
                "flows",
                "snapshot stages",
                "snapshot release",
                "snapshot undo",
                "audit verify",
                "manifest verify",
                "fake-server",
                "bench resolver",
                "help",
                "--help"
            })
    void everyCommandRefusesWhatArrivedDamaged(String command) {
        List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
        args.add("j\uFFFD\uFFFDrnal");

        Program.Ended ended = Program.run(folder, Map.of(), args.toArray(String[]::new));

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("The argument 'j", "LC_ALL=C.UTF-8").doesNotContain("\tat ");
    }

    // The command that ends only when it is stopped.
    @Test
    void aServerRefusesWhatArrivesDamagedAndEnds() throws Exception {
        requireUnicode();

        Program.Ended ended = Program.process(folder, Map.of("LC_ALL", "POSIX"), "fake-server", "j\u00f6rnal");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("The argument 'j", "LC_ALL=C.UTF-8").doesNotContain("\tat ");
    }

    /** Skips tests whose file names and arguments the test's own JVM cannot encode. */
    private static void requireUnicode() {
        assumeTrue(System.getProperty("sun.jnu.encoding").equalsIgnoreCase("UTF-8"));
    }

    private static String everythingIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.getFileName().toString().startsWith("program")) {
                    all.append(Files.readString(file));
                }
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
