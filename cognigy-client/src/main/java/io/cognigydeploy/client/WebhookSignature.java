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

/** Signer of webhooks by Standard Webhooks 1.0.0, with HMAC-SHA256. {@link WebhookVerifier} verifies its signatures. */
public final class WebhookSignature {

    static final String ID_HEADER = "webhook-id";
    static final String TIMESTAMP_HEADER = "webhook-timestamp";
    static final String SIGNATURE_HEADER = "webhook-signature";
    static final String VERSION = "v1,";

    private static final String PREFIX = "whsec_";
    private static final int SHORTEST_KEY = 24;

    // A full stop separates id and time in the signed text.
    private static final Pattern ID = Pattern.compile("[!-~&&[^.]]+");

    private WebhookSignature() {}

    /**
     * Returns the headers for a body.
     *
     * @param id id of the message, the same for every attempt to deliver it; visible ASCII without a full stop
     * @param secret {@code whsec_} and at least 24 bytes in Base64, or any other text of at least 24 bytes
     * @throws IllegalArgumentException if the id or the secret does not have that form
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

    /** Returns the signed text before the body. */
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
            throw new IllegalStateException("HmacSHA256 is missing, which every Java platform must have.", e);
        }
    }

    /**
     * Returns the bytes of a secret.
     *
     * @throws IllegalArgumentException if the secret does not have the form; the message does not quote it
     */
    static byte[] key(Secret secret) {
        String text = plain(secret);
        byte[] key = text.startsWith(PREFIX)
                ? decoded(text.substring(PREFIX.length())).orElseThrow(WebhookSignature::unacceptable)
                : text.getBytes(StandardCharsets.UTF_8);
        if (key.length < SHORTEST_KEY) {
            throw unacceptable();
        }
        return key;
    }

    /**
     * Returns all possible meanings of a secret. A secret without {@code whsec_} is a text, or Base64.
     *
     * @throws IllegalArgumentException if the secret does not have the form; the message does not quote it
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
     * Returns the secret without the white space that pasting leaves around it.
     *
     * @throws IllegalArgumentException if the text cannot be a secret; the message does not quote it
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
            // The exception's message quotes the secret.
            return Optional.empty();
        }
    }

    private static IllegalArgumentException unacceptable() {
        return new IllegalArgumentException("A webhook secret is \"whsec_\" followed by at least " + SHORTEST_KEY
                + " bytes in Base64, or any other text of at least " + SHORTEST_KEY + " bytes.");
    }
}
