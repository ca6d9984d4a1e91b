package io.cognigydeploy.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cognigydeploy.client.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class RedactionTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "clientSecret",
                "SECRET_ARN",
                "password",
                "dbPassword",
                "passwd",
                "token",
                "access_token",
                "refreshToken",
                "apikey",
                "apiKey",
                "api_key",
                "X-API-Key",
                "credential",
                "credentials",
                "Authorization",
                "proxy-authorization",
                "privateKey",
                "private_key",
                "private key",
                "connectionString",
                "connection-string",
                "CONNECTION_STRING"
            })
    void whatIsUnderASecretKeyIsHidden(String key) throws Exception {
        for (String value : List.of("\"s3cret\"", "\"\"", "{\"a\":\"s3cret\"}", "[\"s3cret\",1]")) {
            ObjectNode object =
                    object("{\"" + key + "\":" + value + ",\"n\":{\"l\":[{\"" + key + "\":" + value + "}]}}");
            assertThat(Redaction.redacted(object))
                    .isEqualTo(object("{\"" + key + "\":\"***\",\"n\":{\"l\":[{\"" + key + "\":\"***\"}]}}"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"maxTokens\":500}",
                "{\"tokens\":0.5,\"useToken\":true,\"password\":null}",
                "{\"name\":\"bot\",\"keys\":[\"a\",\"b\"],\"author\":\"x\",\"key\":\"v\",\"passRate\":\"ok\"}",
                "{\"password\":\"***\"}",
                "{\"url\":\"https://api.cognigy.ai:443/api/v1?page=2&limit=10\"}",
                "{\"mail\":\"a@b.example, c:d@e\"}",
                "{\"time\":\"12:30 @ noon\"}",
            })
    void whatIsNoSecretStays(String json) throws Exception {
        assertThat(Redaction.redacted(object(json))).isEqualTo(object(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bearer abc.DEF-123_~+/== | Bearer ***",
                "sent 'authorization: bearer   xyz' twice | sent 'authorization: bearer ***' twice",
                "postgres://user:pa55@host/db | postgres://user:***@host/db",
                "redis://:pa55@host | redis://:***@host",
                "https://u:p@ss@host/x | https://u:***@host/x",
                "see http://a:b@c and amqp://d:e@f. | see http://a:***@c and amqp://d:***@f.",
                "GET https://h/p?api_key=abc&page=2 | GET https://h/p?api_key=***&page=2",
                "https://h/p?page=2&access_token=abc#f | https://h/p?page=2&access_token=***#f",
                "nothing here | nothing here",
                "Bearer | Bearer",
                "costs $1 \\ a?token=$2 | costs $1 \\ a?token=***",
            })
    void secretsInTextAreHidden(String text, String expected) {
        assertThat(Secrets.hidden(text)).isEqualTo(expected);
        ObjectNode object = JSON.createObjectNode();
        object.putArray("list").add(text);
        assertThat(Redaction.redacted(object).path("list").path(0).textValue()).isEqualTo(expected);
    }

    @Test
    void theOriginalIsNotChanged() throws Exception {
        ObjectNode object = object("{\"a\":{\"token\":\"x\"},\"b\":[\"Bearer x\"]}");
        ObjectNode copy = object.deepCopy();
        ObjectNode redacted = Redaction.redacted(object);
        assertThat(object).isEqualTo(copy);
        ((ObjectNode) redacted.get("a")).put("new", 1);
        assertThat(object).isEqualTo(copy);
    }

    @Test
    void onlyTheSecretsInAddressesAreHiddenWhereTheRestIsCompared() throws Exception {
        ObjectNode given = object("""
                {"callbackUrl": "https://ci.example/hooks/not-a-real-one", "url": "https://a.example/path", "token": "x",
                 "callback": {"url": "https://a.example/path", "hook": "https://b.example/other?a=1"}, "hook": 3}
                """);

        assertThat(Redaction.withoutAddresses(given)).isEqualTo(object("""
                {"callbackUrl": "https://ci.example/***", "url": "https://a.example/path", "token": "x",
                 "callback": {"url": "https://a.example/path", "hook": "https://b.example/***"}, "hook": 3}
                """));
    }

    @Test
    void theTextsThatAreRemovedWholeAreFound() throws Exception {
        assertThat(Redaction.secretsOf(object("""
                {"callbackUrl": "https://ci.example/hooks/not-a-real-one", "url": "https://a.example/long/enough/path",
                 "hook": "https://b.example/", "webhook": "no address, but long enough", "token": "t", "name": "n",
                 "list": [{"password": ["p", {"a": "q"}, 1]}]}
                """))).containsExactlyInAnyOrder("/hooks/not-a-real-one", "t", "p", "q");
    }

    @Test
    void aRecordKeepsWhatARunIsResumedFrom() throws Exception {
        Secrets secrets = new Secrets();
        secrets.add("not-a-real-secret");

        assertThat(Redaction.without(secrets, object("""
                {"event": "not-a-real-secret", "state": "not-a-real-secret", "reason": "has not-a-real-secret",
                 "known": ["not-a-real-secret"], "id": {"text": "not-a-real-secret"}}
                """))).isEqualTo(object("""
                {"event": "not-a-real-secret", "state": "not-a-real-secret", "reason": "has ***",
                 "known": ["not-a-real-secret"], "id": {"text": "***"}}
                """));
        assertThat(Redaction.without(secrets, object("{\"state\": \"is not-a-real-secret\"}")))
                .isEqualTo(object("{\"state\": \"is ***\"}"));
    }

    @Test
    void aRecordThatIsWrittenAtOnceIsTheSame() {
        Secrets secrets = new Secrets();
        secrets.add("not-a-real-secret");
        Random random = new Random(8785);
        for (int round = 0; round < 5_000; round++) {
            ObjectNode record = (ObjectNode) value(random, 4, true);

            assertThat(new String(Redaction.canonical(secrets, record).toBytes(), UTF_8))
                    .isEqualTo(new String(CanonicalJson.bytes(Json.tree(Redaction.without(secrets, record))), UTF_8));
        }
    }

    /** A record as a report or a manifest has it; its members are not in alphabetical order. */
    @SuppressWarnings("ArrayRecordComponent") // Jackson writes arrays by other methods than lists
    private record TextForms(
            String reason,
            String[] lines,
            List<String> known,
            Map<String, Object> facts,
            Optional<TextForms> id,
            char[] text) {}

    @Test
    void aRecordOfTypesIsTheSameToo() {
        Secrets secrets = new Secrets();
        secrets.add("not-a-real-secret");
        String secret = "has not-a-real-secret";
        TextForms inner =
                new TextForms(secret, new String[0], List.of(secret), Map.of(), Optional.empty(), new char[0]);
        TextForms note = new TextForms(
                secret,
                new String[] {secret, "plain"},
                List.of(secret),
                Map.of("state", secret, "b", List.of(inner, secret), "a", 0.5),
                Optional.of(inner),
                secret.toCharArray());
        ObjectNode around = JSON.createObjectNode();
        around.putPOJO("note", note);

        String whole = "{\"note\":" + canonical(Redaction.without(secrets, Json.tree(note))) + "}";

        assertThat(new String(Redaction.canonical(secrets, around).toBytes(), UTF_8))
                .isEqualTo(whole);
        // Once in each list under a member that a run is resumed from.
        assertThat(whole.split("not-a-real-secret", -1)).hasSize(4);
    }

    private static String canonical(JsonNode value) {
        return new String(CanonicalJson.bytes(value), UTF_8);
    }

    private static JsonNode value(Random random, int depth, boolean isObject) {
        List<String> names = List.of("id", "state", "reason", "known", "name", "token", "file");
        List<String> texts = List.of("not-a-real-secret", "has not-a-real-secret", "running", "Bearer abcdefgh", "x\0");
        if (isObject || (depth > 0 && random.nextInt(3) == 0)) {
            ObjectNode object = JSON.createObjectNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                object.set(names.get(random.nextInt(names.size())), value(random, depth - 1, false));
            }
            return object;
        }
        if (depth > 0 && random.nextInt(2) == 0) {
            ArrayNode array = JSON.createArrayNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                array.add(value(random, depth - 1, false));
            }
            return array;
        }
        return random.nextInt(4) == 0
                ? IntNode.valueOf(random.nextInt(9))
                : TextNode.valueOf(texts.get(random.nextInt(texts.size())));
    }

    @ParameterizedTest
    @CsvSource({"10000, 10000", "10001, 5001", "20000, 5001", "20001, 5001", "5000000, 5001"})
    void aTextIsCutInTwoIfNoSentenceIsAsLong(int length, int kept) {
        assertThat(Redaction.without(new Secrets(), "x".repeat(length))).hasSize(kept);
    }

    @Test
    void aLongTextHasNoSecretWhereverItIsCut() {
        Secrets secrets = new Secrets();
        secrets.add("not-a-real-secret");
        for (int before = 0; before < 40; before++) {
            String text = "x".repeat(before) + "not-a-real-secret".repeat(100_000);

            assertThat(Redaction.without(secrets, text)).endsWith("*…").doesNotContain("n", "t");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "://", ":", "Bearer ", "Bearer", "?a", "&", "a=", "?a=", "://a:", "://a:b", " "})
    void hostileTextTakesNoTime(String piece) {
        String text = piece.repeat(200_000) + "=://";
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> Secrets.hidden(text));
    }

    private static ObjectNode object(String json) throws Exception {
        return (ObjectNode) JSON.readTree(json);
    }
}
