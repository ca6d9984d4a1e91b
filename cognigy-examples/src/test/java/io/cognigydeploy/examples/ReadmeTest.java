package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java in the documents comes from files that are compiled and run, and the README's test command is that of CI. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- from (\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\\n");

    private static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md"),
                            files.map(file -> ROOT.relativize(file).toString())
                                    .filter(file -> file.endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> every_snippet_is_taken_from_a_file() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String page : pages()) {
            SNIPPET.matcher(text(page))
                    .results()
                    .forEach(found -> tests.add(DynamicTest.dynamicTest(
                            page + ": " + found.group(1),
                            () -> assertThat(lines(text(found.group(1)))).containsSequence(lines(found.group(2))))));
        }
        return tests.stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void no_snippet_is_without_its_file(String page) throws IOException {
        assertThat(JAVA.matcher(text(page)).results().count())
                .isEqualTo(SNIPPET.matcher(text(page)).results().count());
    }

    /** On each of two JDKs, with properties that build more or check the sources once. */
    @Test
    void ci_runs_the_test_command_of_the_readme() throws IOException {
        String ci = text(".ci/run");
        Matcher command = Pattern.compile("Tests:\\s*```sh\\n(.*)\\n```").matcher(text("README.md"));
        assertThat(command.find()).isTrue();
        assertThat(ci.lines().map(String::strip))
                .filteredOn(line -> line.matches(Pattern.quote(command.group(1)) + "( -([DP][\\w.,=-]+|T2))*"))
                .hasSize(2);
    }

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
