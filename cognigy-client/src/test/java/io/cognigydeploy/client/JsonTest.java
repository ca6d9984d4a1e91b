package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.cognigydeploy.client.model.ApprovalStatus;
import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Environment;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.TestRun;
import io.cognigydeploy.client.model.VersionStatus;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    /** One field of every kind that platforms like to send as another. */
    record Kinds(Optional<Long> whole, Optional<Double> fraction, Optional<Boolean> flag, Optional<String> text) {}

    record Primitives(long whole, double fraction, boolean flag) {}

    private static final Type PAGE_OF_BOTS = new TypeReference<Page<Bot>>() {}.getType();

    private static <T> T read(String json, Class<T> type) throws Exception {
        return type.cast(Json.read(json.getBytes(StandardCharsets.UTF_8), type));
    }

    private static Object readPage(String json) throws Exception {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), PAGE_OF_BOTS);
    }

    private static String write(Object value) throws Exception {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static void assertUnreadable(String json, Type type) {
        assertThatThrownBy(() -> Json.read(json.getBytes(StandardCharsets.UTF_8), type))
                .isInstanceOf(Json.UnreadableJsonException.class)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"whole\":\"1\"}",
                "{\"whole\":1.0}",
                "{\"whole\":1.5}",
                "{\"whole\":true}",
                "{\"whole\":\"\"}",
                "{\"whole\":9223372036854775808}",
                "{\"whole\":[1]}",
                "{\"whole\":1e2}",
                "{\"fraction\":\"0.5\"}",
                "{\"fraction\":\"NaN\"}",
                "{\"fraction\":NaN}",
                "{\"fraction\":Infinity}",
                "{\"fraction\":1e400}",
                "{\"fraction\":-1e400}",
                "{\"fraction\":true}",
                "{\"fraction\":\"\"}",
                "{\"flag\":\"true\"}",
                "{\"flag\":1}",
                "{\"flag\":0}",
                "{\"flag\":\"\"}",
                "{\"text\":1}",
                "{\"text\":1.5}",
                "{\"text\":true}",
                "{\"text\":[]}",
                "{\"text\":{}}"
            })
    void nothingIsTakenForSomethingElse(String json) {
        assertUnreadable(json, Kinds.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"whole\":null,\"fraction\":0.5,\"flag\":true}",
                "{\"whole\":1,\"fraction\":null,\"flag\":true}",
                "{\"whole\":1,\"fraction\":0.5,\"flag\":null}"
            })
    void nullIsNotZero(String json) {
        assertUnreadable(json, Primitives.class);
    }

    @Test
    void whatFitsIsRead() throws Exception {
        Kinds kinds = read("{\"whole\":1,\"fraction\":1,\"flag\":false,\"text\":\"\",\"more\":[{}]}", Kinds.class);

        assertThat(kinds).isEqualTo(new Kinds(Optional.of(1L), Optional.of(1.0), Optional.of(false), Optional.of("")));
        assertThat(read("{\"whole\":null}", Kinds.class).whole()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "{",
                "{}x",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "{\"x\":{\"a\":1,\"a\":2}}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1,}",
                "[1,]",
                "{/**/}",
                "\"\t\"",
                "\ufeff{}"
            })
    void documentsThatTwoReadersUnderstandDifferentlyAreRefused(String json) {
        assertUnreadable(json, Object.class);
    }

    @Test
    void sizesHaveBounds() {
        assertUnreadable("[".repeat(65) + "]".repeat(65), Object.class);
        assertUnreadable("1" + "0".repeat(64), Object.class);
        assertUnreadable("\"" + "x".repeat(1 << 21) + "\"", Object.class);
        assertUnreadable("[" + "0,".repeat(1_000_000) + "0]", Object.class);
    }

    @Test
    void otherEncodingsAreNotGuessed() {
        for (byte[] bytes : List.of(
                "{}".getBytes(StandardCharsets.UTF_16LE),
                "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'})) {
            assertThatThrownBy(() -> Json.read(bytes, Object.class)).isInstanceOf(Json.UnreadableJsonException.class);
        }
    }

    @Test
    void faultsSayWhereButNotWhat() {
        assertThatThrownBy(() -> readPage("{\"items\":[{\"id\":{\"s3cret\":1}}]}"))
                .hasMessage("not a String at items[0].id");
        assertThatThrownBy(() -> read("{\"status\":\"queued\"}", DeploymentJob.class))
                .hasMessageContaining("id")
                .hasMessageContaining("required");
        assertThatThrownBy(() -> read("{\n  s3cret", Bot.class)).hasMessage("not JSON at line 2, column 3");
    }

    @Test
    void aDeploymentRequestIsExactlyTheAgreedFields() throws Exception {
        BotDeploymentRequest request = BotDeploymentRequest.builder()
                .botId("bot_1")
                .environmentId("env_1")
                .version("v1")
                .build();

        assertThat(write(request))
                .isEqualTo("{\"bot_id\":\"bot_1\",\"environment_id\":\"env_1\",\"version\":\"v1\","
                        + "\"config_overrides\":{},\"dependencies\":[]}");

        BotDeploymentRequest full = BotDeploymentRequest.builder()
                .from(request)
                .putConfigOverride("maxConcurrentSessions", 50)
                .putConfigOverride("ratio", 0.5)
                .putConfigOverride("nested", List.of("a", true))
                .addDependency("crm@2")
                .build();
        assertThat(read(write(full), BotDeploymentRequest.class)).isEqualTo(full);
    }

    @Test
    void whatIsAbsentIsNotWritten() throws Exception {
        assertThat(write(Bot.builder().build())).isEqualTo("{}");
        assertThat(write(Environment.builder().build())).isEqualTo("{}");
        assertThat(write(TestRun.builder().build())).isEqualTo("{}");
        assertThat(write(new Page<>(List.of(), Optional.empty()))).isEqualTo("{\"items\":[]}");
    }

    @Test
    void modelsComeBackAsTheyWent() throws Exception {
        Instant instant = Instant.parse("2026-11-20T09:00:00.123Z");
        List<Object> values = List.of(
                Bot.builder().id("bot_1").minimumRuntimeVersion("2.0").build(),
                BotVersion.builder()
                        .id("v1")
                        .status(VersionStatus.PUBLISHED)
                        .environment("prod")
                        .createdAt(instant)
                        .build(),
                DeploymentJob.builder()
                        .id("dep_1")
                        .state(JobState.RUNNING)
                        .message("working")
                        .botId("bot_1")
                        .environmentId("env_1")
                        .version("v1")
                        .createdAt(instant)
                        .build(),
                Environment.builder()
                        .id("env_1")
                        .name("prod")
                        .runtimeVersion("2.1")
                        .availableDependencies(List.of("crm@2"))
                        .build(),
                TestRun.builder()
                        .id("run_1")
                        .totalTests(20)
                        .passedTests(19)
                        .approvalStatus(ApprovalStatus.APPROVED)
                        .createdAt(instant)
                        .botId("bot_1")
                        .version("v1")
                        .environmentId("env_1")
                        .build());
        List<Class<?>> types =
                List.of(Bot.class, BotVersion.class, DeploymentJob.class, Environment.class, TestRun.class);
        for (int i = 0; i < values.size(); i++) {
            assertThat(read(write(values.get(i)), types.get(i))).isEqualTo(values.get(i));
        }
        assertThat(write(values.get(1))).contains("\"createdAt\":\"2026-11-20T09:00:00.123Z\"");
    }

    @Test
    void absentAndEmptyStayApart() throws Exception {
        assertThat(read("{}", Environment.class).availableDependencies()).isEmpty();
        assertThat(read("{\"availableDependencies\":null}", Environment.class).availableDependencies())
                .isEmpty();
        assertThat(read("{\"availableDependencies\":[]}", Environment.class).availableDependencies())
                .contains(List.of());
        assertThat(read("{\"totalTests\":0}", TestRun.class).totalTests()).contains(0L);
    }

    @ParameterizedTest
    @CsvSource({
        "completed, true, true", "COMPLETED, true, true", "failed, true, true", "Cancelled, true, true",
        "rolled_back, true, true", "running, true, false", "queued, true, false", "rolling_back, true, false",
        "paused_by_admin, false, false", "'', false, false"
    })
    void statesAreOpenAndCaseDoesNotMatter(String word, boolean known, boolean terminal) throws Exception {
        JobState state = read(
                        "{\"id\":\"dep_1\",\"status\":\"" + word + "\",\"surprise\":{\"a\":[1]}}", DeploymentJob.class)
                .state();

        assertThat(state).isEqualTo(new JobState(word.toLowerCase(Locale.ROOT)));
        assertThat(state.isKnown()).isEqualTo(known);
        assertThat(state.isTerminal()).isEqualTo(terminal);
        assertThat(write(state)).isEqualTo("\"" + word.toLowerCase(Locale.ROOT) + "\"");
    }

    @Test
    void namesComeInTwoSpellings() throws Exception {
        DeploymentJob camel = read(
                "{\"id\":\"d\",\"status\":\"failed\",\"botId\":\"b\",\"environmentId\":\"e\",\"errorMessage\":\"m\"}",
                DeploymentJob.class);
        DeploymentJob snake = read(
                "{\"id\":\"d\",\"status\":\"failed\",\"bot_id\":\"b\",\"environment_id\":\"e\",\"message\":\"m\"}",
                DeploymentJob.class);

        assertThat(camel).isEqualTo(snake);
        assertThat(camel.botId()).contains("b");
    }

    @Test
    void pagesComeInTwoSpellingsAndAnAbsentListIsNotAnEmptyOne() throws Exception {
        assertThat(readPage("{\"data\":[{\"id\":\"b\"}],\"total\":7}"))
                .isEqualTo(readPage("{\"items\":[{\"id\":\"b\"}],\"total\":7}"))
                .isEqualTo(new Page<>(List.of(Bot.builder().id("b").build()), Optional.of(7L)));
        assertUnreadable("{}", PAGE_OF_BOTS);
        assertUnreadable("{\"items\":null}", PAGE_OF_BOTS);
        assertUnreadable("{\"items\":[null]}", PAGE_OF_BOTS);
        assertUnreadable("{\"items\":{}}", PAGE_OF_BOTS);
    }

    @Test
    void instantsAreIsoOrMilliseconds() throws Exception {
        Instant iso = read("{\"id\":\"v\",\"createdAt\":\"2026-01-02T03:04:05.123Z\"}", BotVersion.class)
                .createdAt()
                .orElseThrow();

        assertThat(read("{\"id\":\"v\",\"createdAt\":1767323045123}", BotVersion.class)
                        .createdAt())
                .contains(iso);
        assertUnreadable("{\"id\":\"v\",\"createdAt\":\"2026-01-02T03:04:05\"}", BotVersion.class);
        assertUnreadable("{\"id\":\"v\",\"createdAt\":\"\"}", BotVersion.class);
    }
}
