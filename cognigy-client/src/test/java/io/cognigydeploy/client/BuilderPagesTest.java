package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages that Javadoc makes of builders, from the sources that the build copies for it. */
class BuilderPagesTest {

    private static final Path PROGRAM = Path.of("..", ".ci", "BuilderComments.java");
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path GENERATED = Path.of("target", "generated-sources", "annotations");
    private static final Pattern METHOD =
            Pattern.compile("<section class=\"detail\" id=\"(\\w[^\"]*)\">(.*?)</section>", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private Path copied() throws Exception {
        Path copy = folder.resolve("sources");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        PROGRAM.toString(),
                        SOURCES.toString(),
                        GENERATED.toString(),
                        copy.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor()).as(printed).isZero();
        return copy;
    }

    private static List<Path> files(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> pages() throws Exception {
        Path pages = folder.resolve("pages");
        List<Path> sources = Stream.of(SOURCES, copied())
                .flatMap(root -> files(root).stream())
                .filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                .toList();
        DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
        StringWriter printed = new StringWriter();
        try (StandardJavaFileManager manager =
                javadoc.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            boolean isMade = javadoc.getTask(
                            printed,
                            manager,
                            null,
                            null,
                            List.of("-quiet", "-public", "-d", pages.toString(), "-Xdoclint:all,-missing", "-Werror"),
                            manager.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(isMade).as(printed.toString()).isTrue();
        }
        return files(pages).stream()
                .filter(file -> file.toString().endsWith(".Builder.html"))
                .toList();
    }

    private static Stream<String> methods(Path page, Pattern comment) {
        try {
            return METHOD.matcher(Files.readString(page))
                    .results()
                    .filter(method -> !comment.matcher(method.group(2)).find())
                    .map(method -> page.getFileName() + ": " + name(method));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(MatchResult method) {
        return method.group(1);
    }

    private static boolean isGenerated(Path page) {
        String type = page.getFileName().toString().replace(".Builder.html", "");
        return files(GENERATED).stream().anyMatch(file -> file.endsWith("Immutable" + type + ".java"));
    }

    @Test
    void everySetterHasItsCommentAndItsDefault() throws Exception {
        List<Path> pages = pages();
        List<Path> generated =
                pages.stream().filter(BuilderPagesTest::isGenerated).toList();

        assertThat(generated).hasSizeGreaterThan(25);
        assertThat(pages.stream().flatMap(page -> methods(page, Pattern.compile("<div class=\"block\">"))))
                .as("methods without a comment")
                .isEmpty();
        assertThat(generated.stream()
                        .flatMap(
                                page -> methods(page, Pattern.compile("[Rr]equired|[Dd]efault|<h3>(build|from)</h3>"))))
                .as("setters without a default")
                .isEmpty();
        assertThat(generated)
                .allSatisfy(page -> assertThat(
                                METHOD.matcher(Files.readString(page)).results().map(BuilderPagesTest::name))
                        .anyMatch(name -> name.startsWith("build("))
                        .hasSizeGreaterThan(2));
    }
}
