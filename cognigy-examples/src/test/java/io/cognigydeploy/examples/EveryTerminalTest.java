package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line in other people's locales, encodings and directories. */
class EveryTerminalTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "tr-TR", "th-TH-u-nu-thai", "hi-IN-u-nu-deva"})
    void theDemonstrationIsTheSameInEveryLocale(String tag) throws Exception {
        Program.Ended ended = Program.run(folder, locale(tag), "deploy", "--fake", "--json");

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("\"outcome\":\"succeeded\"");
        String all = ended.out() + ended.err().replaceAll("(?m)^NOTE:.*", "") + everythingIn(folder);
        assertThat(all.codePoints().filter(c -> Character.isDigit(c) && c > '9').boxed())
                .isEmpty();
        assertThat(all).doesNotContain("\u0131", "\u0130");
    }

    private static Map<String, String> locale(String tag) {
        String[] parts = tag.split("-", 3);
        String extensions = parts.length > 2 ? " -Duser.extensions=" + parts[2] : "";
        return Map.of("JDK_JAVA_OPTIONS", "-Duser.language=" + parts[0] + " -Duser.country=" + parts[1] + extensions);
    }

    @ParameterizedTest
    @CsvSource({
        "deploy, --fake, --override, greeting=Gr\u00fc\u00dfe",
        "deploy, --fake, --actor, \u540d",
        "deploy, --fake, --journal, j\u00f6rnal"
    })
    void anArgumentThatArrivedDamagedIsRefused(String command, String fake, String option, String value)
            throws Exception {
        requireUnicode();

        Program.Ended ended = Program.run(folder, Map.of("LC_ALL", "C"), command, fake, option, value);

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("The argument '", "LC_ALL=C.UTF-8").doesNotContain("\tat ");
        assertThat(folder.resolve(".cognigy-deploy")).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeNamedEndsTheProgramWithAMessage() throws Exception {
        requireUnicode();
        Path directory = Files.createDirectory(folder.resolve("j\u00f6rnal"));

        Program.Ended ended = Program.run(directory, Map.of("LC_ALL", "C"), "deploy", "--fake");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err())
                .contains("The name of the current directory", "LC_ALL=C.UTF-8")
                .doesNotContain("\tat ");
    }

    @Test
    void aVariableThatArrivedDamagedIsRefused() throws Exception {
        requireUnicode();

        Program.Ended ended = Program.run(
                folder, Map.of("LC_ALL", "C", "COGNIGY_CLIENT_SECRET", "s\u00e4cret-of-mine"), "deploy", "--fake");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("COGNIGY_CLIENT_SECRET").doesNotContain("cret-of-mine");
    }

    /** These tests hand over file names and arguments that the test's own JVM must be able to name. */
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
