package io.cognigydeploy.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a webhook as Standard Webhooks 1.0.0 says, with HMAC-SHA256. {@link WebhookVerifier} is the other side. */
public final class WebhookSignature {

    static final String ID_HEADER = "webhook-id";
    static final String TIMESTAMP_HEADER = "webhook-timestamp";
    static final String SIGNATURE_HEADER = "webhook-signature";
    static final String VERSION = "v1,";

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
    public static Map<String, String> headers(String id, Instant at, byte[] body, Secret secret) {
        if (!isId(id)) {
            throw new IllegalArgumentException("A webhook id is visible ASCII without a full stop.");
        }
        String timestamp = Long.toString(at.getEpochSecond());
        byte[] signature = hmac(key(secret), signed(id, timestamp), body);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ID_HEADER, id);
        headers.put(TIMESTAMP_HEADER, timestamp);
        headers.put(SIGNATURE_HEADER, VERSION + Base64.getEncoder().encodeToString(signature));
        return Collections.unmodifiableMap(headers);
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What is signed before the body. */
    static byte[] signed(String id, String timestamp) {
        return (id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] hmac(byte[] key, byte[] start, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(start);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256, this one says it has not.", e);
        }
    }

    /**
     * The bytes of a secret.
     *
     * @throws IllegalArgumentException if it is not of the form, without quoting it
     */
    static byte[] key(Secret secret) {
        String text = plain(secret);
        byte[] key;
        if (text.startsWith(PREFIX)) {
            key = decoded(text.substring(PREFIX.length())).orElseThrow(WebhookSignature::unacceptable);
        } else {
            key = text.getBytes(StandardCharsets.UTF_8);
        }
        if (key.length < SHORTEST_KEY) {
            throw unacceptable();
        }
        return key;
    }

    /**
     * All that a secret may mean: one that is handed over without its {@code whsec_} is a text, or Base64.
     *
     * @throws IllegalArgumentException if it is not of the form, without quoting it
     */
    static List<byte[]> keys(Secret secret) {
        List<byte[]> keys = new ArrayList<>(List.of(key(secret)));
        String text = plain(secret);
        if (!text.startsWith(PREFIX)) {
            decoded(text).filter(key -> key.length >= SHORTEST_KEY).ifPresent(keys::add);
        }
        return keys;
    }

    /**
     * The secret without the white space that pasting leaves around it.
     *
     * @throws IllegalArgumentException if it cannot have been meant, without quoting it
     */
    static String plain(Secret secret) {
        String text = secret.reveal().strip();
        if (text.startsWith(VERSION)) {
            throw new IllegalArgumentException(
                    "A webhook secret must not begin with \"v1,\": that is how a signature begins. Give the secret"
                            + " itself.");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A webhook secret must be one line without control characters.");
        }
        return text;
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            // Its message quotes the secret.
            return Optional.empty();
        }
    }

    private static IllegalArgumentException unacceptable() {
        return new IllegalArgumentException("A webhook secret is \"whsec_\" followed by at least " + SHORTEST_KEY
                + " bytes in Base64, or any other text of at least " + SHORTEST_KEY + " bytes.");
    }
}
