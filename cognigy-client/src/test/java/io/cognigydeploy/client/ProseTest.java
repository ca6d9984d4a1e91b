package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProseTest extends ProseRules {

    @ParameterizedTest
    @ValueSource(strings = {"It told us.", "canaryWish(", "InterruptsNobody", "WHOEVER", "gone on\n     * with it"})
    void aWordIsFoundInProseAndInNames(String text) {
        assertThat(hasWord(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BodyPublishers.noBody()", "retold", "in vainglory", "wishlist", "put(\"wish\", text)"})
    void otherWordsAreNoHits(String text) {
        assertThat(hasWord(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Steers a canary.",
                "Returns.",
                "What is answered.",
                "It failed.",
                "A page without an end",
                "A b c d e f g h i j k l m n o p q r s t u."
            })
    void aTypeIsNoNounPhrase(String sentence) {
        assertThat(problemOfType(sentence)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Requests of one path.", "The runs of a day.", "A {@link java.net.URI}, {@code a b c}."})
    void aTypeIsANounPhrase(String sentence) {
        assertThat(problemOfType(sentence)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"The id.", "Tokens that expire.", "Whether one is.", "Return one.", "Waits"})
    void aMethodBeginsWithoutAVerb(String sentence) {
        assertThat(problemOfMethod(sentence)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Returns the id.", "Waits.", "Plans, runs and reports."})
    void aMethodBeginsWithAVerb(String sentence) {
        assertThat(problemOfMethod(sentence)).isEmpty();
    }
}
