package io.cognigydeploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.WebhookVerifier.Encoding;
import io.cognigydeploy.client.WebhookVerifier.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {

    private static final Secret SECRET = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Secret OTHER = Secret.of("another secret of 24 bytes or more");
    private static final byte[] BODY =
            "{\"event\":\"deployment_complete\",\"jobId\":\"job_1\",\"success\":true}".getBytes(UTF_8);

    private final VirtualTime time = new VirtualTime();
    private final WebhookVerifier verifier =
            WebhookVerifier.standardWebhooks().secret(SECRET).time(time).build();

    private static Map<String, List<String>> several(Map<String, String> headers) {
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return all;
    }

    private Map<String, List<String>> signed(String id, byte[] body) {
        return several(WebhookSignature.headers(id, time.now(), body, SECRET));
    }

    private static String value(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).get(0);
    }

    private static Reason refusal(WebhookVerifier verifier, byte[] body, Map<String, List<String>> headers) {
        CallbackRefusedException e =
                catchThrowableOfType(CallbackRefusedException.class, () -> verifier.verify(body, headers));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).doesNotContain("MfKQ", "another secret", "job_1");
        return e.reason();
    }

    @Test
    void thePublishedExampleIsGenuine() {
        byte[] body = "{\"test\": 2432232314}".getBytes(UTF_8);
        Map<String, List<String>> headers = Map.of(
                "Webhook-Id", List.of("msg_p5jXN8AQM9LWM0D4loKWxJek"),
                "Webhook-Timestamp", List.of("1614265330"),
                "Webhook-Signature", List.of("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        WebhookVerifier patient = WebhookVerifier.standardWebhooks()
                .secret(SECRET)
                .tolerance(Duration.between(Instant.ofEpochSecond(1_614_265_330), time.now()))
                .time(time)
                .build();

        CallbackHint hint = patient.verify(body, headers);

        assertThat(hint)
                .isEqualTo(new CallbackHint("msg_p5jXN8AQM9LWM0D4loKWxJek", time.now(), java.util.Optional.empty()));
        assertThat(refusal(verifier, body, headers)).isEqualTo(Reason.TOO_OLD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jobId\":\"job_1\",\"success\":true} | job_1",
                "{\"job_id\":\"job_1\"} | job_1",
                "{\"deploymentId\":\"dep_1\"} | dep_1",
                "{\"deployment_id\":\"dep_1\"} | dep_1",
                "{\"jobId\":null,\"job_id\":\"job_1\"} | job_1",
                "{\"jobId\":\"../admin\"} | ''",
                "{\"jobId\":17} | ''",
                "{\"jobId\":\"a\",\"jobId\":\"b\"} | ''",
                "[] | ''",
                "<html> | ''",
                "'' | ''"
            })
    void theOperationIsAHintAndTheStatusIsNot(String body, String operation) {
        byte[] bytes = body.getBytes(UTF_8);

        CallbackHint hint = verifier.verify(bytes, signed("msg_1", bytes));

        assertThat(hint.operationId().orElse("")).isEqualTo(operation);
        assertThat(hint.receivedAt()).isEqualTo(time.now());
        assertThat(hint.id()).isEqualTo("msg_1");
    }

    @Test
    void bytesThatAreNoTextAreVerifiedAsTheyAre() {
        byte[] body = {(byte) 0xff, 0, (byte) 0xc0, (byte) 0x80};

        assertThat(verifier.verify(body, signed("msg_1", body)).operationId()).isEmpty();
        byte[] other = {(byte) 0xfe, 0, (byte) 0xc0, (byte) 0x80};
        assertThat(refusal(verifier, other, signed("msg_2", body))).isEqualTo(Reason.WRONG_SIGNATURE);
    }

    @Test
    void oneGenuineSignatureAmongSeveralIsEnough() {
        Map<String, List<String>> headers = signed("msg_1", BODY);
        String genuine = value(headers, "webhook-signature");
        headers.put("webhook-signature", List.of("v1a,whatever v1,AAAA v1 " + genuine + " v2," + genuine.substring(3)));

        assertThat(verifier.verify(BODY, headers).operationId()).contains("job_1");

        headers.put("webhook-signature", List.of("v1a," + genuine.substring(3) + " v1,AAAA"));
        assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.WRONG_SIGNATURE);
        headers.put("webhook-signature", List.of("v1a," + genuine.substring(3)));
        assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.MALFORMED);
        headers.put("webhook-signature", List.of("v1,x ".repeat(40) + genuine));
        assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void whileSecretsChangeBothAreTaken() {
        WebhookVerifier both = WebhookVerifier.standardWebhooks()
                .secret(OTHER)
                .secret(SECRET)
                .time(time)
                .build();
        both.verify(BODY, signed("msg_1", BODY));
        both.verify(BODY, several(WebhookSignature.headers("msg_2", time.now(), BODY, OTHER)));

        assertThat(refusal(verifier, BODY, several(WebhookSignature.headers("msg_3", time.now(), BODY, OTHER))))
                .isEqualTo(Reason.WRONG_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({"-301, TOO_OLD", "301, TOO_NEW", "-300, ''", "300, ''", "0, ''"})
    void theSignedTimeMayBeFiveMinutesOff(int seconds, String reason) {
        Map<String, List<String>> headers =
                several(WebhookSignature.headers("msg_1", time.now().plusSeconds(seconds), BODY, SECRET));

        if (reason.isEmpty()) {
            assertThat(verifier.verify(BODY, headers).id()).isEqualTo("msg_1");
        } else {
            assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.valueOf(reason));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "+1700000000", "1e9", "1700000000.5", " 1700000000", "99999999999999999999", "٣"})
    void aTimestampIsDigits(String timestamp) {
        Map<String, List<String>> headers = signed("msg_1", BODY);
        headers.put("webhook-timestamp", List.of(timestamp));

        assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void everyHeaderIsThereOnce(String name) {
        Map<String, List<String>> missing = signed("msg_1", BODY);
        missing.remove(name);
        Map<String, List<String>> twice = signed("msg_1", BODY);
        twice.put(name, List.of(value(twice, name), value(twice, name)));
        Map<String, List<String>> inTwoCases = signed("msg_1", BODY);
        inTwoCases.put(name.toUpperCase(Locale.ROOT), List.of(value(inTwoCases, name)));
        Map<String, List<String>> huge = signed("msg_1", BODY);
        huge.put(name, List.of("x".repeat(9000)));

        for (Map<String, List<String>> headers : List.of(missing, twice, inTwoCases, huge)) {
            assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void aMessageIsTakenOnceHoweverOftenItComes() {
        Map<String, List<String>> headers = signed("msg_1", BODY);
        verifier.verify(BODY, headers);

        for (int i = 0; i < 1000; i++) {
            time.advance(Duration.ofMillis(299));
            assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.REPLAYED);
        }
        // The same message, sent again by the sender with a new signature.
        assertThat(refusal(verifier, BODY, signed("msg_1", BODY))).isEqualTo(Reason.REPLAYED);
        time.advance(Duration.ofMinutes(10));
        assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.TOO_OLD);
    }

    @Test
    void aMessageFromTheFutureCannotBeReplayedWhenItsTimeHasCome() {
        Map<String, List<String>> headers =
                several(WebhookSignature.headers("msg_1", time.now().plusSeconds(300), BODY, SECRET));
        verifier.verify(BODY, headers);
        time.advance(Duration.ofSeconds(599));

        assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.REPLAYED);
    }

    @Test
    void manyThreadsTakeItOnce() throws Exception {
        Map<String, List<String>> headers = signed("msg_1", BODY);
        AtomicInteger taken = new AtomicInteger();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            threads.add(CompletableFuture.runAsync(() -> {
                try {
                    verifier.verify(BODY, headers);
                    taken.incrementAndGet();
                } catch (CallbackRefusedException e) {
                    assertThat(e.reason()).isEqualTo(Reason.REPLAYED);
                }
            }));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get(10, TimeUnit.SECONDS);
        }
        assertThat(taken).hasValue(1);
    }

    @Test
    void theMemoryIsBoundedAndForgetsWhatIsTooOldAnyway() {
        for (int i = 0; i < 10_000; i++) {
            verifier.verify(BODY, signed("msg_" + i, BODY));
        }
        assertThat(refusal(verifier, BODY, signed("one_more", BODY))).isEqualTo(Reason.NOT_REMEMBERED);

        time.advance(Duration.ofMinutes(10));
        assertThat(verifier.verify(BODY, signed("one_more", BODY)).id()).isEqualTo("one_more");
    }

    @Test
    void aStoreOfTheEmbeddersOutlivesTheVerifier() {
        Set<String> database = new HashSet<>();
        WebhookVerifier.ReplayStore store = (id, until) -> {
            assertThat(id).hasSize(64);
            assertThat(until).isEqualTo(time.now().plus(Duration.ofMinutes(10)));
            return database.add(id);
        };
        Map<String, List<String>> headers = signed("msg_1", BODY);

        WebhookVerifier.standardWebhooks()
                .secret(SECRET)
                .replayStore(store)
                .time(time)
                .build()
                .verify(BODY, headers);
        WebhookVerifier restarted = WebhookVerifier.standardWebhooks()
                .secret(SECRET)
                .replayStore(store)
                .time(time)
                .build();

        assertThat(refusal(restarted, BODY, headers)).isEqualTo(Reason.REPLAYED);
    }

    @Test
    void onlyWhatIsGenuineIsRemembered() {
        List<String> recorded = new ArrayList<>();
        WebhookVerifier watched = WebhookVerifier.standardWebhooks()
                .secret(SECRET)
                .replayStore((id, until) -> recorded.add(id))
                .time(time)
                .build();
        Map<String, List<String>> headers = several(WebhookSignature.headers("msg_1", time.now(), BODY, OTHER));

        assertThat(refusal(watched, BODY, headers)).isEqualTo(Reason.WRONG_SIGNATURE);
        assertThat(recorded).isEmpty();
    }

    @Test
    void gitHubsExampleIsGenuine() {
        // From GitHub's documentation of webhooks.
        WebhookVerifier gitHub = WebhookVerifier.gitHub()
                .secret(Secret.of("It's a Secret to Everybody"))
                .time(time)
                .build();
        byte[] body = "Hello, World!".getBytes(UTF_8);
        String signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

        CallbackHint hint = gitHub.verify(body, Map.of("x-hub-signature-256", List.of(signature)));

        assertThat(hint.id()).hasSize(64);
        assertThat(refusal(gitHub, body, Map.of("X-Hub-Signature-256", List.of(signature))))
                .isEqualTo(Reason.REPLAYED);
        for (String wrong : List.of(
                signature.substring(7), "sha1=" + signature.substring(7), "sha256=" + signature, "", "sha256=")) {
            assertThat(refusal(gitHub, body, Map.of("X-Hub-Signature-256", List.of(wrong))))
                    .isIn(Reason.MALFORMED, Reason.WRONG_SIGNATURE);
        }
    }

    @Test
    void aSecretIsReadHoweverItWasPasted() {
        Map<String, String> signed = WebhookSignature.headers("msg_1", time.now(), BODY, SECRET);
        Map<String, List<String>> headers = new HashMap<>();
        signed.forEach((name, value) -> headers.put(name, List.of(value)));
        for (String pasted : List.of(
                SECRET.reveal() + "\n", " " + SECRET.reveal(), SECRET.reveal().substring(6))) {
            WebhookVerifier verifier = WebhookVerifier.standardWebhooks()
                    .secret(Secret.of(pasted))
                    .time(time)
                    .build();
            assertThat(verifier.verify(BODY, headers).id()).isEqualTo("msg_1");
        }
    }

    @Test
    void whatCannotBeMeantAsASecretIsRefusedWithItsCause() {
        String signature = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.standardWebhooks().secret(Secret.of(signature)))
                .withMessageContaining("how a signature begins")
                .withMessageNotContaining("K5oZ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.gitHub().secret(Secret.of("x")))
                .withMessageContaining("at least 16 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.gitHub().secret(Secret.of("a secret of two\nlines, by mistake")))
                .withMessageContaining("one line");
    }

    @Test
    void headerPrefixAndEncodingCanBeSet() {
        byte[] mac = WebhookSignature.hmac("sixteen bytes or more".getBytes(UTF_8), new byte[0], BODY);
        WebhookVerifier base64 = WebhookVerifier.bodySignature("X-Signature", "", Encoding.BASE64)
                .secret(Secret.of("sixteen bytes or more"))
                .time(time)
                .build();
        WebhookVerifier hex = WebhookVerifier.bodySignature("X-Signature", "h:", Encoding.HEX)
                .secret(Secret.of("sixteen bytes or more"))
                .time(time)
                .build();

        String encoded = Base64.getEncoder().encodeToString(mac);
        assertThat(base64.verify(BODY, Map.of("X-Signature", List.of(encoded))).operationId())
                .contains("job_1");
        String capital = HexFormat.of().withUpperCase().formatHex(mac);
        assertThat(hex.verify(BODY, Map.of("X-Signature", List.of("h:" + capital)))
                        .operationId())
                .contains("job_1");
    }

    @Test
    void aBodyWithoutEndIsNotRead() {
        byte[] body = new byte[9 << 20];

        assertThat(refusal(verifier, body, signed("msg_1", BODY))).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void theLargestBodyIsRead() {
        byte[] body = new byte[Json.MAX_BYTES];

        assertThat(verifier.verify(body, signed("msg_1", body)).id()).isEqualTo("msg_1");
    }

    @Test
    void thirtyTwoSignaturesAreRead() {
        Map<String, List<String>> headers = signed("msg_1", BODY);
        String genuine = value(headers, "webhook-signature");
        headers.put("webhook-signature", List.of("v1,x ".repeat(32) + genuine));
        assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.MALFORMED);

        headers.put("webhook-signature", List.of("v1,x ".repeat(31) + genuine));
        assertThat(verifier.verify(BODY, headers).id()).isEqualTo("msg_1");
    }

    @Test
    void aHeaderOfEightKilobytesIsRead() {
        Map<String, List<String>> headers = signed("msg_1", BODY);
        String genuine = value(headers, "webhook-signature");
        String most = "v1," + "x".repeat(8 * 1024 - 4 - genuine.length()) + " " + genuine;
        headers.put("webhook-signature", List.of(most + "x"));
        assertThat(refusal(verifier, BODY, headers)).isEqualTo(Reason.MALFORMED);

        headers.put("webhook-signature", List.of(most));
        assertThat(verifier.verify(BODY, headers).id()).isEqualTo("msg_1");
    }

    @Test
    void aSecretOfSixteenBytesIsTaken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.gitHub().secret(Secret.of("fifteen bytes..")))
                .withMessageContaining("at least 16 bytes, but has 15");

        assertThat(WebhookVerifier.gitHub()
                        .secret(Secret.of("sixteen bytes..."))
                        .build())
                .isNotNull();
    }

    @Test
    void aTextThatIsBase64OfFewBytesIsATextOnly() {
        String text = Base64.getEncoder().encodeToString("eighteen bytes....".getBytes(UTF_8));
        WebhookVerifier of = WebhookVerifier.standardWebhooks()
                .secret(Secret.of(text))
                .time(time)
                .build();
        Map<String, List<String>> headers = signed("msg_1", BODY);
        byte[] start = WebhookSignature.signed("msg_1", value(headers, "webhook-timestamp"));
        byte[] mac = WebhookSignature.hmac("eighteen bytes....".getBytes(UTF_8), start, BODY);
        headers.put("webhook-signature", List.of("v1," + Base64.getEncoder().encodeToString(mac)));

        assertThat(refusal(of, BODY, headers)).isEqualTo(Reason.WRONG_SIGNATURE);
    }

    @Test
    void aVerifierNeedsASecretOfTheForm() {
        assertThatIllegalStateException()
                .isThrownBy(() -> WebhookVerifier.gitHub().build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.standardWebhooks().secret(Secret.of("hunter2")))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookVerifier.standardWebhooks().tolerance(Duration.ZERO));
    }

    @Test
    void noMutationIsAccepted() {
        mutate(50_000, 17);
    }

    /** {@code mvn -pl cognigy-client test -Dtest=WebhookVerifierTest -Dgroups=long -DexcludedGroups=none}. */
    @Test
    @Tag("long")
    void noneOfAMillionMutationsIsAccepted() {
        long start = System.nanoTime();
        int accepted = mutate(1_000_000, 1);
        System.out.printf(
                "1,000,000 mutated callbacks, %d accepted, %.1f us each%n",
                accepted, (System.nanoTime() - start) / 1e9);
    }

    /** Changes one of id, time, body and signature by one bit, byte or character; none of the changes may pass. */
    private int mutate(int count, long seed) {
        Random random = new Random(seed);
        WebhookVerifier trusting = WebhookVerifier.standardWebhooks()
                .secret(OTHER)
                .secret(SECRET)
                .replayStore((id, until) -> true)
                .time(time)
                .build();
        Map<String, String> genuine =
                WebhookSignature.headers("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", time.now(), BODY, SECRET);
        assertThat(trusting.verify(BODY, several(genuine)).operationId()).contains("job_1");
        List<String> names = List.copyOf(genuine.keySet());
        int accepted = 0;
        for (int i = 0; i < count; i++) {
            byte[] body = BODY;
            Map<String, String> headers = new HashMap<>(genuine);
            int part = random.nextInt(names.size() + 1);
            if (part == names.size()) {
                body = changed(BODY, random);
            } else {
                String name = names.get(part);
                byte[] value = String.valueOf(headers.get(name)).getBytes(UTF_8);
                headers.put(name, new String(changed(value, random), java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            try {
                trusting.verify(body, several(headers));
                accepted++;
            } catch (CallbackRefusedException e) {
                assertThat(e.reason()).isNotEqualTo(Reason.REPLAYED);
            }
        }
        assertThat(accepted).isZero();
        return accepted;
    }

    private static byte[] changed(byte[] from, Random random) {
        int at = random.nextInt(from.length);
        byte[] to = from.clone();
        switch (random.nextInt(5)) {
            case 0 -> to[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> to[at] += (byte) (1 + random.nextInt(255));
            case 2 -> {
                to = new byte[from.length - 1];
                System.arraycopy(from, 0, to, 0, at);
                System.arraycopy(from, at + 1, to, at, to.length - at);
            }
            case 3 -> {
                to = Arrays.copyOf(from, from.length + 1);
                System.arraycopy(from, at, to, at + 1, from.length - at);
                to[at] = (byte) random.nextInt(256);
            }
            default -> to = Arrays.copyOf(from, at);
        }
        return to;
    }
}
