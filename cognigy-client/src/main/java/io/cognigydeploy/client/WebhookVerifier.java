package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifier of callbacks, by the bytes as they arrived.
 *
 * <pre>{@code
 * WebhookVerifier verifier = WebhookVerifier.standardWebhooks().secret(secret).build();
 * CallbackHint hint = verifier.verify(bodyBytes, headers);
 * }</pre>
 *
 * <p>A callback is a hint and not evidence; see {@link CallbackHint}. Safe for use by many threads, if the {@link
 * ReplayStore} is.
 */
public final class WebhookVerifier {

    /** Text form of a signature. */
    public enum Encoding {
        /** Hexadecimal, all lower case or all upper case. */
        HEX,
        /** Base64 with padding, in the alphabet with {@code +} and {@code /}. */
        BASE64
    }

    /** Reason to refuse a callback. */
    public enum Reason {
        /** A header is missing, is present twice, or has another form than the scheme requires. */
        MALFORMED,
        /** The body is larger than the platform's largest. */
        TOO_LARGE,
        /** The signature is older than the tolerance. Ask the sender to send again, and compare the clocks. */
        TOO_OLD,
        /** The signature's time is further in the future than the tolerance. Compare the clocks. */
        TOO_NEW,
        /** None of the signatures matches a configured secret. */
        WRONG_SIGNATURE,
        /** Genuine, but received before. Answer with success, or the sender repeats the callback. */
        REPLAYED,
        /** Genuine, but the replay store cannot record the message now. */
        NOT_REMEMBERED
    }

    /**
     * Store of the messages that were received. The default keeps 10,000 in memory and refuses more as {@link
     * Reason#NOT_REMEMBERED} until some expire. A store that must survive a restart, or serve several processes, needs
     * a database or the like in which inserting an existing key fails.
     */
    @FunctionalInterface
    public interface ReplayStore {

        /**
         * Records a message, atomically.
         *
         * @param id never longer than 64 characters
         * @param until time from which the record may be dropped
         * @return whether the message is new
         * @throws IllegalStateException if the message cannot be recorded
         */
        boolean record(String id, Instant until);
    }

    private static final int MAX_HEADER = 8 * 1024;
    private static final int MAX_SIGNATURES = 32;
    private static final int SHORTEST_BODY_KEY = 16;
    private static final Pattern SECONDS = Pattern.compile("[1-9]\\d{0,11}");
    private static final List<String> OPERATION_FIELDS = List.of("jobId", "job_id", "deploymentId", "deployment_id");

    private final Scheme scheme;
    private final List<byte[]> keys;
    private final Duration tolerance;
    private final ReplayStore seen;
    private final Time time;

    private WebhookVerifier(Builder builder) {
        this.scheme = builder.scheme;
        this.keys = List.copyOf(builder.keys);
        this.tolerance = builder.tolerance;
        this.seen = builder.seen == null ? new RecentCallbacks(builder.time) : builder.seen;
        this.time = builder.time;
    }

    /**
     * Returns a builder for Standard Webhooks 1.0.0 with symmetric signatures. The headers are {@code webhook-id},
     * {@code webhook-timestamp} and {@code webhook-signature}.
     */
    public static Builder standardWebhooks() {
        return new Builder(
                new Scheme(WebhookSignature.SIGNATURE_HEADER, WebhookSignature.VERSION, Encoding.BASE64, true));
    }

    /**
     * Returns a builder for GitHub's signatures. The header {@code X-Hub-Signature-256} contains {@code sha256=} and
     * the HMAC of the body in hexadecimal.
     */
    public static Builder gitHub() {
        return bodySignature("X-Hub-Signature-256", "sha256=", Encoding.HEX);
    }

    /**
     * Returns a builder for an HMAC-SHA256 of the body in a header. Such a signature contains no time, so an old
     * callback is refused only while the replay store still has its record.
     *
     * @param prefix text before the signature; may be empty
     */
    public static Builder bodySignature(String header, String prefix, Encoding encoding) {
        return new Builder(new Scheme(header, prefix, encoding, false));
    }

    /**
     * Verifies a callback and records it as received.
     *
     * @param body as it arrived; not decoded, not parsed, not written again
     * @param headers all of them, in any case
     * @throws CallbackRefusedException if the callback is not genuine, not fresh, or not new
     */
    public CallbackHint verify(byte[] body, Map<String, List<String>> headers) {
        if (body.length > Json.MAX_BYTES) {
            throw new CallbackRefusedException(Reason.TOO_LARGE, "the body has more than " + Json.MAX_BYTES + " bytes");
        }
        Instant now = time.now();
        String given = header(headers, scheme.header());
        String id = "";
        byte[] start = new byte[0];
        if (scheme.standard()) {
            id = header(headers, WebhookSignature.ID_HEADER);
            String timestamp = header(headers, WebhookSignature.TIMESTAMP_HEADER);
            if (!WebhookSignature.isId(id) || !SECONDS.matcher(timestamp).matches()) {
                throw new CallbackRefusedException(
                        Reason.MALFORMED, "the id or the timestamp has another form than Standard Webhooks requires");
            }
            requireFresh(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
            start = WebhookSignature.signed(id, timestamp);
        }
        List<byte[]> signatures = signatures(given);
        boolean genuine = false;
        for (byte[] key : keys) {
            for (byte[] right : scheme.written(WebhookSignature.hmac(key, start, body))) {
                for (byte[] signature : signatures) {
                    // No shortcut: the duration must not reveal which signature was right.
                    genuine |= MessageDigest.isEqual(right, signature);
                }
            }
        }
        if (!genuine) {
            throw new CallbackRefusedException(Reason.WRONG_SIGNATURE, "no signature matches a configured secret");
        }
        // By a digest, because an id may have any length, and without a signed id there is only the body.
        String digest = Json.digest(scheme.standard() ? id.getBytes(StandardCharsets.US_ASCII) : body);
        requireNew(digest, now);
        return new CallbackHint(scheme.standard() ? id : digest, now, operationId(body));
    }

    private void requireFresh(Instant signed, Instant now) {
        if (Duration.between(signed, now).compareTo(tolerance) > 0) {
            throw new CallbackRefusedException(Reason.TOO_OLD, "signed more than " + tolerance + " ago");
        }
        if (Duration.between(now, signed).compareTo(tolerance) > 0) {
            throw new CallbackRefusedException(Reason.TOO_NEW, "signed more than " + tolerance + " in the future");
        }
    }

    private void requireNew(String digest, Instant now) {
        boolean fresh;
        try {
            // Once for the age of the callback, once for a sender's clock that is ahead.
            fresh = seen.record(digest, now.plus(tolerance.multipliedBy(2)));
        } catch (IllegalStateException e) {
            throw new CallbackRefusedException(Reason.NOT_REMEMBERED, "it cannot be recorded as received");
        }
        if (!fresh) {
            throw new CallbackRefusedException(Reason.REPLAYED, "received before");
        }
    }

    private List<byte[]> signatures(String given) {
        List<byte[]> signatures = new ArrayList<>();
        for (String one : scheme.standard() ? given.split(" ", MAX_SIGNATURES + 1) : new String[] {given}) {
            if (one.isEmpty()) {
                throw new CallbackRefusedException(Reason.MALFORMED, "an empty signature");
            }
            if (one.startsWith(scheme.prefix())) {
                signatures.add(one.substring(scheme.prefix().length()).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new CallbackRefusedException(
                    Reason.MALFORMED, "no signature of a supported form, or more than " + MAX_SIGNATURES);
        }
        return signatures;
    }

    private static String header(Map<String, List<String>> headers, String name) {
        List<String> values = headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .flatMap(header -> header.getValue().stream())
                .toList();
        if (values.size() != 1 || values.get(0).length() > MAX_HEADER) {
            throw new CallbackRefusedException(
                    Reason.MALFORMED,
                    "the header '" + name + "' must be present once, with at most " + MAX_HEADER + " characters");
        }
        return values.get(0);
    }

    private static Optional<String> operationId(byte[] body) {
        JsonNode fields = Json.readTreeIfAny(body);
        return OPERATION_FIELDS.stream()
                .map(fields::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(Signature::isId)
                .findFirst();
    }

    /** Header and form of a signature; a {@code standard} one covers id and time as well. */
    private record Scheme(String header, String prefix, Encoding encoding, boolean standard) {

        /**
         * Returns the texts of a signature as a signer writes them. They are compared as texts, because several texts
         * decode to the same bytes.
         */
        List<byte[]> written(byte[] mac) {
            return switch (encoding) {
                case BASE64 -> List.of(Base64.getEncoder().encode(mac));
                case HEX ->
                    List.of(
                            ascii(HexFormat.of().formatHex(mac)),
                            ascii(HexFormat.of().withUpperCase().formatHex(mac)));
            };
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Builder of a verifier. Not safe for use by many threads. */
    public static final class Builder {

        private final Scheme scheme;
        private final List<byte[]> keys = new ArrayList<>();
        private Duration tolerance = Duration.ofMinutes(5);
        private @Nullable ReplayStore seen;
        private Time time = Time.SYSTEM;

        private Builder(Scheme scheme) {
            this.scheme = scheme;
        }

        /**
         * Adds an accepted secret; during a change of the secret there are two. White space around the secret is
         * removed. A Standard Webhooks secret without {@code whsec_} is tried as Base64 and as text.
         *
         * @throws IllegalArgumentException if a Standard Webhooks secret does not have that form, if any other has
         *     fewer than 16 bytes, or if the text is a signature
         */
        public Builder secret(Secret secret) {
            keys.addAll(scheme.standard() ? WebhookSignature.keys(secret) : List.of(bodyKey(secret)));
            return this;
        }

        private static byte[] bodyKey(Secret secret) {
            byte[] key = WebhookSignature.plain(secret).getBytes(StandardCharsets.UTF_8);
            if (key.length < SHORTEST_BODY_KEY) {
                throw new IllegalArgumentException("A webhook secret must have at least " + SHORTEST_BODY_KEY
                        + " bytes, but has " + key.length + ".");
            }
            return key;
        }

        /**
         * Sets the accepted difference between the signed time and the local clock. A message stays recorded for twice
         * that time. Default 5 minutes.
         *
         * @throws IllegalArgumentException if the tolerance is not positive
         */
        public Builder tolerance(Duration tolerance) {
            this.tolerance = Times.requirePositive("tolerance", tolerance);
            return this;
        }

        /** Sets the store of the messages that were received. Default: in memory, see {@link ReplayStore}. */
        public Builder replayStore(ReplayStore store) {
            this.seen = store;
            return this;
        }

        /** Sets the clock. Default {@link Time#SYSTEM}. */
        public Builder time(Time time) {
            this.time = time;
            return this;
        }

        /**
         * Builds the verifier.
         *
         * @throws IllegalStateException if there is no secret
         */
        public WebhookVerifier build() {
            if (keys.isEmpty()) {
                throw new IllegalStateException("a secret must be set before build()");
            }
            return new WebhookVerifier(this);
        }
    }
}
