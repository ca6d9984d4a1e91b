package io.cognigydeploy.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowDocumentTest {

    private static final String FLOW = """
        {"id": "flow_abc123", "name": "Ümlaut", "version": "1.2.0", "environmentId": "env_dev",
         "nodes": [], "edges": [],
         "externalReferences": [{"type": "intent", "id": "order", "environmentId": "env_dev"}]}
        """;

    @Test
    void aSummaryHasWhatIsKept() {
        FlowDocument flow = FlowDocument.parse(FLOW);

        assertThat(flow.summary())
                .isEqualTo(new FlowDocument.Summary(
                        "flow_abc123",
                        "Ümlaut",
                        "1.2.0",
                        Optional.of("env_dev"),
                        flow.contentHash(),
                        List.of(new Reference(ReferenceType.INTENT, "order", "env_dev"))));
        assertThat(flow.summary().dependent().references()).hasSize(1);
        assertThat(flow).hasToString("flow flow_abc123");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"x\":1.5,\"y\":-0.0,\"z\":1e21,\"n\":null,\"l\":[1,1.0,true,\"é\"],\"b\":100000000000000000000}"
            })
    void aFlowOfTheClientIsTheSame(String configuration) throws Exception {
        String text =
                FLOW.replace("\"nodes\": []", "\"nodes\": [{\"id\":\"n\",\"configuration\":" + configuration + "}]");
        Flow flow = Json.MAPPER.readValue(text, Flow.class);

        assertThat(FlowDocument.of(flow).summary())
                .isEqualTo(FlowDocument.parse(text).summary());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.10000000000000000001", "9007199254740993", "1e400"})
    void aNumberWithMoreDigitsThanCountIsRefusedEitherWay(String number) throws Exception {
        String text = FLOW.replace("\"nodes\": []", "\"nodes\": [{\"configuration\":{\"x\":" + number + "}}]");
        FlowDocument flow = FlowDocument.of(Json.MAPPER.readValue(text, Flow.class));

        assertThatThrownBy(flow::contentHash).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlowDocument.parse(text).contentHash()).isInstanceOf(IllegalArgumentException.class);
    }

    // The hash was that of one program's way of writing JSON.
    @Test
    void theHashIsThatOfTheCanonicalBytes() {
        String canonical = "{\"edges\":[],\"externalReferences\":[{\"environmentId\":\"env_dev\",\"id\":\"order\","
                + "\"type\":\"intent\"}],\"id\":\"flow_abc123\",\"name\":\"Ümlaut\",\"nodes\":[],\"version\":\"1.2.0\"}";

        assertThat(FlowDocument.parse(FLOW).contentHash())
                .isEqualTo(HexFormat.of()
                        .formatHex(CanonicalJson.sha256().digest(canonical.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env_dev\"                 | env_prod\"               | false",
                "\"environmentId\": \"env_dev\", | ''                 | true",
                "Ümlaut                    | \\u00dcmlaut             | true",
                "\"nodes\": []             | \"nodes\":[ ]            | true",
                "1.2.0                     | 1.2.1                    | false",
                "order                     | orders                   | false",
                "\"nodes\": []             | \"nodes\": [1.0]         | false"
            })
    void theHashIsOfWhatAFlowIsAndNotOfWhereOrHowItIsWritten(String from, String to, boolean same) {
        String other = FLOW.replace(from, to);
        assertThat(other).isNotEqualTo(FLOW);

        assertThat(FlowDocument.parse(other)
                        .contentHash()
                        .equals(FlowDocument.parse(FLOW).contentHash()))
                .isEqualTo(same);
    }

    // A flow was imported with its source environment inside, so nothing that was read back could be equal.
    @Test
    void theSameFlowInAnotherEnvironmentHasTheSameHash() {
        ObjectNode here = FlowSchemaTest.whole();
        ObjectNode there = here.deepCopy().put("environmentId", "env_prod");

        assertThat(FlowDocument.of(there).contentHash())
                .isEqualTo(FlowDocument.of(here).contentHash());
        assertThat(here.path("environmentId").asText()).isEqualTo("env_dev");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"flow\"",
                "{",
                "{} {}",
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{\"id\":\"secret-token\" oops",
                "NaN",
                "{'id':1}",
                "{\"a\":1,}"
            })
    void whatIsNoObjectIsRefusedAndNotShown(String text) {
        assertThatThrownBy(() -> FlowDocument.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The flow is not ")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void bytesAreReadAsTheTextInThem() {
        byte[] bytes = FLOW.getBytes(StandardCharsets.UTF_8);
        FlowDocument flow = FlowDocument.parse(bytes);
        Arrays.fill(bytes, (byte) ' ');

        assertThat(flow.summary()).isEqualTo(FlowDocument.parse(FLOW).summary());
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        for (Charset charset :
                List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThatThrownBy(() -> FlowDocument.parse(
                            FLOW.replace("Ümlaut", charset.name().startsWith("UTF") ? "Umlaut" : "Ümlaut")
                                    .getBytes(charset)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The flow is not ")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> FlowDocument.parse("{\"a\":\"\ud800\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The flow is not ");
    }

    @Test
    void aMarkOfTheOrderOfBytesIsRefused() {
        assertThatThrownBy(() -> FlowDocument.parse("\ufeff" + FLOW)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlowDocument.parse(("\ufeff" + FLOW).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"b\":[{\"a\":1,\"c\":9007199254740993,\"a\":2}]}"})
    void aMemberInsideThatIsThereTwiceIsRefused(String object) {
        for (String member : List.of("environmentId", "configuration")) {
            assertThatThrownBy(() -> FlowDocument.parse("{\"" + member + "\":" + object + "}"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("twice");
        }
    }

    @Test
    void whatIsTooDeepOrTooLongIsRefused() {
        assertThatThrownBy(() -> FlowDocument.parse("{\"a\":".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlowDocument.parse("{\"a\":\"" + "x".repeat(FlowDocument.MAX_CHARS) + "\"}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlowDocument.parse(new byte[24 * 1024 * 1024 + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than");
        assertThatThrownBy(() -> FlowDocument.parse("[" + "1,".repeat(1_000_001) + "1]"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "id, ''",
        "id, 1",
        "name, null",
        "version, []",
        "environmentId, 5",
        "externalReferences, {}",
        "externalReferences, [1]",
        "'externalReferences', '[{\"type\":\"flow\"}]'",
        "'externalReferences', '[{\"type\":\"bot\",\"id\":\"a\",\"environmentId\":\"e\"}]'"
    })
    void thereIsNoSummaryOfWhatIsNoFlow(String field, String value) throws Exception {
        ObjectNode flow = FlowSchemaTest.whole();
        flow.set(field, value.isEmpty() ? flow.textNode("") : Json.MAPPER.readTree(value));

        assertThatThrownBy(() -> FlowDocument.of(flow).summary())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing or malformed");
    }
}
