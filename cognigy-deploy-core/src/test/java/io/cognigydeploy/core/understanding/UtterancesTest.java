package io.cognigydeploy.core.understanding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.understanding.Utterances.Labelled;
import io.cognigydeploy.core.understanding.Utterances.UtterancesException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UtterancesTest {

    @TempDir
    private Path folder;

    private static Utterances csv(String text) throws IOException {
        return Utterances.csv(new StringReader(text));
    }

    private static Utterances jsonLines(String text) throws IOException {
        return Utterances.jsonLines(new StringReader(text));
    }

    @Test
    void bothFormsAreReadAlike() throws Exception {
        Utterances csv = csv("text,intent,entity:city,language\n"
                + "\"I go to Bonn, please\",travel,Bonn,en\n"
                + "hello,,,\n"
                + "\"say \"\"no\"\"\",(none),,en\n");
        Utterances lines =
                jsonLines("{\"text\":\"I go to Bonn, please\",\"intent\":\"travel\",\"entities\":{\"city\":\"Bonn\"},"
                        + "\"language\":\"en\"}\n\n"
                        + "{\"text\":\"hello\",\"intent\":null}\n"
                        + "{\"text\":\"say \\\"no\\\"\",\"intent\":\"(none)\",\"language\":\"en\"}");

        assertThat(csv.all())
                .isEqualTo(lines.all())
                .contains(new Labelled(
                        "I go to Bonn, please", Optional.of("travel"), Map.of("city", "Bonn"), Optional.of("en")));
        assertThat(csv.sha256()).isEqualTo(lines.sha256());
        assertThat(csv.intents()).isEqualTo(Map.of("travel", 1, Utterances.NONE, 1));
        assertThat(csv.inLanguage("en").all()).hasSize(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> csv.inLanguage("de"))
                .withMessageContaining("but was \"de\"");
    }

    @Test
    void marksLineEndsAndSeparatorsOfOtherProgramsAreRead() throws Exception {
        Path file = folder.resolve("set.csv");
        Files.write(
                file,
                "\uFEFFtext;intent\r\n\r\n\"two\r\nlines; one cell\";a\r\n  ;  \r\n".getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(UtterancesException.class)
                .isThrownBy(() -> Utterances.csv(file))
                .withMessageStartingWith("line 5: there is no text")
                .satisfies(fault -> assertThat(fault.line()).isEqualTo(5));

        Files.writeString(file, "\uFEFFtext;intent\r\n\r\n\"two\r\nlines; one cell\";a\r\n\r\n");
        assertThat(Utterances.csv(file).all())
                .containsExactly(new Labelled("two\r\nlines; one cell", Optional.of("a"), Map.of(), Optional.empty()));

        Files.writeString(file, "\uFEFF{\"text\":\"hi\"}\r\n");
        assertThat(Utterances.jsonLines(file).all()).hasSize(1);
    }

    @Test
    void aFileOfAnotherEncodingIsRefused() throws Exception {
        Path file = folder.resolve("set.csv");
        Files.write(file, "text\nschön\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Utterances.csv(file))
                .withMessageContaining("Save it as UTF-8");
    }

    @Test
    void aRepeatedUtteranceCountsOnceAndIsReported() throws Exception {
        Utterances all = csv("text,intent\nhello,greet\nbye,leave\n hello ,greet\n");

        assertThat(all.all()).hasSize(2);
        assertThat(all.duplicates()).containsExactly("line 4 repeats line 2");
    }

    @Test
    void aLabelMayBeMendedAfterARecording() throws Exception {
        assertThat(csv("text,intent\nhello,greet\n").sha256())
                .isEqualTo(csv("text,intent\nhello,welcome\n").sha256())
                .isNotEqualTo(csv("text,intent\nhallo,greet\n").sha256());
    }

    @ParameterizedTest
    @MethodSource("csvFaults")
    void aFaultOfCsvNamesItsLineAndTheRemedy(String text, int line, String message) {
        assertThatExceptionOfType(UtterancesException.class)
                .isThrownBy(() -> csv(text))
                .withMessageContaining(message)
                .satisfies(fault -> assertThat(fault.line()).isEqualTo(line));
    }

    static Stream<Arguments> csvFaults() {
        return Stream.of(
                Arguments.of("", 0, "Begin it with the names"),
                Arguments.of("text\n", 0, "Add at least one"),
                Arguments.of("intent\na\n", 1, "there is no column \"text\""),
                Arguments.of("text,Intent\nhi,a\n", 1, "the column \"Intent\" is not known"),
                Arguments.of("text,entity: \nhi,a\n", 1, "is not known"),
                Arguments.of("text,text\nhi,ho\n", 1, "there twice"),
                Arguments.of("text,intent\n\nhi,a\nho, b, c\n", 4, "3 cells below 2 names"),
                Arguments.of("text,intent\n\"hi\nho,a\n", 2, "not closed"),
                Arguments.of("text,intent\nsay \"no\",a\n", 2, "inside a cell"),
                Arguments.of("text,intent\n\"say\" no,a\n", 2, "after the closing double quote"),
                Arguments.of("text,intent\nhi,a\nhi,b\n", 3, "the text of line 2 is there again with other labels"),
                Arguments.of("text\n" + "x".repeat(10_001) + "\n", 2, "Shorten it to 10000"),
                Arguments.of("text\nh\0i\n", 2, "NUL"));
    }

    @ParameterizedTest
    @MethodSource("jsonFaults")
    void aFaultOfJsonLinesNamesItsLineAndTheRemedy(String text, String message) {
        assertThatExceptionOfType(UtterancesException.class)
                .isThrownBy(() -> jsonLines("{\"text\":\"first\"}\n" + text))
                .withMessageContaining("line 2: ")
                .withMessageContaining(message);
    }

    static Stream<Arguments> jsonFaults() {
        return Stream.of(
                Arguments.of("{\"text\":\"a\"", "Write one whole object a line"),
                Arguments.of("{\"text\":\"a\",\"text\":\"b\"}", "Write one whole object a line"),
                Arguments.of("{\"text\":\"a\"} {}", "Write one whole object a line"),
                Arguments.of("[]", "no JSON object"),
                Arguments.of("{\"intent\":\"a\"}", "there is no text"),
                Arguments.of("{\"text\":1}", "\"text\" is no text"),
                Arguments.of("{\"text\":\"a\",\"intents\":\"b\"}", "the member \"intents\" is not known"),
                Arguments.of("{\"text\":\"a\",\"entities\":[]}", "\"entities\" is no object"),
                Arguments.of("{\"text\":\"a\",\"entities\":{\"n\":1}}", "\"n\" is no text"),
                Arguments.of("{\"text\":\"\\ud800\"}", "half of a character"));
    }
}
