package io.cognigydeploy.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.cognigydeploy.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StageFileTest {

    private static final String WHOLE = """
            {"version": 1,
             "stages": {
              "dev": {"baseUrl": "http://127.0.0.1:1", "clientIdEnv": "DEV_ID", "clientSecretEnv": "DEV_SECRET",
                      "project": "shop-dev"},
              "prod": {"baseUrl": "https://api-trial.cognigy.ai", "endpointUrl": "https://talk.example.com",
                       "apiKeyEnv": "COGNIGY_PROD_API_KEY", "project": "65000000000000000000000a",
                       "endpoints": ["Web", "Phone"], "playbooks": ["Smoke"], "probe": ["hello"],
                       "snapshotCap": 20, "overrideSnapshotConnections": true,
                       "odataUrl": "https://odata-trial.cognigy.ai"}}}
            """;

    private static final Schema SCHEMA = SchemaRegistry.withDialect(
                    Dialects.getDraft202012(),
                    registry -> registry.schemas(Map.of("urn:cognigy-deploy:stages", StageFile.schema())))
            .getSchema(SchemaLocation.of("urn:cognigy-deploy:stages"));

    @TempDir
    private Path folder;

    private StageFile read(String text) throws IOException {
        return StageFile.read(Files.writeString(folder.resolve("cognigy-stages.json"), text));
    }

    private Optional<StageException> fault(String text) throws IOException {
        try {
            read(text);
            return Optional.empty();
        } catch (StageException e) {
            return Optional.of(e);
        }
    }

    @Test
    void hasTheStagesInTheirOrderWithEveryMember() throws IOException {
        assertThat(read(WHOLE).stages())
                .containsExactly(
                        Stage.builder()
                                .name("dev")
                                .baseUrl("http://127.0.0.1:1")
                                .credentials(new Stage.ClientVariables("DEV_ID", "DEV_SECRET"))
                                .project("shop-dev")
                                .build(),
                        Stage.builder()
                                .name("prod")
                                .baseUrl("https://api-trial.cognigy.ai")
                                .endpointUrl("https://talk.example.com")
                                .credentials(new Stage.ApiKeyVariable("COGNIGY_PROD_API_KEY"))
                                .project("65000000000000000000000a")
                                .addEndpoints("Web", "Phone")
                                .addPlaybooks("Smoke")
                                .addProbe("hello")
                                .snapshotCap(20)
                                .overrideSnapshotConnections(true)
                                .odataUrl("https://odata-trial.cognigy.ai")
                                .build());
    }

    @Test
    void findsAStageByItsName() throws IOException {
        StageFile file = read(WHOLE);

        assertThat(file.stage("prod").snapshotCap()).isEqualTo(20);
        assertThat(file.stage("dev").snapshotCap()).isEqualTo(10);
        assertThatThrownBy(() -> file.stage("pord"))
                .isInstanceOf(StageException.class)
                .hasMessageEndingWith("cognigy-stages.json: There is no stage 'pord'. Name one of dev, prod.");
    }

    @Test
    void aFileFromWindowsIsRead() throws IOException {
        assertThat(read("\uFEFF" + WHOLE.replace("\n", "\r\n")).stages()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"version\": 1 | \"version\": 2 | version | This must be 1",
                "\"version\": 1 | \"version\": 1e400 | version | This must be 1",
                "\"version\": 1, | `` | `` | The member version is missing",
                "\"version\": 1, | \"version\": 1, \"region\": \"eu\", | region | use one of stages, version.",
                "\"project\": \"shop-dev\" | \"snapshotCap\": 9 | stages.dev | The member project is missing",
                "\"project\": \"shop-dev\" | \"project\": \" \" | stages.dev | project must be a text",
                "\"project\": \"shop-dev\" | \"project\": 7 | stages.dev.project | This must be a text",
                "\"baseUrl\": \"http://127.0.0.1:1\", | `` | stages.dev | The member baseUrl is missing",
                "http://127.0.0.1:1 | http://api-trial.cognigy.ai | stages.dev | must use https",
                "https://talk.example.com | talk.example.com | stages.prod | The endpoint URL must start with https://",
                "https://odata-trial.cognigy.ai | odata-trial | stages.prod | odataUrl must be an absolute",
                "\"clientIdEnv\": \"DEV_ID\", | `` | stages.dev | The member clientIdEnv is missing",
                "\"clientIdEnv\" | \"apiKeyEnv\" | stages.dev | either apiKeyEnv or both",
                "DEV_SECRET | 0xC0FFEE-1 | stages.dev | clientSecretEnv must be the name of an environment variable",
                "[\"Web\", \"Phone\"] | \"Web\" | stages.prod.endpoints | This must be a list of texts",
                "[\"Web\", \"Phone\"] | [\"Web\", 1] | stages.prod.endpoints[1] | This must be a text",
                "[\"Web\", \"Phone\"] | [\"Web\", \"Web\"] | stages.prod | endpoints must be a list without repetitions",
                "[\"hello\"] | [\"\"] | stages.prod | probe must be a text that is not blank",
                "20 | 0 | stages.prod | snapshotCap must be from 1 to 1000, but was 0",
                "20 | 2.5 | stages.prod.snapshotCap | whole number",
                "20 | 99999999999 | stages.prod.snapshotCap | whole number",
                "true | \"yes\" | stages.prod.overrideSnapshotConnections | true or false",
                "\"prod\" | \"pr\\u0000od\" | stages.pr\\u0000od | name must be at most 200 characters",
                "\"prod\" | \"dev\" | line 5 | This member is there twice. Keep one",
                "\"playbooks\" | \"endpoints\" | line 7 | This member is there twice. Keep one",
                "\"version\": 1, | \"version\": 1 | line 2 | The file must be JSON"
            })
    void everyFaultNamesThePlaceAndWhatToDo(String part, String other, String place, String said) throws IOException {
        StageException fault = fault(WHOLE.replace(part, other)).orElseThrow();

        assertThat(fault.place())
                .startsWith(folder.resolve("cognigy-stages.json").toString() + (place.isEmpty() ? "" : ", " + place));
        assertThat(fault).hasMessageStartingWith(fault.place() + ": ").hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource({"apiKey", "password", "clientSecret", "accessToken"})
    void aSecretInTheFileIsRefusedWithAdviceAndNotShown(String member) throws IOException {
        StageException fault = fault(
                        WHOLE.replace("\"project\"", "\"" + member + "\": \"c0ffee-of-mine\", \"project\""))
                .orElseThrow();

        assertThat(fault.place()).endsWith("stages.dev." + member);
        assertThat(fault)
                .hasMessageContaining("Remove this one, replace it on the platform")
                .hasMessageContaining("apiKeyEnv")
                .hasMessageNotContaining("c0ffee");
    }

    @Test
    void aKeyInThePlaceOfItsVariableIsNotShown() throws IOException {
        String key = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";

        StageException fault = fault(WHOLE.replace("COGNIGY_PROD_API_KEY", key)).orElseThrow();

        assertThat(fault).hasMessageContaining("and not the value").hasMessageNotContaining("a1b2c3");
    }

    @Test
    void whatIsNoJsonIsNotShown() throws IOException {
        assertThat(fault("{\"version\": 1, \"stages\": s3cret-of-mine}").orElseThrow())
                .hasMessageContaining("line 1, column ")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
        assertThat(fault("").orElseThrow()).hasMessageContaining("This must be a JSON object");
        assertThat(fault("[]").orElseThrow()).hasMessageContaining("This must be a JSON object");
    }

    @ParameterizedTest
    @CsvSource({"[, 100000", "9, 2000"})
    void aFileBeyondTheBoundsOfJsonIsRefused(String text, int times) throws IOException {
        assertThat(fault("{\"version\": " + text.repeat(times) + "}").orElseThrow())
                .hasMessageContaining("cognigy-stages.json", "The file must be JSON, but is not");
    }

    @Test
    void aFileThatIsNotThereOrNoTextIsNamed() throws IOException {
        Path latin = Files.write(folder.resolve("latin.json"), "{\"\u00e4\": 1}".getBytes(StandardCharsets.ISO_8859_1));
        Path large = Files.write(folder.resolve("large.json"), new byte[1024 * 1024 + 1]);

        assertThatThrownBy(() -> StageFile.read(folder.resolve("none.json")))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("none.json: There is no such file");
        assertThatThrownBy(() -> StageFile.read(latin)).hasMessageContaining("latin.json: ", "Save it as UTF-8");
        assertThatThrownBy(() -> StageFile.read(large)).hasMessageContaining("at most 1 MiB");
        assertThatThrownBy(() -> StageFile.read(folder)).isInstanceOf(StageException.class);
    }

    /** Documents that differ from a whole one at one place. */
    static Stream<ObjectNode> variants() throws IOException {
        List<ObjectNode> all = new ArrayList<>();
        ObjectNode whole = (ObjectNode) Json.MAPPER.readTree(WHOLE);
        all.add(whole);
        for (String pointer : List.of("", "/stages", "/stages/dev", "/stages/prod")) {
            List<String> members = new ArrayList<>();
            whole.at(pointer).fieldNames().forEachRemaining(members::add);
            for (String member : members) {
                all.add(changed(whole, pointer, object -> object.remove(member)));
                for (JsonNode value : values()) {
                    all.add(changed(whole, pointer, object -> object.set(member, value)));
                }
            }
            for (String added : List.of("apiKeyEnv", "clientIdEnv", "apiKey", "project", "note", " ")) {
                all.add(changed(
                        whole,
                        pointer,
                        object -> object.set(added, JsonNodeFactory.instance.textNode("COGNIGY_OTHER"))));
            }
        }
        return all.stream();
    }

    private static List<JsonNode> values() throws IOException {
        List<JsonNode> values = new ArrayList<>();
        Json.MAPPER
                .readTree(
                        "[null, true, 0, 1, 1.0, 1000, 1001, -1, 1.5, \"\", \" \", \"1\", \"x\\ty\", \"a b\", \"a-b\","
                                + " \"A_1\", \"0123456789abcdef0123456789abcdef\", \"https://api.example.com\", [], [\"a\"],"
                                + " [\"a\", \"a\"], [\"\"], [1], {}, {\"a\": 1}]")
                .forEach(values::add);
        return values;
    }

    private interface Edit {
        void of(ObjectNode object);
    }

    private static ObjectNode changed(ObjectNode whole, String pointer, Edit edit) {
        ObjectNode copy = whole.deepCopy();
        edit.of((ObjectNode) copy.at(pointer));
        return copy;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void theSchemaAllowsExactlyWhatIsRead(ObjectNode document) throws IOException {
        Optional<StageException> fault = fault(document.toString());

        assertThat(SCHEMA.validate(document).isEmpty())
                .as(() -> document + " is refused: " + fault + "; by the schema: " + SCHEMA.validate(document))
                .isEqualTo(fault.isEmpty());
    }
}
