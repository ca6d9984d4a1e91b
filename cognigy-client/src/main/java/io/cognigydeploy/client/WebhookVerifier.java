package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
 * Tells genuine callbacks from others, by the bytes as they arrived:
 *
 * <pre>{@code
 * WebhookVerifier verifier = WebhookVerifier.standardWebhooks().secret(secret).build();
 * CallbackHint hint = verifier.verify(bodyBytes, headers);
 * }</pre>
 *
 * <p>A callback is a hint and no evidence; see {@link CallbackHint}. Safe for use by many threads, if the {@link
 * ReplayStore} is.
 */
public final class WebhookVerifier {

    /** How a signature is written. */
    public enum Encoding {
        /** All small or all capital letters. */
        HEX,
        /** With padding, in the alphabet with {@code +} and {@code /}. */
        BASE64
    }

    /** What is wrong with a callback. */
    public enum Reason {
        /** A header is missing, is there twice, or has another form than the scheme says. */
        MALFORMED,
        /** The body is larger than the platform's largest. */
        TOO_LARGE,
        /** Signed longer ago than the tolerance. Ask the sender to send again, and compare the clocks. */
        TOO_OLD,
        /** Signed further in the future than the tolerance. Compare the clocks. */
        TOO_NEW,
        /** None of the signatures is one of ours. */
        WRONG_SIGNATURE,
        /** Genuine, and seen before. Answer with success, or the sender goes on. */
        REPLAYED,
        /** Genuine, but whether it was seen before cannot be remembered now. */
        NOT_REMEMBERED
    }

    /**
     * Remembers which messages were seen. The default keeps 10,000 in memory and refuses more as {@link
     * Reason#NOT_REMEMBERED} until some expire; one that should survive a restart, or serve several processes, has to be
     * made on a database or the like, where inserting a key that is there already fails.
     */
    @FunctionalInterface
    public interface ReplayStore {

        /**
         * Records a message, atomically.
         *
         * @param id never longer than 64 characters
         * @param until when it may be forgotten
         * @return whether it is new
         * @throws IllegalStateException if it cannot be recorded
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

    /** Standard Webhooks 1.0.0 with symmetric signatures: {@code webhook-id}, {@code -timestamp}, {@code -signature}. */
    public static Builder standardWebhooks() {
        return new Builder(
                new Scheme(WebhookSignature.SIGNATURE_HEADER, WebhookSignature.VERSION, Encoding.BASE64, true));
    }

    /** As GitHub does it: {@code sha256=} and the HMAC of the body in hexadecimal, in {@code X-Hub-Signature-256}. */
    public static Builder gitHub() {
        return bodySignature("X-Hub-Signature-256", "sha256=", Encoding.HEX);
    }

    /**
     * An HMAC-SHA256 of the body in a header. Such a signature has no time in it, so an old callback is refused only as
     * long as it is remembered.
     *
     * @param prefix what stands before the signature; may be empty
     */
    public static Builder bodySignature(String header, String prefix, Encoding encoding) {
        return new Builder(new Scheme(header, prefix, encoding, false));
    }

    /**
     * Verifies a callback and remembers it.
     *
     * @param body as it arrived; not decoded, not parsed, not written again
     * @param headers all of them, in any case
     * @throws CallbackRefusedException if it is not genuine, not fresh, or not new
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
                throw new CallbackRefusedException(Reason.MALFORMED, "the id or the timestamp has another form");
            }
            requireFresh(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
            start = WebhookSignature.signed(id, timestamp);
        }
        List<byte[]> signatures = signatures(given);
        boolean genuine = false;
        for (byte[] key : keys) {
            for (byte[] right : scheme.written(WebhookSignature.hmac(key, start, body))) {
                for (byte[] signature : signatures) {
                    // No shortcut: how long it takes says nothing of which one was right.
                    genuine |= MessageDigest.isEqual(right, signature);
                }
            }
        }
        if (!genuine) {
            throw new CallbackRefusedException(Reason.WRONG_SIGNATURE, "no signature is one of ours");
        }
        // By a digest, because an id may be of any length, and the body is all that there is where no id is signed.
        String digest = digest(scheme.standard() ? id.getBytes(StandardCharsets.US_ASCII) : body);
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
            // Once for how old it may be, once for how far the sender's clock may be ahead.
            fresh = seen.record(digest, now.plus(tolerance.multipliedBy(2)));
        } catch (IllegalStateException e) {
            throw new CallbackRefusedException(Reason.NOT_REMEMBERED, "it cannot be remembered as seen");
        }
        if (!fresh) {
            throw new CallbackRefusedException(Reason.REPLAYED, "seen before");
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
            throw new CallbackRefusedException(Reason.MALFORMED, "no signature of the form that is known, or too many");
        }
        return signatures;
    }

    private static String header(Map<String, List<String>> headers, String name) {
        List<String> values = new ArrayList<>();
        headers.forEach((key, all) -> {
            if (name.equalsIgnoreCase(key)) {
                values.addAll(all);
            }
        });
        if (values.size() != 1 || values.get(0).length() > MAX_HEADER) {
            throw new CallbackRefusedException(
                    Reason.MALFORMED, "the header '" + name + "' is not there once, or too long");
        }
        return values.get(0);
    }

    private static Optional<String> operationId(byte[] body) {
        JsonNode fields;
        try {
            fields = Json.readTree(body);
        } catch (Json.UnreadableJsonException e) {
            return Optional.empty();
        }
        return OPERATION_FIELDS.stream()
                .map(fields::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(Signature::isId)
                .findFirst();
    }

    private static String digest(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, this one says it has not.", e);
        }
    }

    /** Where a signature stands and what it looks like; {@code standard} signs id and time as well. */
    private record Scheme(String header, String prefix, Encoding encoding, boolean standard) {

        /** As texts, not as bytes: some texts mean the same bytes, and only these are what a signer writes. */
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

    /** Not safe for use by many threads. */
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
         * A secret that is taken, beside those that were given before: while it is being changed, there are two. White
         * space around it is left out. One of Standard Webhooks that lacks its {@code whsec_} is tried as Base64 and as
         * text.
         *
         * @throws IllegalArgumentException if a Standard Webhooks secret is not of that form, if any other has fewer than
         *     16 bytes, or if it is a signature
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
         * How far the signed time may be from ours, and how long a message is remembered, twice over. Default 5 minutes.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder tolerance(Duration tolerance) {
            if (tolerance.isNegative() || tolerance.isZero()) {
                throw new IllegalArgumentException("tolerance must be positive, not " + tolerance);
            }
            this.tolerance = tolerance;
            return this;
        }

        /** What remembers the messages that were seen. Default: in memory, see {@link ReplayStore}. */
        public Builder replayStore(ReplayStore store) {
            this.seen = store;
            return this;
        }

        /** Default {@link Time#SYSTEM}. */
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
                throw new IllegalStateException("a secret is missing");
            }
            return new WebhookVerifier(this);
        }
    }
}
