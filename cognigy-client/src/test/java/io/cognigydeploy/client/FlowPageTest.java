package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.Page;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of flows, whose flows are decoded once from the bytes. */
class FlowPageTest {

    private static final Type PAGE = new TypeReference<Page<Flow>>() {}.getType();

    private static Page<?> page(String json) throws Exception {
        return (Page<?>) Json.read(json.getBytes(StandardCharsets.UTF_8), PAGE);
    }

    private static Flow flow(String json) throws Exception {
        return (Flow) page("[" + json + "]").items().get(0);
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"m" + i + "\":" + i).collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"id\":\"f\"}]",
                "{\"data\":[{\"id\":\"f\"}]}",
                "{\"data\":{\"items\":[null,{\"id\":\"f\"}]}}",
                "{\"data\":null,\"items\":[{\"id\":\"f\"}]}",
                "{\"meta\":{\"tags\":[{}]},\"flows\":[{\"id\":\"f\"}],\"errors\":[{\"id\":1},[{}],7]}",
                "{\"warnings\":[{\"x\":NaN},{\"y\":{}}],\"data\":[{\"id\":\"f\"}]}",
                "\ufeff[{\"id\":\"f\"}]"
            })
    void theListIsFoundWhereverItIs(String json) throws Exception {
        assertThat(page(json)).isEqualTo(new Page<>(List.of(Flow.of(Map.of("id", "f"))), Optional.empty()));
    }

    @Test
    void totalAndLimitAreReadBesideTheFlows() throws Exception {
        assertThat(page("{\"data\":[{\"id\":\"f\"}],\"total\":7,\"page\":{\"limit\":5}}"))
                .isEqualTo(new Page<>(List.of(Flow.of(Map.of("id", "f"))), Optional.of(7L), Optional.of(5)));
        assertThat(page("{\"total\":0}")).isEqualTo(new Page<>(List.of(), Optional.of(0L)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 1",
                "\"f\" | 1",
                "[{\"id\":\"f\"}] | 1",
                "{} | 1",
                "{\"id\":1} | 1",
                "{\"id\":\"f\",\"name\":1} | 1",
                "{\"id\":\"f\",\"version\":{}} | 1",
                "{\"id\":\"f\",\"environmentId\":[]} | 1",
                "{\"id\":\"f\",\"nodes\":{}} | 1",
                "{\"id\":\"f\",\"nodes\":[7]} | 1",
                "{\"id\":\"f\",\"nodes\":[{\"id\":7}]} | 1",
                "{\"id\":\"f\",\"nodes\":[{\"type\":7}]} | 1",
                "{\"id\":\"f\",\"nodes\":[{\"configuration\":7}]} | 1",
                "{\"id\":\"f\",\"edges\":\"x\"} | 1",
                "{\"id\":\"f\",\"edges\":[null]} | 1",
                "{\"id\":\"f\",\"edges\":[{\"from\":7}]} | 1",
                "{\"id\":\"f\",\"edges\":[{\"to\":7}]} | 1",
                "{\"id\":\"f\",\"edges\":[{\"condition\":7}]} | 1",
                "{\"id\":\"f\",\"externalReferences\":[[]]} | 1",
                "{\"id\":\"f\",\"externalReferences\":[{\"type\":7}]} | 1",
                "{\"id\":\"f\",\"externalReferences\":[{\"id\":7}]} | 1",
                "{\"id\":\"f\",\"externalReferences\":[{\"environmentId\":7}]} | 1",
                "{\"id\":\"f\",\"x\":[NaN]} | 1",
                "{\"id\":\"f\"},{},{\"id\":1} | 2"
            })
    void anElementThatIsNoFlowIsRefusedWithItsPlace(String element, int place) {
        assertThatThrownBy(() -> page("{\"data\":[{\"id\":\"e\"}," + element + ",{\"id\":\"g\"}]}"))
                .isInstanceOf(Json.UnreadableJsonException.class)
                .hasMessage("not a Flow at [" + place + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[{\"id\":\"f\",\"id\":\"g\"}]}",
                "{\"data\":[{\"id\":\"f\",\"a\":null,\"a\":null}]}",
                "{\"data\":[{\"id\":\"f\",\"a\":{\"b\":1,\"c\":2,\"b\":1}}]}",
                "{\"data\":[{\"id\":\"f\",\"a\":[[{\"b\":1,\"b\":1}]]}]}",
                "{\"data\":[],\"data\":[]}",
                "{\"data\":null,\"total\":0,\"data\":null}",
                "{\"meta\":{\"a\":1,\"a\":1},\"data\":[]}",
                "{\"data\":[],\"errors\":[[{\"a\":1,\"a\":1}]]}",
                "{\"data\":[],\"errors\":[{},{\"a\":1,\"a\":1}]}"
            })
    void aMemberThatIsThereTwiceIsRefused(String json) {
        assertThatThrownBy(() -> page(json))
                .isInstanceOf(Json.UnreadableJsonException.class)
                .hasMessageMatching("not JSON at line 1, column [1-9]\\d");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 15, 16, 17, 40})
    void aMemberThatIsThereTwiceIsRefusedAmongManyToo(int count) throws Exception {
        assertThat(flow("{\"id\":\"f\"," + members(count) + "}").content()).hasSize(count + 1);
        assertThatThrownBy(() -> flow("{\"id\":\"f\"," + members(count) + ",\"m1\":1}"))
                .hasMessageStartingWith("not JSON at line 1, column ");
    }

    @Test
    void namesWithTheSameHashAreDifferentMembers() throws Exception {
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(flow("{\"id\":\"f\",\"Aa\":\"one\",\"BB\":\"two\"}").content())
                .hasSize(3)
                .containsEntry("Aa", "one")
                .containsEntry("BB", "two")
                .doesNotContainKey("C#");
        assertThatThrownBy(() -> flow("{\"id\":\"f\",\"Aa\":1,\"BB\":1,\"Aa\":1}"))
                .hasMessageStartingWith("not JSON at line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[{\"id\":\"f\"}] []",
                "[{\"id\":\"f\"}]x",
                "[{\"id\":\"f\"}",
                "[{\"id\":\"f\",}]",
                "[{\"id\":\"\t\"}]",
                "{}",
                "7",
                "{\"data\":{\"id\":\"f\"}}"
            })
    void whatIsNoPageIsRefused(String json) {
        assertThatThrownBy(() -> page(json)).isInstanceOf(Json.UnreadableJsonException.class);
    }

    @Test
    void sizesHaveBounds() {
        for (String value : List.of(
                "[".repeat(63) + "]".repeat(63),
                "1" + "0".repeat(64),
                "0." + "1".repeat(64),
                "\"" + "x".repeat(1 << 21) + "\"",
                "[" + "0,".repeat(600_000) + "0]")) {
            assertThatThrownBy(() -> page("[{\"id\":\"f\",\"a\":" + value + "}]"))
                    .isInstanceOf(Json.OversizedJsonException.class);
        }
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedWhereverTheyAre() throws Exception {
        String ascii = "[{\"id\":\"f\",\"a\":\"0123456789abcdef\"}]";
        for (int at = 0; at < 16; at++) {
            byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
            bytes[ascii.indexOf('0') + at] = (byte) 0xe9;
            assertThatThrownBy(() -> Json.read(bytes, PAGE)).hasMessage("not UTF-8");
        }
        assertThat(flow(ascii.substring(1, ascii.length() - 1).replace("5", "é€😀"))
                        .content())
                .containsEntry("a", "01234é€😀6789abcdef");
    }

    @Test
    void everyValueIsKeptAsItWas() throws Exception {
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        expected.put("z", new BigDecimal("1.10"));
        expected.put("id", "f");
        expected.put("whole", new BigInteger("12345678901234567890123"));
        expected.put("small", BigInteger.valueOf(-3));
        expected.put("large", new BigDecimal("1E+2"));
        expected.put("list", Arrays.asList(true, false, null, List.of(), Map.of(), ""));

        Flow flow = flow("{\"z\":1.10,\"id\":\"f\",\"whole\":12345678901234567890123,\"small\":-3,\"large\":1E+2,"
                + "\"list\":[true,false,null,[],{},\"\"]}");

        assertThat(flow.content()).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(expected).isEqualTo(flow.content());
        assertThat(flow.content().keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat(new String(Json.write(flow).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"z\":1.10,\"id\":\"f\",\"whole\":12345678901234567890123,\"small\":-3,\"large\":1E+2,"
                        + "\"list\":[true,false,null,[],{},\"\"]}");
        assertThat(flow).isEqualTo(Flow.of(expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 100})
    void objectsOfEverySizeAreSearchedAndListedInOrder(int count) throws Exception {
        for (Flow flow : List.of(
                flow("{\"id\":\"f\"," + members(count) + "}"),
                Flow.of(flow("{\"id\":\"f\"," + members(count) + "}").content()))) {
            Map<String, @Nullable Object> content = flow.content();
            assertThat(content).hasSize(count + 1).doesNotContainKey("m" + count);
            assertThat(content.get("m" + (count - 1))).isEqualTo(BigInteger.valueOf(count - 1));
            assertThat(content.get("M0")).isNull();
            assertThat(content.get(null)).isNull();
            assertThat(content.containsKey(null)).isFalse();
            assertThat(content.keySet()).startsWith("id", "m0").last().isEqualTo("m" + (count - 1));
        }
    }

    @Test
    void aNullIsNotAnAbsentMember() throws Exception {
        Flow flow = flow("{\"id\":\"f\",\"a\":null,\"nodes\":null,\"name\":null}");

        assertThat(flow.content()).containsKey("a").containsEntry("a", null);
        assertThat(flow.nodes()).isEmpty();
        assertThat(flow.name()).isEmpty();
        assertThat(flow).isNotEqualTo(Flow.of(Map.of("id", "f")));
        assertThat(flow("{\"id\":\"f\",\"nodes\":[]}").nodes()).contains(List.of());
    }

    @Test
    void nothingOfAFlowCanBeChanged() throws Exception {
        Flow flow = flow("{\"id\":\"f\",\"list\":[1,2],\"object\":{\"a\":1}}");
        Map<String, @Nullable Object> content = flow.content();
        Iterator<Map.Entry<String, @Nullable Object>> entries =
                content.entrySet().iterator();
        List<?> list = Objects.requireNonNull((List<?>) content.get("list"));
        Map<?, ?> object = Objects.requireNonNull((Map<?, ?>) content.get("object"));
        Map.Entry<String, @Nullable Object> first = entries.next();
        entries.next();
        entries.next();

        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
        for (Runnable change : List.<Runnable>of(
                () -> content.put("b", 1),
                () -> content.remove("id"),
                content::clear,
                entries::remove,
                () -> first.setValue("g"),
                () -> list.remove(0),
                object::clear)) {
            assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(content).hasToString("{id=f, list=[1, 2], object={a=1}}");
    }

    @Test
    void aMapThatIsChangedLaterDoesNotChangeTheFlow() {
        Map<String, Object> given = new LinkedHashMap<>(Map.of("id", "f"));
        Flow flow = Flow.of(given);
        given.put("id", "g");

        assertThat(flow).isEqualTo(Flow.of(Map.of("id", "f")));
    }

    @Test
    void anyMapperReadsAFlowAndRefusesWhatIsNone() throws Exception {
        JsonMapper mapper = new JsonMapper();
        Flow flow = mapper.readValue("{\"id\":\"f\",\"a\":[0.10,{}]}", Flow.class);

        assertThat(flow.content()).containsEntry("a", List.of(new BigDecimal("0.10"), Map.of()));
        assertThat(mapper.convertValue(flow, Flow.class)).isEqualTo(flow);
        assertThatThrownBy(() -> mapper.readValue("{\"id\":\"f\",\"a\":1,\"a\":1}", Flow.class))
                .hasMessageContaining("a member is there twice");
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            tokens.writeStartObject();
            tokens.writeStringField("id", "f");
            tokens.writeFieldName("a");
            tokens.writeEmbeddedObject(new Object());
            tokens.writeEndObject();
            assertThatThrownBy(() -> mapper.readValue(tokens.asParser(), Flow.class))
                    .isInstanceOf(JsonMappingException.class)
                    .hasMessageContaining("JSON values only");
        }
    }
}
