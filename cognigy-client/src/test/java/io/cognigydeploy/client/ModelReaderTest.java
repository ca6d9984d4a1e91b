package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.cognigydeploy.client.model.ApprovalStatus;
import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Finding;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.JobStatus;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.TestRun;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.model.Validation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReaderTest {

    private static <T> T read(String json, Class<T> type) throws Exception {
        return type.cast(Json.read(json.getBytes(StandardCharsets.UTF_8), type));
    }

    @Test
    void anEmptyTextIsATextAndNothingElse() throws Exception {
        assertThat(read("{\"minimumRuntimeVersion\":\"\"}", Bot.class).minimumRuntimeVersion())
                .contains("");
        assertThat(read("{\"minimumRuntimeVersion\":\" \"}", Bot.class).minimumRuntimeVersion())
                .contains(" ");
        TestRun run = read("{\"totalTests\":\" \",\"createdAt\":\"\"}", TestRun.class);
        assertThat(run).isEqualTo(TestRun.builder().build());
        assertThat(run.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "[null]",
                "\"\"",
                "\" \"",
                "false",
                "0",
                "0.0",
                "{\"a\":null,\"b\":\"\",\"c\":false,\"d\":0,\"e\":{\"f\":[\" \"]}}"
            })
    void nothingInAnyFormIsNoFinding(String nothing) throws Exception {
        Validation read = read("{\"validationErrors\":" + nothing + "}", Validation.class);

        assertThat(read.validationErrors().orElse(List.of())).isEmpty();
        assertThat(read.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "1",
                "-0.5",
                "\"x\"",
                "{\"a\":true}",
                "{\"a\":1}",
                "{\"a\":{\"b\":\"x\"}}",
                "{\"a\":[null,7]}",
                "[0]"
            })
    void anythingElseIsOneFinding(String something) throws Exception {
        assertThat(read("{\"validationErrors\":" + something + "}", Validation.class)
                        .validationErrors()
                        .orElseThrow())
                .hasSize(1);
    }

    @Test
    void aWordIsFoundInAnObjectAroundIt() throws Exception {
        for (String name : List.of("state", "status", "name", "value", "code", "text")) {
            assertThat(read("{\"approvalStatus\":{\"id\":7,\"" + name + "\":\"approved\"}}", TestRun.class)
                            .approvalStatus())
                    .contains(ApprovalStatus.APPROVED);
        }
        TestRun other =
                read("{\"approvalStatus\":{\"word\":\"approved\"},\"version\":{\"name\":\"1\"}}", TestRun.class);
        assertThat(other.approvalStatus()).isEmpty();
        assertThat(other.version()).isEmpty();
        assertThat(other.notes()).containsOnlyKeys("approvalStatus", "version");
        assertThat(read("{\"validationErrors\":[{\"text\":\"a\"}]}", Validation.class)
                        .validationErrors())
                .contains(List.of(new Finding("{\"text\":\"a\"}")));
    }

    @Test
    void onlyAMomentLacksAZone() throws Exception {
        BotVersion version = read("{\"id\":\"2026-11-28\",\"createdAt\":\"2026-11-28\"}", BotVersion.class);

        assertThat(version.id()).isEqualTo("2026-11-28");
        assertThat(version.notes()).isEqualTo(Map.of("createdAt", "has no zone and was read as UTC"));
        assertThat(version.whyAbsent("status", "not stated")).isEqualTo("not stated");
        assertThat(version.whyAbsent("createdAt", "not stated")).isEqualTo("createdAt has no zone and was read as UTC");
    }

    @Test
    void notesAreForModelsThatHaveThem() throws Exception {
        assertThat(read("{\"status\":\"running\",\"createdAt\":true}", JobStatus.class))
                .isEqualTo(JobStatus.builder().state(JobState.RUNNING).build());
        assertThat(read("{\"id\":\"v\",\"notes\":{\"status\":\"invented\"}}", BotVersion.class)
                        .notes())
                .isEmpty();
    }

    @Test
    void aNoteIsCutAtEightyCharacters() throws Exception {
        assertThat(read("{\"totalTests\":\"" + "x".repeat(78) + "\"}", TestRun.class)
                        .notes())
                .containsEntry("totalTests", "could not be read: was \"" + "x".repeat(78) + "\"");
        assertThat(read("{\"totalTests\":\"" + "x".repeat(79) + "\"}", TestRun.class)
                        .notes())
                .containsEntry("totalTests", "could not be read: was \"" + "x".repeat(79) + "…");
    }

    @Test
    void aMomentMayBeANumber() throws Exception {
        for (String since : List.of("1795860000", "1795860000000", "1795860000.0", "1795860000000000000")) {
            assertThat(read("{\"id\":\"v\",\"createdAt\":" + since + "}", BotVersion.class)
                            .createdAt())
                    .contains(Instant.parse("2026-11-28T10:00:00Z"));
        }
        assertThat(read("{\"id\":\"v\",\"createdAt\":99999999999}", BotVersion.class)
                        .createdAt())
                .contains(Instant.ofEpochSecond(99_999_999_999L));
        assertThat(read("{\"id\":\"v\",\"createdAt\":100000000000}", BotVersion.class)
                        .createdAt())
                .contains(Instant.ofEpochSecond(100_000_000L));
    }

    @Test
    void aModelWithoutARequiredNumberSaysWhich() {
        assertThatThrownBy(() -> read(
                        "{\"timestamp\":\"2026-11-28T10:00:00Z\",\"jobId\":\"j\",\"auditCategory\":\"a\"}",
                        ConfigurationAuditRecord.class))
                .isInstanceOf(Json.UnreadableJsonException.class)
                .hasMessageContaining("isSuccess")
                .hasMessageContaining("durationSeconds");
    }

    @Test
    void aModelThatRefusesItsValuesIsOfTheWrongShape() {
        assertThatThrownBy(
                        () -> read("{\"max_concurrent_sessions\":0,\"memory_limit_mb\":1}", CapacityConstraints.class))
                .isInstanceOf(Json.UnreadableJsonException.class)
                .hasMessage("of the wrong shape");
    }

    /** Readers are made when they are first needed, so these are made anew. */
    @Nested
    class WithAMapperOfItsOwn {

        private final JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(Scalars.module())
                .addModule(ModelReader.module())
                .addModule(PageReader.module())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();

        @Test
        void modelsAreReadLeniently() throws Exception {
            assertThat(mapper.readValue("{\"data\":{\"ID\":7}}", Bot.class))
                    .isEqualTo(Bot.builder().id("7").build());
            assertThat(mapper.readValue("{\"result\":{\"total_tests\":\"7\"}}", TestRun.class))
                    .isEqualTo(TestRun.builder().totalTests(7).build());
        }

        @Test
        void valuesAreReadAsValues() throws Exception {
            assertThat(mapper.readValue("\"running\"", JobState.class)).isEqualTo(JobState.RUNNING);
            assertThat(mapper.readValue("5", TrafficShare.class)).isEqualTo(TrafficShare.ofPercent(5));
            assertThat(mapper.readValue("{\"a\":1}", Finding.class)).isEqualTo(new Finding("{\"a\":1}"));
            assertThat(mapper.readValue("{\"id\":\"flow_1\"}", Flow.class)).hasToString("Flow flow_1");
        }

        @Test
        void settingsOfAnyNameAreKept() throws Exception {
            assertThat(mapper.readValue("{\"botVersion\":\"1\",\"data\":{\"a\":1}}", ConfigurationSnapshot.class)
                            .otherSettings())
                    .containsOnlyKeys("data");
        }

        @Test
        void otherTypesAreReadAsJacksonDoes() throws Exception {
            assertThat(mapper.readValue("{\"x\":1,\"y\":\"2\"}", Point.class)).isEqualTo(new Point(1, 2));
            assertThatThrownBy(() -> mapper.readValue("{\"data\":{\"x\":1}}", Point.class))
                    .isInstanceOf(Exception.class);
        }

        @Test
        void pagesHaveTheRowsOfTheirType() throws Exception {
            Page<Bot> page = mapper.readValue("{\"data\":[{\"id\":\"b\"}]}", new TypeReference<Page<Bot>>() {});

            assertThat(page.items()).containsExactly(Bot.builder().id("b").build());
        }

        @Test
        void aPercentageIsAFractionButNoShare() throws Exception {
            String job = "{\"id\":\"d\",\"status\":\"running\",\"traffic_matrix\":";

            assertThat(mapper.readValue("{\"capacityUtilization\":\"42 %\"}", Validation.class)
                            .capacityUtilization())
                    .contains(0.42);
            assertThat(mapper.readValue(job + "{\"canary\":\"5\",\"stable\":95}}", DeploymentJob.class)
                            .trafficMatrix())
                    .contains(Map.of("canary", 5.0, "stable", 95.0));
            assertThat(mapper.readValue(job + "{\"canary\":\"5 %\"}}", DeploymentJob.class)
                            .trafficMatrix())
                    .isEmpty();
            assertThat(mapper.readValue("{\"values\":{\"a\":\"5\"}}", Shares.class))
                    .isEqualTo(new Shares(Map.of("a", 5.0)));
            assertThatThrownBy(() -> mapper.readValue("{\"values\":{\"a\":\"5 %\"}}", Shares.class))
                    .hasMessageContaining("not a Double");
            assertThat(mapper.readValue("{\"one\":\"5 %\",\"more\":[\"6 %\"]}", Fractions.class))
                    .isEqualTo(new Fractions(Optional.of(0.05), List.of(0.06)));
            assertThat(mapper.readValue("\"5 %\"", Double.class)).isEqualTo(0.05);
        }
    }

    record Point(int x, long y) {}

    record Shares(Map<String, Double> values) {}

    record Fractions(Optional<Double> one, List<Double> more) {}

    @Nested
    class OfPages {

        private Page<?> page(String json) throws Exception {
            return (Page<?>)
                    Json.read(json.getBytes(StandardCharsets.UTF_8), new TypeReference<Page<Bot>>() {}.getType());
        }

        @ParameterizedTest
        @CsvSource({"0, -7", "1, 1", "2147483647, 2147483647", "2147483648, -7", "-1, -7", "'\" 5 \"', 5", "5.5, -7"})
        void aLimitIsAPositiveInteger(String stated, int limit) throws Exception {
            assertThat(page("{\"data\":[],\"limit\":" + stated + "}").limit().orElse(-7))
                    .isEqualTo(limit);
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "7, 7", "-1, -7", "true, -7", "'\"many\"', -7", "7.5, -7"})
        void aTotalIsNotNegative(String stated, long total) throws Exception {
            assertThat(page("{\"data\":[],\"total\":" + stated + "}").total().orElse(-7L))
                    .isEqualTo(total);
        }

        @Test
        void aListIsFoundInUpToFourObjects() throws Exception {
            assertThat(page("{\"data\":{\"data\":{\"data\":{\"data\":[{\"id\":\"b\"}]}}}}")
                            .items())
                    .hasSize(1);
            assertThatThrownBy(() -> page("{\"data\":{\"data\":{\"data\":{\"data\":{\"data\":[]}}}}}"))
                    .isInstanceOf(Json.UnreadableJsonException.class)
                    .hasMessage("an object of data without a list");
        }
    }
}
