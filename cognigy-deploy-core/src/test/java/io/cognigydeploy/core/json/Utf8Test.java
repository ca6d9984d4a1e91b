package io.cognigydeploy.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Utf8Test {

    /** The bytes at which the rules of UTF-8 change. */
    private static final byte[] BORDERS =
            HexFormat.of().parseHex("00417f80818f909fa0bfc0c1c2c3dfe0e1ecedeeeff0f1f3f4f5ff");

    @Test
    void everyCharacterIsText() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                        .filter(point ->
                                !Utf8.isText(("12345" + Character.toString(point) + "1234567890").getBytes(UTF_8))))
                .isEmpty();
        assertThat(Utf8.isText(new byte[0])).isTrue();
    }

    @Test
    void whatTheJdkRefusesIsNoText() {
        Random random = new Random(3629);
        List<String> otherwise = new ArrayList<>();
        int texts = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(5)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = BORDERS[random.nextInt(BORDERS.length)];
            }
            boolean expected = isText(bytes);
            texts += expected ? 1 : 0;
            if (Utf8.isText(bytes) != expected) {
                otherwise.add(HexFormat.of().formatHex(bytes));
            }
        }
        assertThat(otherwise).isEmpty();
        assertThat(texts).isBetween(1_000, 100_000);
    }

    private static boolean isText(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
