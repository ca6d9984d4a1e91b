package io.cognigydeploy.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonMapper DECIMAL = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "0000000000000002, 1e-323",
        "0000000000000003, 1.5e-323",
        "0000000000000004, 2e-323",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
        "3ff8000000000000, 1.5",
        "3fe0000000000000, 0.5",
        "4345ee2a2eb5a5c4, 12345678901234568",
        "7fffffffffffffff, ",
        "7ff0000000000000, ",
        "fff0000000000000, ",
    })
    void numbersAreWrittenAsEcmaScriptDoes(String bits, @Nullable String expected) {
        JsonNode node = NODES.numberNode(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16)));
        if (expected == null) {
            assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.bytes(node));
        } else {
            assertThat(text(node)).isEqualTo(expected);
        }
    }

    @Test
    void digitsAreTheFewestAndAmongThoseTheNearest() {
        var random = new Random(8785);
        for (int i = 0; i < 20_000; i++) {
            double value = i < 200 ? Double.longBitsToDouble(i + 1) : anyDouble(random);
            String text = CanonicalJson.number(value);
            assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);

            BigDecimal exact = new BigDecimal(value);
            int digits = new BigDecimal(text).stripTrailingZeros().precision();
            BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (nearest.doubleValue() == value) {
                assertThat(new BigDecimal(text)).as(text).isEqualByComparingTo(nearest);
            }
            if (digits > 1) {
                for (RoundingMode mode : List.of(RoundingMode.DOWN, RoundingMode.UP)) {
                    double shorter =
                            exact.round(new MathContext(digits - 1, mode)).doubleValue();
                    assertThat(shorter).as(text).isNotEqualTo(value);
                }
            }
        }
    }

    @Test
    void theWorkedExampleOfTheRfc() throws Exception {
        JsonNode read = JSON.readTree("""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
              "literals": [null, true, false]
            }\
            """);
        assertThat(text(read))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void keysAreSortedByUtf16CodeUnit() throws Exception {
        JsonNode read = JSON.readTree("""
            {"\\u20ac": 5, "\\r": 1, "\\ufb33": 7, "1": 2, "\\ud83d\\ude00": 6, "\\u0080": 3, "\\u00f6": 4}\
            """);
        assertThat(text(read))
                .isEqualTo(
                        "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"\u00f6\":4,\"\u20ac\":5,\"\ud83d\ude00\":6,\"\ufb33\":7}");
    }

    @Test
    void everyCharacterIsWrittenInOneWay() throws Exception {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x3000 ? 1 : 97) {
            if (point >= 0xD800 && point < 0xE000) {
                continue;
            }
            String character = Character.toString(point);
            String written = text(NODES.textNode(character));
            assertThat(JSON.readTree(written).textValue()).isEqualTo(character);
            String escaped = switch (point) {
                case '\b' -> "\\b";
                case '\t' -> "\\t";
                case '\n' -> "\\n";
                case '\f' -> "\\f";
                case '\r' -> "\\r";
                case '"' -> "\\\"";
                case '\\' -> "\\\\";
                default -> point < 0x20 ? String.format("\\u%04x", point) : character;
            };
            assertThat(written).isEqualTo("\"" + escaped + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud83d", "\ude00\ud83d", "\ud83dx", "\ud83d\ud83d\ude00"})
    void halfASurrogatePairIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.bytes(NODES.textNode(text)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.sha256Hex(NODES.objectNode().put(text, 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740991, 9007199254740991",
        "9007199254740992, 9007199254740992",
        "9007199254740993, ",
        "-9007199254740993, ",
        "9223372036854775807, ",
        "9223372036854775808, ",
        "100000000000000000000, 100000000000000000000",
        "100000000000000000001, ",
        "12345678901234567890123456789, ",
    })
    void anIntegerThatWouldBeRoundedIsRefused(BigInteger value, @Nullable String expected) {
        List<JsonNode> nodes = new ArrayList<>(List.of(NODES.numberNode(value)));
        if (value.bitLength() < Long.SIZE) {
            nodes.add(NODES.numberNode(value.longValue()));
        }
        for (JsonNode node : nodes) {
            if (expected == null) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> CanonicalJson.bytes(node))
                        .withMessageContaining("string");
            } else {
                assertThat(text(node)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.12345678901234567890123", "1e400", "-1e400", "1e-400", "1e999999999", "1e-999999999"})
    void aDecimalThatWouldBeRoundedIsRefused(BigDecimal value) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.bytes(NODES.numberNode(value)));
    }

    @Test
    void numbersOfEveryKindThatMeanTheSameAreWrittenTheSame() {
        List<JsonNode> halves =
                List.of(NODES.numberNode(2.5f), NODES.numberNode(2.5), NODES.numberNode(new BigDecimal("2.500")));
        assertThat(halves).extracting(CanonicalJsonTest::text).containsOnly("2.5");
        List<JsonNode> sevens = List.of(
                NODES.numberNode((short) 7),
                NODES.numberNode(7),
                NODES.numberNode(7L),
                NODES.numberNode(7.0),
                NODES.numberNode(BigInteger.valueOf(7)),
                NODES.numberNode(new BigDecimal("7.0")));
        assertThat(sevens).extracting(CanonicalJsonTest::text).containsOnly("7");
    }

    @Test
    void whatIsNotJsonIsRefused() {
        List<JsonNode> nodes =
                List.of(NODES.binaryNode(new byte[3]), MissingNode.getInstance(), NODES.pojoNode(new Object()));
        for (JsonNode node : nodes) {
            assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.bytes(node));
        }
    }

    @Test
    void aRecordInATreeIsWrittenLikeItsTree() {
        for (Object value : List.of(
                new Evidence("z", "half a pair \uD800, \u0000 and \u0001 \uD83D\uDE00 \u00e9 / \u007f"),
                Verdict.fail("its type comes first", new Evidence("a", "b")),
                Map.of("b", 1e21, "a", -0.0, "c", new BigDecimal("1.50"), "", 1L << 53, "d", List.of(Duration.ZERO)))) {
            JsonNode tree = NODES.objectNode().set("of", Json.tree(value));

            assertThat(CanonicalJson.bytes(NODES.objectNode().putPOJO("of", value)))
                    .isEqualTo(CanonicalJson.bytes(tree));
            assertThat(CanonicalForm.of(value).toBytes()).isEqualTo(CanonicalJson.bytes(Json.tree(value)));
            assertThat(CanonicalForm.of(value).sha256Hex()).isEqualTo(CanonicalJson.sha256Hex(Json.tree(value)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalForm.of(Map.of("a", 1L + (1L << 53))));
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalForm.of(Map.of("a", Double.NaN)));
    }

    @Test
    void whatIsNestedTooDeepIsRefused() throws Exception {
        for (JsonNode innermost : List.of(NODES.arrayNode(), NODES.objectNode())) {
            JsonNode deep = innermost;
            for (int level = 0; level < 500; level++) {
                deep = innermost.isArray()
                        ? NODES.arrayNode().add(deep)
                        : NODES.objectNode().set("a", deep);
            }
            JsonNode deeper = NODES.arrayNode().add(deep);

            assertThat(JSON.readTree(CanonicalJson.bytes(deep))).isEqualTo(deep);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CanonicalJson.bytes(deeper))
                    .withMessageContaining("deeper than 500");
        }
    }

    @Test
    void readingAndWritingAgainChangesNothingAndOrderDoesNotCount() throws Exception {
        var random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            JsonNode value = anyValue(random, 4);
            byte[] canonical = CanonicalJson.bytes(value);
            assertThat(CanonicalJson.bytes(JSON.readTree(canonical))).isEqualTo(canonical);
            assertThat(CanonicalJson.bytes(shuffled(value, random))).isEqualTo(canonical);
            assertThat(CanonicalJson.sha256Hex(value)).isEqualTo(sha256(canonical));
        }
    }

    @Test
    void objectsOfLikeShapesAreOrderedEachByItself() throws Exception {
        var random = new Random(11);
        JsonMapper ordered = JsonMapper.builder()
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
        for (int i = 0; i < 2_000; i++) {
            List<Map<String, Object>> alike =
                    Stream.generate(() -> ofFewNames(random, 2)).limit(8).toList();
            assertThat(new String(CanonicalJson.bytes(JSON.valueToTree(alike)), UTF_8))
                    .isEqualTo(ordered.writeValueAsString(alike));
        }
    }

    /** Returns an object with some of three names in any order, which may have objects like it. */
    private static Map<String, Object> ofFewNames(Random random, int depth) {
        List<String> names = new ArrayList<>(List.of("a", "b", "c"));
        Collections.shuffle(names, random);
        Map<String, Object> object = new LinkedHashMap<>();
        for (String name : names.subList(0, random.nextInt(4))) {
            object.put(name, depth > 0 && random.nextBoolean() ? ofFewNames(random, depth - 1) : random.nextInt(9));
        }
        return object;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.0",
                "-0.0",
                "1",
                "-1",
                "10",
                "1.0",
                "1.50",
                "-1.5",
                "0.5",
                "0.000001",
                "0.000009",
                "0.0000010",
                "0.0000001",
                "0.000000123456",
                "0.00000123",
                "-0.0000001",
                "1e0",
                "1E+2",
                "1e-7",
                "5e-324",
                "123456789012345",
                "1234567890123456",
                "9007199254740992",
                "9007199254740994",
                "100000000000000000000",
                "1e21",
                "1e22",
                "12345678901234.5",
                "0.12345678901234",
                "0.123456789012345",
                "1.7976931348623157e308",
                "333333333.33333329",
                "4.35",
                "0.1",
                "0.30000000000000004",
                "2.2250738585072014e-308"
            })
    void aNumberIsReadAsItIsOfATree(String number) throws Exception {
        double value = Double.parseDouble(number);
        if (new BigDecimal(number).compareTo(new BigDecimal(CanonicalJson.number(value))) == 0) {
            assertThat(hashRead("{\"a\":" + number + "}"))
                    .isEqualTo(CanonicalJson.sha256Hex(NODES.objectNode().put("a", value)));
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> hashRead("{\"a\":[" + number + "]}"));
        }
    }

    @Test
    void whatIsReadHasTheHashOfTheSameTree() throws Exception {
        var random = new Random(6);
        for (int i = 0; i < 2_000; i++) {
            JsonNode object = NODES.objectNode()
                    .set("a", NODES.arrayNode().add(anyValue(random, 4)).add(anyValue(random, 2)));
            // With decimals, because the JDK writes doubles with more digits than they need.
            JsonNode written = shuffled(DECIMAL.readTree(CanonicalJson.bytes(object)), random);
            String text = i % 2 == 0 ? written.toString() : written.toPrettyString();
            assertThat(hashRead(text)).as(text).isEqualTo(CanonicalJson.sha256Hex(object));
            assertThat(hashRead(ASCII.writeValueAsString(written))).isEqualTo(CanonicalJson.sha256Hex(object));
        }
    }

    @Test
    void aMemberOfTheObjectThatIsReadDoesNotCount() throws Exception {
        String expected = CanonicalJson.sha256Hex(JSON.readTree("{\"a\":1,\"c\":{\"b\":2}}"));

        assertThat(hashRead("{\"b\":{\"b\":[0]},\"c\":{\"b\":2},\"a\":1}")).isEqualTo(expected);
        assertThat(hashRead("{\"a\":1,\"b\":0,\"c\":{\"b\":2}}")).isEqualTo(expected);
        assertThat(hashRead("{\"c\":{\"b\":2},\"a\":1,\"b\":\"\"}")).isEqualTo(expected);
        assertThat(hashRead("{\"b\":1}")).isEqualTo(CanonicalJson.sha256Hex(NODES.objectNode()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"c\":2,\"a\":1}",
                "{\"a\":1,\"\\u0061\":1}",
                "{\"b\":1,\"b\":1}",
                "{\"b\":{\"x\":1,\"x\":1}}",
                "{\"b\":1,\"a\":2,\"b\":1}",
                "{\"x\":[{\"c\":1,\"b\":1,\"a\":1,\"b\":2}]}",
                "{\"x\":[{\"b\":1,\"a\":1},{\"b\":1,\"b\":1}]}",
                "{\"x\":[{\"b\":1,\"a\":1},{\"b\":1,\"a\":1,\"b\":1}]}"
            })
    void aMemberThatIsReadTwiceIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> hashRead(text)).withMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00x", "a\\ud83d", "\\ude00\\ud83d"})
    void halfASurrogatePairThatIsReadIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> hashRead("{\"a\":\"" + text + "\"}"));
        assertThatThrownBy(() -> hashRead("{\"" + text + "\":1}"))
                .isInstanceOfAny(IllegalArgumentException.class, JsonParseException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\"b", "\"ü", "\"b\\", "\"b\u0001\"}"})
    void aTextThatIsReadWithoutAnEndIsRefused(String text) {
        assertThatThrownBy(() -> hashRead("{\"a\":" + text)).isInstanceOf(JsonParseException.class);
    }

    @Test
    void aTextThatIsReadTooLongIsRefused() {
        String text = "x".repeat(JSON.getFactory().streamReadConstraints().getMaxStringLength() + 1);

        assertThatThrownBy(() -> hashRead("{\"a\":\"" + text + "\"}")).isInstanceOf(StreamConstraintsException.class);
    }

    @Test
    void whatIsReadTooDeepIsRefused() throws Exception {
        String deep = "{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}";

        assertThat(hashRead(deep)).isEqualTo(CanonicalJson.sha256Hex(JSON.readTree(deep)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hashRead("{\"a\":" + "[".repeat(501) + "]".repeat(501) + "}"))
                .withMessageContaining("deeper than 500");
    }

    /** Returns the hash of an object that is read, without its member {@code b}. */
    private static String hashRead(String text) throws IOException {
        byte[] utf8 = text.getBytes(UTF_8);
        try (JsonParser parser = JSON.createParser(utf8)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            String hash = CanonicalJson.sha256HexWithout("b", utf8, parser);
            assertThat(parser.nextToken()).isNull();
            return hash;
        }
    }

    @Test
    void hashOfAKnownText() {
        assertThat(CanonicalJson.sha256Hex(NODES.objectNode()))
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    private static String text(JsonNode node) {
        return new String(CanonicalJson.bytes(node), UTF_8);
    }

    private static double anyDouble(Random random) {
        while (true) {
            double value = switch (random.nextInt(4)) {
                case 0 -> random.nextInt() / 1000.0;
                case 1 -> random.nextDouble();
                case 2 -> Math.scalb(1.0, random.nextInt(2000) - 1000);
                default -> Double.longBitsToDouble(random.nextLong());
            };
            if (Double.isFinite(value) && value != 0) {
                return value;
            }
        }
    }

    private static JsonNode anyValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> NODES.numberNode(anyDouble(random));
            case 1 -> NODES.numberNode(random.nextLong() >> (11 + random.nextInt(50)));
            case 2 -> NODES.booleanNode(random.nextBoolean());
            case 3 -> NODES.nullNode();
            case 4 -> NODES.textNode(anyText(random));
            case 5 -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(anyValue(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(anyText(random), anyValue(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String anyText(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11000);
            text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
        }
        return text.toString();
    }

    private static JsonNode shuffled(JsonNode value, Random random) {
        if (value instanceof ArrayNode array) {
            ArrayNode copy = NODES.arrayNode();
            array.forEach(element -> copy.add(shuffled(element, random)));
            return copy;
        }
        if (value instanceof ObjectNode object) {
            List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
            Collections.shuffle(members, random);
            ObjectNode copy = NODES.objectNode();
            members.forEach(member -> copy.set(member.getKey(), shuffled(member.getValue(), random)));
            return copy;
        }
        return value;
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
