package io.cognigydeploy.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in a process of its own that has the libraries and what they require, and nothing else; no Micrometer. */
class ModulesTest {

    private static final Path PROGRAM = Path.of("src", "test", "module");
    private static final Path MODULE = PROGRAM.resolve("module-info.java");
    private static final Path MAIN = PROGRAM.resolve(Path.of("releases", "EveryKind.java"));

    /** Flows that were new in their target and deleted snapshots cannot be undone. */
    private static final List<String> OUTCOMES = List.of(
            "BotDeployment Succeeded, RolledBack",
            "ConfigurationDeployment Succeeded, RolledBack",
            "VersionRollback Succeeded, RolledBack",
            "CanaryDeployment Succeeded, RolledBack",
            "FlowBundle Succeeded, irreversible",
            "SnapshotRelease Succeeded, RolledBack",
            "SnapshotRetention Succeeded, irreversible");

    @TempDir
    Path folder;

    @Test
    void everyKindIsReleasedOnTheModulePath() throws Exception {
        compile("--module-path", libraries(), MODULE.toString(), MAIN.toString());

        assertThat(run(
                        "--module-path",
                        libraries() + File.pathSeparator + classes(),
                        "-m",
                        "releases/releases.EveryKind"))
                .containsSubsequence(OUTCOMES);
    }

    @Test
    void everyKindIsReleasedOnTheClassPath() throws Exception {
        compile("-cp", libraries(), MAIN.toString());

        assertThat(run("-cp", libraries() + File.pathSeparator + classes(), "releases.EveryKind"))
                .containsSubsequence(OUTCOMES);
    }

    private void compile(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-d", classes()));
        all.addAll(List.of(arguments));

        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, all.toArray(String[]::new)))
                .as("exit status of javac")
                .isZero();
    }

    private List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        command.add(folder.resolve("records").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    /** Returns whether a jar is only there because it is optional, or because a test has it. */
    private static boolean isForMicrometer(Path jar) {
        return jar.toString().matches(".*/io/(micrometer|opentelemetry|prometheus)/.*");
    }

    @Test
    void micrometerIsNotAmongTheLibraries() {
        assertThat(libraries()).contains("feign-core").doesNotContain("micrometer");
        assertThat(System.getProperty("java.class.path")).contains("micrometer-core");
    }

    private String classes() {
        return folder.resolve("classes").toString();
    }

    private static String libraries() {
        Stream<Path> own = Stream.of("cognigy-client", "cognigy-testing", "cognigy-deploy-core")
                .map(module -> Path.of("..", module, "target", "classes"));
        Stream<Path> others = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                // Jars of tests: an automatic module that is needed brings in every other on the path.
                .filter(jar -> !String.valueOf(jar.getFileName()).startsWith("cognigy-"))
                .filter(jar -> !isForMicrometer(jar));
        ModuleFinder all = ModuleFinder.of(Stream.concat(own, others).toArray(Path[]::new));
        return ModuleLayer.boot()
                .configuration()
                .resolve(all, ModuleFinder.of(), Set.of("io.cognigydeploy.core", "io.cognigydeploy.testing"))
                .modules()
                .stream()
                .map(module ->
                        Path.of(module.reference().location().orElseThrow()).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
