package io.cognigydeploy.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void whatCanBeStoredStaysAsItIs() {
        assertThat(Json.tree(Map.of("name", List.of("bot", 1, Map.of("grin", "\ud83d\ude00")))))
                .hasToString("{\"name\":[\"bot\",1,{\"grin\":\"\ud83d\ude00\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud83d", "\ude00a", "a\0"})
    void whatCannotIsReplacedWhereverItIs(String text) {
        String stored = text.replaceAll("[^a]", "\ufffd");

        assertThat(Json.tree(Map.of("name", text)).path("name").textValue()).isEqualTo(stored);
        assertThat(Json.tree(Map.of(text, 1)).has(stored)).isTrue();
        assertThat(Json.tree(Map.of("name", List.of("bot", text))).at("/name/1").textValue())
                .isEqualTo(stored);
        assertThat(Json.tree(Map.of("name", List.of(Map.of(text, "bot"))))
                        .at("/name/0")
                        .has(stored))
                .isTrue();
    }
}
