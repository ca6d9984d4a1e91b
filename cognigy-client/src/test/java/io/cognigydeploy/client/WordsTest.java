package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @Test
    void wordsAreListedInTheirOrder() {
        assertThat(Words.listed("b, a, c d")).containsExactly("b", "a", "c d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\" why \" | why",
                "\" \" | ''",
                "7 | 7",
                "true | ''",
                "{} | ''",
                "{\"message\":\" \",\"title\":\"t\"} | t",
                "{\"error\":{\"reason\":7}} | 7",
                "{\"field\":\"name\",\"message\":\"m\"} | name: m",
                "[\"a\",\" \",\"b\"] | a; b",
                "[1,2,3,4,5,6] | 1; 2; 3; 4; 5",
                "[[[[\"a\"]]]] | a",
                "[[[[[\"a\"]]]]] | ''",
                "{\"error\":{\"error\":{\"error\":{\"error\":\"a\"}}}} | a",
                "{\"error\":{\"error\":{\"error\":{\"error\":{\"error\":\"a\"}}}}} | ''"
            })
    void aMessageIsFoundInUpToFourPartsOfADocument(String json, String message) throws Exception {
        assertThat(Words.in(Json.readTree(json.getBytes(StandardCharsets.UTF_8)))
                        .orElse(""))
                .isEqualTo(message);
        if (message.isEmpty()) {
            assertThat(Words.in(Json.readTree(json.getBytes(StandardCharsets.UTF_8))))
                    .isEmpty();
        }
    }

    @Test
    void aPageWithoutWordsHasNoMessage() {
        assertThat(Words.in("<p> </p>")).isEmpty();
        assertThat(Words.in("<title> </title>no")).isEmpty();
        assertThat(Words.in("<p>a\n b</p>")).contains("a b");
        assertThat(Words.in("<TITLE id=x>a</TITLE>no")).contains("a");
    }
}
