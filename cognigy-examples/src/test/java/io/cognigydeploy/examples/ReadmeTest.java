package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Java in the README comes from files that are compiled and run, and its test command is that of CI. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- from (\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\\n");

    @TestFactory
    Stream<DynamicTest> every_snippet_is_taken_from_a_file() throws IOException {
        Matcher snippets = SNIPPET.matcher(readme());
        return snippets
                .results()
                .map(found -> DynamicTest.dynamicTest(
                        found.group(1),
                        () -> assertThat(lines(Files.readString(ROOT.resolve(found.group(1)))))
                                .containsSequence(lines(found.group(2)))))
                .toList()
                .stream();
    }

    @Test
    void no_snippet_is_without_its_file() throws IOException {
        assertThat(JAVA.matcher(readme()).results().count())
                .isPositive()
                .isEqualTo(SNIPPET.matcher(readme()).results().count());
    }

    @Test
    void ci_runs_the_test_command_of_the_readme() throws IOException {
        String ci = Files.readString(ROOT.resolve(".ci/run"));
        Matcher command = Pattern.compile("Tests:\\s*```sh\\n(.*)\\n```").matcher(readme());
        assertThat(command.find()).isTrue();
        assertThat(ci.lines().map(String::strip)).contains(command.group(1));
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
