package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words that plain English does without, in sources of main code and of tests. */
class WordsTest {

    private static final Pattern WORDS = Pattern.compile("\\b(told|tells|wish(es)?|whoever|nobody|somebody|befalls?"
            + "|gone on with|of its own accord|in vain)\\b");

    /** Sources that are checked, relative to the module. Another module is one more entry. */
    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("src/test/java"));

    private static final Pattern EXEMPT = Pattern.compile(".*/WordsTest\\.java");

    /** Tests that a test of another module names. */
    private static final Set<String> NAMED_ELSEWHERE =
            Set.of("everyAttemptIsTold", "nothingToldHasASecretOrAnId", "tlsIsAsTheEmbedderSaysAndNobodyElseIsTrusted");

    @ParameterizedTest
    @ValueSource(strings = {"It told us.", "canaryWish(", "InterruptsNobody", "WHOEVER", "gone on\n     * with it"})
    void aWordIsFoundInProseAndInNames(String text) {
        assertThat(WORDS.matcher(plain(text)).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BodyPublishers.noBody()", "retold", "in vainglory", "wishlist"})
    void otherWordsAreNoHits(String text) {
        assertThat(WORDS.matcher(plain(text)).find()).isFalse();
    }

    @Test
    void theSourcesHaveNoneOfTheWords() throws IOException {
        for (Path root : SOURCES) {
            try (Stream<Path> files = Files.walk(root)) {
                List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !EXEMPT.matcher(file.toString().replace('\\', '/'))
                                .matches())
                        .toList();
                assertThat(sources).isNotEmpty();
                assertThat(sources).flatExtracting(WordsTest::hits).isEmpty();
            }
        }
    }

    private static List<String> hits(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        for (String name : NAMED_ELSEWHERE) {
            text = text.replace(name, "");
        }
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                // With the next line, because a phrase may be wrapped.
                .filter(i -> WORDS.matcher(plain(lines.get(i) + "\n" + (i + 1 < lines.size() ? lines.get(i + 1) : "")))
                        .find())
                .mapToObj(i -> file + ":" + (i + 1) + ": " + lines.get(i).strip())
                .toList();
    }

    /** Returns a text in lower case on one line, with the words of names separated. */
    private static String plain(String text) {
        return text.replaceAll("\\s*\\n\\s*(\\*|//)?\\s*", " ")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
