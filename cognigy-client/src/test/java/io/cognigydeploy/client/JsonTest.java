package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
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
        return new String(Json.write(value).bytes(), StandardCharsets.UTF_8);
    }

    private static void assertUnreadable(String json, Type type) {
        assertThatThrownBy(() -> Json.read(json.getBytes(StandardCharsets.UTF_8), type))
                .isInstanceOf(Json.UnreadableJsonException.class)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"whole\":1.5}",
                "{\"whole\":true}",
                "{\"whole\":\"\"}",
                "{\"whole\":\"1,000\"}",
                "{\"whole\":\"0x10\"}",
                "{\"whole\":9223372036854775808}",
                "{\"whole\":[1]}",
                "{\"whole\":1e30}",
                "{\"fraction\":\"NaN\"}",
                "{\"fraction\":NaN}",
                "{\"fraction\":Infinity}",
                "{\"fraction\":1e400}",
                "{\"fraction\":-1e400}",
                "{\"fraction\":true}",
                "{\"fraction\":\"\"}",
                "{\"fraction\":\"0,5\"}",
                "{\"fraction\":\"1 of 2\"}",
                "{\"flag\":\"maybe\"}",
                "{\"flag\":2}",
                "{\"flag\":\"\"}",
                "{\"flag\":{}}",
                "{\"text\":true}",
                "{\"text\":1e999}",
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
                "\"\t\""
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7b007d00",
                "007b007d",
                "7b0000007d000000",
                "0000007b0000007d",
                "fffe7b007d00",
                "feff007b007d",
                "5b005d",
                "00",
                "7b226100223a317d",
                "22c3a9c322",
                "22eda08022",
                "22f4908080" + "22",
                "22e2828222c3",
                "efbbbfefbbbf7b7d"
            })
    void bytesThatAreNotPlainUtf8AreRefused(String hex) {
        assertThatThrownBy(() -> Json.read(HexFormat.of().parseHex(hex), Object.class))
                .isInstanceOf(Json.UnreadableJsonException.class);
    }

    @Test
    void charactersOfEveryLengthAreRead() throws Exception {
        String text = "aé€😀".repeat(5000);

        assertThat(read("{\"id\":\"" + text + "\"}", Bot.class).id()).contains(text);
        assertThat(Json.readTree(
                                "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1),
                                StandardCharsets.ISO_8859_1,
                                JsonNode.class)
                        .path("a")
                        .asText())
                .isEqualTo("é");
    }

    @Test
    void faultsSayWhereButNotWhat() {
        assertThatThrownBy(() -> Json.read(
                        "[{\"id\":\"v\"},{\"id\":{\"s3cret\":1}}]".getBytes(StandardCharsets.UTF_8),
                        new TypeReference<Page<BotVersion>>() {}.getType()))
                .hasMessage("not a String at [1].id");
        assertThatThrownBy(() -> read("{\"status\":\"queued\"}", DeploymentJob.class))
                .hasMessage("an object of status without id and status");
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
        assertThat(write(read(write(full), BotDeploymentRequest.class))).isEqualTo(write(full));
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
        assertThat(write(values.get(1))).contains("\"createdAt\":\"2026-11-20T09:00:00.123000+00:00\"");
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
        "paused_by_admin, false, false"
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
        assertUnreadable("{\"items\":{}}", PAGE_OF_BOTS);
        assertUnreadable("{\"success\":true}", PAGE_OF_BOTS);
        assertUnreadable("{\"total\":1}", PAGE_OF_BOTS);
        assertThat(readPage("{\"items\":null}")).isEqualTo(new Page<>(List.of(), Optional.empty()));
        assertThat(readPage("{\"total\":0}")).isEqualTo(new Page<>(List.of(), Optional.of(0L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"id\":\"b\"}]",
                "{\"items\":[{\"id\":\"b\"}],\"data\":[]}",
                "{\"items\":null,\"data\":[{\"id\":\"b\"},null]}",
                "{\"data\":{\"items\":[{\"id\":\"b\"}]}}",
                "{\"success\":true,\"data\":{\"bots\":[{\"id\":\"b\"}],\"errors\":[]}}",
                "{\"Results\":[{\"ID\":\"b\"}]}"
            })
    void aListIsFoundWhereverItIs(String json) throws Exception {
        assertThat(readPage(json))
                .isEqualTo(new Page<>(List.of(Bot.builder().id("b").build()), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[],\"total\":7,\"limit\":5}",
                "{\"data\":[],\"meta\":{\"total_count\":\"7\",\"per_page\":5}}",
                "{\"success\":true,\"data\":{\"items\":[],\"totalElements\":7.0,\"pageSize\":5}}",
                "{\"items\":[],\"pagination\":{\"total\":7,\"limit\":5},\"count\":0}"
            })
    void totalAndLimitAreFoundBesideTheList(String json) throws Exception {
        assertThat(readPage(json)).isEqualTo(new Page<>(List.of(), Optional.of(7L), Optional.of(5)));
    }

    @Test
    void aByteOrderMarkMeansNothing() throws Exception {
        assertThat(read("\ufeff{\"id\":\"b\"}", Bot.class).id()).contains("b");
    }

    @Test
    void aByteOrderMarkAloneIsNothing() {
        for (String json : List.of("\ufeff", "\ufeffnull", "\ufeff ")) {
            assertThatThrownBy(() -> read(json, Object.class)).hasMessage("nothing, or null");
        }
        for (byte[] cut : List.of(new byte[] {(byte) 0xef, (byte) 0xbb}, new byte[] {(byte) 0xef, (byte) 0xbb, '1'})) {
            assertThatThrownBy(() -> Json.read(cut, Object.class)).hasMessage("not UTF-8");
        }
    }

    @Test
    void aTextInNeitherOfItsEncodingsIsNotUtf8() {
        byte[] latin = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Json.readTree(latin, StandardCharsets.US_ASCII, JsonNode.class))
                .hasMessage("not UTF-8");
    }

    @Test
    void aDocumentIsNotWrittenThatNoOtherReaderWouldRead() throws Exception {
        Object deep = List.of();
        for (int i = 0; i < 64; i++) {
            deep = List.of(deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> Json.write(tooDeep)).hasMessage("larger or deeper than is read");
        assertThat(write(((List<?>) tooDeep).get(0))).isEqualTo("[".repeat(64) + "]".repeat(64));

        Object endless = List.of();
        for (int i = 0; i < 2000; i++) {
            endless = List.of(endless);
        }
        Object tooDeepForJackson = endless;
        assertThatThrownBy(() -> Json.write(tooDeepForJackson)).hasMessageStartingWith("larger or deeper than is read");
    }

    @Test
    void aDocumentOfAsManyBytesAsAreReadIsRead() throws Exception {
        byte[] most = new byte[Json.MAX_BYTES];
        Arrays.fill(most, (byte) ' ');
        most[0] = '7';

        assertThat(Json.read(most, Object.class)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2e-200", "5e-200", "12345678901234567890", "1e199", "12e199", "-1.5"})
    void aNumberOfUpToFourHundredDigitsIsAText(String number) throws Exception {
        assertThat(read("{\"text\":" + number + "}", Kinds.class).text())
                .contains(new BigDecimal(number).toPlainString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-201", "1e200", "123e199", "1e308", "-1e-300"})
    void aLongerNumberIsNone(String number) {
        assertUnreadable("{\"text\":" + number + "}", Kinds.class);
    }
}
