package io.cognigydeploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330L, 999_999_999);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final Secret SECRET = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    @Test
    void thePublishedExample() {
        assertThat(WebhookSignature.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY, SECRET))
                .containsExactly(
                        entry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                        entry("webhook-timestamp", "1614265330"),
                        entry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @Test
    void aRawSecretIsItsOwnBytes() {
        String raw = "correct horse battery st\u00e4ple";
        Secret encoded = Secret.of("whsec_" + Base64.getEncoder().encodeToString(raw.getBytes(UTF_8)));
        assertThat(WebhookSignature.headers("a", AT, BODY, Secret.of(raw)))
                .isEqualTo(WebhookSignature.headers("a", AT, BODY, encoded));
    }

    @Test
    void everyPartIsSigned() {
        byte[] other = BODY.clone();
        other[3] ^= 1;
        assertThat(new String[] {
                    signature("a", AT, BODY, SECRET),
                    signature("b", AT, BODY, SECRET),
                    signature("a", AT.plusSeconds(1), BODY, SECRET),
                    signature("a", AT, other, SECRET),
                    signature("a", AT, new byte[] {(byte) 0xff, 0}, SECRET),
                    signature("a", AT, new byte[0], SECRET),
                    signature("a", AT, BODY, Secret.of("another secret of 24 bytes or more")),
                })
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2hunter2",
                "12345678901234567890123",
                "whsec_hunter2",
                "whsec_",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaL"
            })
    void aWeakOrMisspeltSecretIsRefusedWithoutQuotingIt(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookSignature.headers("a", AT, BODY, Secret.of(secret)))
                .withMessageContainingAll("whsec_", "24 bytes")
                .withNoCause()
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "123456", "MfKQ"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a.b", "a\r\nx: y", "\u00e4"})
    void anIdThatDoesNotFitIntoAHeaderOrTheSignedTextIsRefused(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookSignature.headers(id, AT, BODY, SECRET));
    }

    private static @Nullable String signature(String id, Instant at, byte[] body, Secret secret) {
        return WebhookSignature.headers(id, at, body, secret).get("webhook-signature");
    }
}
