package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that starts the packaged program with a class-data archive. */
@DisabledOnOs(OS.WINDOWS)
class StartScriptIT {

    private static final Path SCRIPT = Path.of("target/cognigy-deploy").toAbsolutePath();

    @TempDir
    private Path folder;

    private record Started(Process process, Path out, Path err) {

        Program.Ended await() throws Exception {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Program.Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    private Started start(String cache, String... args) throws IOException {
        return start(cache, Map.of(), args);
    }

    private Started start(String cache, Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(folder, "script", ".out");
        Path err = Files.createTempFile(folder, "script", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(Map.of("XDG_CACHE_HOME", cache, "JAVA_HOME", System.getProperty("java.home")));
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    private Path cache() {
        return folder.resolve("cache of a user");
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(cache().resolve("cognigy-deploy"))) {
            return files.toList();
        }
    }

    @Test
    void theFirstCallMakesAnArchiveAndLaterCallsPrintTheSameEvenIfItIsDamaged() throws Exception {
        Program.Ended first = start(cache().toString(), "--help").await();
        Path archive = archives().get(0);
        FileTime made = Files.getLastModifiedTime(archive);
        Program.Ended second = start(cache().toString(), "--help").await();

        assertThat(first.status()).as(first.err()).isEqualTo(ExitStatus.DONE);
        assertThat(first.out()).startsWith("Usage: cognigy-deploy");
        assertThat(first.err()).isEmpty();
        assertThat(second).isEqualTo(first);
        assertThat(archives()).containsExactly(archive);
        assertThat(archive.toString()).endsWith(".jsa");
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);
        assertThat(folder.resolve(".cognigy-deploy")).doesNotExist();

        assertThat(archive.toFile().setWritable(true)).isTrue();
        Files.writeString(archive, "damaged");
        assertThat(start(cache().toString(), "--help").await()).isEqualTo(first);
    }

    @Test
    void withoutACacheTheProgramStartsAllTheSame() throws Exception {
        Program.Ended ended =
                start("/dev/null/none", "deploy", "--pass-rate", "much").await();

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("--pass-rate");
    }

    @ParameterizedTest
    @CsvSource({"canary simulate --runs 1, 4", "bench resolver --help, 4", "canary plan --help, 1", "--help, 1"})
    void onlyCommandsThatComputeForLongAreCompiledInFull(String command, int tier) throws Exception {
        Map<String, String> flags = Map.of("COGNIGY_DEPLOY_JAVA_OPTS", "-XX:+PrintFlagsFinal");

        Program.Ended ended =
                start("/dev/null/none", flags, command.split(" ", -1)).await();

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.out()).containsPattern("TieredStopAtLevel +:?= +" + tier);
    }

    @Test
    void twoFirstCallsAtOnceDoNoHarm() throws Exception {
        Started one = start(cache().toString(), "--version");
        Started other = start(cache().toString(), "--version");

        assertThat(one.await()).isEqualTo(other.await());
        assertThat(archives()).hasSize(1);
    }
}
