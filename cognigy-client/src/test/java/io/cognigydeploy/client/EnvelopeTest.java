package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.model.AcceptedJob;
import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.EnvironmentHealth;
import io.cognigydeploy.client.model.Understanding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    private static <T> T read(String json, Class<T> type) throws Exception {
        return type.cast(Json.read(json.getBytes(StandardCharsets.UTF_8), type));
    }

    private static JsonNode tree(String json) throws Exception {
        return Json.readTree(json.getBytes(StandardCharsets.UTF_8));
    }

    private static DeploymentJob asked(String json) throws Exception {
        Envelope.Names names = new Envelope.Names(List.of("id", "status"), false, "dep_1", new Secrets());
        return (DeploymentJob) Json.convert(tree(json), DeploymentJob.class, names);
    }

    @Test
    void theDocumentsOwnNamesComeFirstAndEachNameOnce() {
        Envelope.Names names = new Envelope.Names(List.of("c", "z", "b"), false, "", new Secrets());

        assertThat(names.ordered(List.of("a", "b", "c", "d"))).containsExactly("c", "b", "a", "d");
        assertThat(Envelope.Names.USUAL.ordered(List.of("a", "b"))).containsExactly("a", "b");
    }

    @Test
    void theSameModelIsReadByTheNamesOfEachDocument() throws Exception {
        JsonNode both = tree("{\"id\":\"a\",\"jobId\":\"b\"}");
        for (int i = 0; i < 2; i++) {
            for (String own : List.of("id", "jobId")) {
                Envelope.Names names = new Envelope.Names(List.of(own), false, "", new Secrets());
                assertThat(((AcceptedJob) Json.convert(both, AcceptedJob.class, names)).id())
                        .isEqualTo(both.path(own).asText());
            }
        }
    }

    @Test
    void anObjectWithEveryNeededMemberIsTheAnswerRatherThanOneWithoutId() throws Exception {
        assertThat(asked("{\"status\":\"failed\",\"data\":{\"ID\":\"x\",\"state\":\"completed\"}}")
                        .state())
                .hasToString("completed");
    }

    @Test
    void anObjectWithTheDocumentsOwnNameIsTheAnswerRatherThanOneWithAnother() throws Exception {
        assertThat(asked("{\"state\":\"failed\",\"data\":{\"status\":\"completed\"}}")
                        .state())
                .hasToString("completed");
        assertThat(asked("{\"data\":{\"state\":\"completed\"}}").state()).hasToString("completed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"x\"}",
                "{\"data\":{\"data\":{\"data\":{\"id\":\"x\"}}}}",
                "[[[{\"id\":\"x\"}]]]",
                "{\"data\":[{\"job\":{\"id\":\"x\"}}]}"
            })
    void anAnswerIsFoundInUpToThreeWrappers(String json) throws Exception {
        assertThat(read(json, AcceptedJob.class)).isEqualTo(new AcceptedJob("x"));
        assertThat(Envelope.hasId(tree(json))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{\"data\":{\"data\":{\"data\":{\"id\":\"x\"}}}}}",
                "[[[[{\"id\":\"x\"}]]]]",
                "[[{\"data\":{\"data\":{\"id\":\"x\"}}}]]",
                "{\"data\":[{\"data\":[{\"id\":\"x\"}]}]}",
                "[{\"id\":\"x\"},{\"id\":\"y\"}]",
                "{\"other\":{\"id\":\"x\"}}"
            })
    void noAnswerIsFoundInFurtherWrappersOrInOthers(String json) throws Exception {
        assertThatThrownBy(() -> read(json, AcceptedJob.class)).isInstanceOf(Json.UnreadableJsonException.class);
        assertThat(Envelope.hasId(tree(json))).isFalse();
    }

    @Test
    void aBareWordIsTheIdOrTheNameOfAModelThatHasOne() throws Exception {
        assertThat(read("\"b\"", Bot.class).id()).contains("b");
        assertThat(read("7", Bot.class).id()).contains("7");
        assertThat(read("\"order\"", Understanding.Intent.class).name()).contains("order");
        assertThatThrownBy(() -> read("\"order\"", ConversationMetrics.class))
                .isInstanceOf(Json.UnreadableJsonException.class)
                .hasMessage("a string without ");
        assertThatThrownBy(() -> read("\"running\"", DeploymentJob.class)).hasMessage("a string without id and status");
    }

    @Test
    void aStatusIsOfTheEnvelopeOnlyWhereSomethingIsInTheEnvelope() throws Exception {
        assertThat(read("{\"status\":\"ok\"}", EnvironmentHealth.class).status())
                .contains(EnvironmentHealth.Status.HEALTHY);
        assertThatThrownBy(() -> read("{\"status\":\"ok\",\"data\":null}", EnvironmentHealth.class))
                .isInstanceOf(Json.UnreadableJsonException.class)
                .hasMessage("an object of status, data (null) without ");
        assertThat(read("{\"status\":\"OK\",\"health\":{\"status\":\"down\"}}", EnvironmentHealth.class)
                        .status())
                .contains(EnvironmentHealth.Status.UNHEALTHY);
        assertThat(read("{\"status\":200,\"data\":{\"errorRate\":0.5}}", EnvironmentHealth.class))
                .isEqualTo(EnvironmentHealth.builder().errorRate(0.5).build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"success\":false} | true",
                "{\"success\":true} | false",
                "{\"success\":\" FALSE \"} | true",
                "{\"success\":\"no\"} | false",
                "{\"success\":0} | true",
                "{\"success\":1} | false",
                "{\"success\":0.5} | false",
                "{\"success\":null} | false",
                "{\"ok\":false} | true",
                "{\"ok\":0} | true",
                "{\"ok\":true} | false",
                "{\"Success\":true,\"ok\":false} | false",
                "[] | false",
                "{} | false"
            })
    void aRefusalIsDeclared(String json, boolean refusal) throws Exception {
        assertThat(Envelope.isRefusal(tree(json))).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{},{}] | a list of 2",
                "true | a boolean",
                "7 | a number",
                "{} | an empty object",
                "{\"a\":1,\"b\":null} | an object of a, b (null)",
                "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,\"k\":1,\"l\":1}"
                        + " | an object of a, b, c, d, e, f, g, h, i, j, k, l",
                "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,\"k\":1,\"l\":1,\"m\":1}"
                        + " | an object of a, b, c, d, e, f, g, h, i, j, k, l, …"
            })
    void theShapeOfADocumentHasItsNamesAndNoValues(String json, String shape) throws Exception {
        assertThat(Envelope.shape(tree(json))).isEqualTo(shape);
    }
}
