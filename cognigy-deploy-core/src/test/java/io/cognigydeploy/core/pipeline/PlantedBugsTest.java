package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults that were mended, put back one at a time: the {@link Simulator} finds each within two thousand schedules. A fault
 * is a patch in {@code src/test/planted}, applied by {@code git} to a copy of the sources. All of them: {@code mvn -B -pl
 * cognigy-deploy-core -am test -Dtest=PlantedBugsTest -Dgroups=long -DexcludedGroups=none
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PlantedBugsTest {

    private static final Path PATCHES = Path.of("src", "test", "planted");
    private static final long SCHEDULES = 2_000;

    @TempDir
    Path folder;

    static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(PATCHES)) {
            return files.sorted().toList();
        }
    }

    /** Prints the schedule that finds a problem, or that there is none. */
    public static void main(String... args) throws InterruptedException {
        Simulator simulator = Simulator.untilFound(StoreKind.FILES, 1, SCHEDULES);
        System.out.println(simulator.failures().stream()
                .findFirst()
                .map(found -> "schedule " + found.seed() + ": " + found.kind() + ", " + found.ingredients() + ": "
                        + found.problems().get(0))
                .orElse("nothing in " + simulator.schedules() + " schedules"));
    }

    @Test
    @Tag("long")
    void withoutAPlantedFaultNothingIsFound() throws Exception {
        assertThat(found(List.of())).isEqualTo("nothing in " + SCHEDULES + " schedules");
    }

    @ParameterizedTest
    @MethodSource("patches")
    void everyFaultCanBePlanted(Path patch) throws Exception {
        assertThat(planted(patch)).isNotEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("patches")
    @Tag("long")
    void aPlantedFaultIsFound(Path patch) throws Exception {
        Path classes = planted(patch);

        String found = found(List.of("-cp", classes + File.pathSeparator + System.getProperty("java.class.path")));

        System.out.println(patch.getFileName() + ": " + found);
        assertThat(found).startsWith("schedule ");
    }

    private static String found(List<String> options) throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(options, PlantedBugsTest.class)) {
            String line = child.line();
            child.exit();
            return line;
        }
    }

    /** The classes of the sources that a patch changes. */
    private Path planted(Path patch) throws IOException, InterruptedException {
        Path root = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
        List<Path> sources = new ArrayList<>();
        for (String line : Files.readAllLines(patch)) {
            if (line.startsWith("+++ b/")) {
                Path source = Path.of(line.substring("+++ b/".length()));
                Path copy = folder.resolve(source);
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(root.resolve(source), copy, StandardCopyOption.REPLACE_EXISTING);
                sources.add(copy);
            }
        }
        Process git = new ProcessBuilder(
                        "git", "apply", "--recount", patch.toAbsolutePath().toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(patch + " is applied: " + said).isZero();
        return compiled(sources);
    }

    private Path compiled(List<Path> sources) {
        try {
            Path classes = Files.createDirectories(folder.resolve("classes"));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            List<String> arguments = new ArrayList<>(List.of(
                    "-proc:none",
                    "-nowarn",
                    "-parameters",
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path")));
            sources.forEach(source -> arguments.add(source.toString()));
            assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                    .as("compiles")
                    .isZero();
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
