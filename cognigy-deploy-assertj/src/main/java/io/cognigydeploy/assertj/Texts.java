package io.cognigydeploy.assertj;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists of texts in messages. */
final class Texts {

    private Texts() {}

    static String quoted(String... texts) {
        return quoted(Stream.of(texts));
    }

    static String quoted(Stream<String> texts) {
        return texts.map(text -> "\"" + text + "\"").collect(Collectors.joining(", "));
    }
}
