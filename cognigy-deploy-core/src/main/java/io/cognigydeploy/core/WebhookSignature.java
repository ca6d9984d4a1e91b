package io.cognigydeploy.core;

import io.cognigydeploy.client.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a webhook as Standard Webhooks 1.0.0 says, with HMAC-SHA256. */
final class WebhookSignature {

    private static final String PREFIX = "whsec_";
    private static final int SHORTEST_KEY = 24;

    // A full stop would let id and time run into each other in what is signed.
    private static final Pattern ID = Pattern.compile("[!-~&&[^.]]+");

    private WebhookSignature() {}

    /**
     * The headers that go with a body.
     *
     * @param id of the message, the same for every attempt to deliver it; visible ASCII without a full stop
     * @param secret {@code whsec_} and at least 24 bytes in Base64, or any other text of at least 24 bytes
     * @throws IllegalArgumentException if the id or the secret is not of that form
     */
    static Map<String, String> headers(String id, Instant at, byte[] body, Secret secret) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("A webhook id is visible ASCII without a full stop.");
        }
        String timestamp = Long.toString(at.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", timestamp);
        headers.put("webhook-signature", "v1," + sign(id + "." + timestamp + ".", body, key(secret.reveal())));
        return Collections.unmodifiableMap(headers);
    }

    private static String sign(String start, byte[] body, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(start.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256, this one says it has not.", e);
        }
    }

    private static byte[] key(String secret) {
        byte[] key;
        if (secret.startsWith(PREFIX)) {
            try {
                key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            } catch (IllegalArgumentException e) {
                throw unacceptable(); // without the cause, whose message quotes the secret
            }
        } else {
            key = secret.getBytes(StandardCharsets.UTF_8);
        }
        if (key.length < SHORTEST_KEY) {
            throw unacceptable();
        }
        return key;
    }

    private static IllegalArgumentException unacceptable() {
        return new IllegalArgumentException("A webhook secret is \"whsec_\" followed by at least " + SHORTEST_KEY
                + " bytes in Base64, or any other text of at least " + SHORTEST_KEY + " bytes.");
    }
}
