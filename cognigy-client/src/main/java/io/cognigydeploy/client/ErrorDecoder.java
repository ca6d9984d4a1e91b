package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cognigydeploy.client.api.Effect;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The mapping of error responses to exceptions, in every known error format. */
final class ErrorDecoder {

    private static final Duration LONGEST_HINT = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,18}(\\.\\d{0,18})?");
    private static final Set<Integer> OF_GATEWAYS = Set.of(403, 502, 503, 504);
    private static final String GATEWAY = "a page of a gateway in front of the platform";
    private static final int MAX_TEXT = 300;
    private static final int MAX_BODY = 64 * 1024;

    private ErrorDecoder() {}

    /** Returns the answer if its status is a 2xx; throws the matching exception otherwise. */
    static Transport.Response requireSuccess(CallSpec call, Transport.Response answer, Instant now) {
        if (isSuccess(answer)) {
            return answer;
        }
        ApiException.Answer refusal = read(call, outcome(answer.status(), call), answer, now);
        throw switch (answer.status()) {
            case 401 -> new UnauthorizedException(refusal);
            case 403 -> isFromGateway(answer) ? new ApiException(refusal) : new UnauthorizedException(refusal);
            case 404 -> new NotFoundException(refusal);
            case 409 -> new ConflictException(refusal);
            case 429 -> new ThrottledException(refusal);
            default -> new ApiException(refusal);
        };
    }

    /**
     * Returns the answer of a token endpoint if its status is a 2xx. Every refusal by the platform concerns the
     * credentials, whatever its status: a 404 here must not look like a 404 of the call that the token is for.
     */
    static Transport.Response requireToken(CallSpec call, Transport.Response answer, Instant now) {
        if (isSuccess(answer)) {
            return answer;
        }
        boolean gateway = isFromGateway(answer);
        OutcomeClass outcome = gateway ? OutcomeClass.NOT_SENT : outcome(answer.status(), call);
        // The text may quote the request, and with it the client's secret.
        ApiException.Answer refusal = read(call, outcome, answer, now).withDetail(gateway ? GATEWAY : "");
        if (answer.status() == 429) {
            throw new ThrottledException(refusal);
        }
        throw refusal.outcome() == OutcomeClass.NOT_SENT
                ? new ApiException(refusal)
                : new UnauthorizedException(refusal);
    }

    private static boolean isSuccess(Transport.Response answer) {
        return answer.status() >= 200 && answer.status() < 300;
    }

    private static OutcomeClass outcome(int status, CallSpec call) {
        OutcomeClass outcome = OutcomeClass.ofRefusal(status);
        if (outcome == OutcomeClass.UNKNOWN) {
            return call.outcomeIfLost();
        }
        // A request that only prepares a call conflicts with nothing.
        return call.outcomeIfLost() == OutcomeClass.UNKNOWN ? outcome : OutcomeClass.REJECTED;
    }

    /**
     * Returns the exception for a refusal with a success status, such as {@code {"success": false, "message": "…"}}. A
     * refusal that contains an id contradicts itself: the effect of the request is unknown.
     */
    static ApiException inEnvelope(CallSpec call, Transport.Response answer, JsonNode body) {
        OutcomeClass outcome =
                call.effect() != Effect.NONE && Envelope.hasId(body) ? call.outcomeIfLost() : OutcomeClass.REJECTED;
        ApiException.Answer refusal =
                read(call, outcome, answer, body, Words.in(body).orElse(""), null);
        return new ApiException(
                refusal.detail().isEmpty() && refusal.code().isEmpty()
                        ? refusal.withDetail("without success")
                        : refusal);
    }

    private static ApiException.Answer read(
            CallSpec call, OutcomeClass outcome, Transport.Response answer, Instant now) {
        JsonNode body = body(answer);
        String words = (body.isMissingNode() ? wordsOfText(answer) : Words.in(body)).orElse("");
        return read(
                call,
                outcome,
                answer,
                body,
                isFromGateway(answer) ? words.isEmpty() ? GATEWAY : GATEWAY + ": " + words : words,
                retryAfter(answer.headers(), now));
    }

    private static ApiException.Answer read(
            CallSpec call,
            OutcomeClass outcome,
            Transport.Response answer,
            JsonNode body,
            String words,
            @Nullable Duration retryAfter) {
        JsonNode error = body.path("error");
        String code = first(body.path("code"), error.path("code"), error);
        String requestId = answer.headers().firstValue("X-Request-Id").orElseGet(() -> first(body.path("traceId")));
        return new ApiException.Answer(
                call.name(),
                outcome,
                answer.status(),
                call.quote(code, MAX_TEXT),
                words.equals(code) ? "" : call.quote(words, MAX_TEXT),
                call.quote(requestId, MAX_TEXT),
                retryAfter);
    }

    /**
     * Returns whether the answer is a page of a gateway. The platform answers in JSON; an HTML page with one of these
     * statuses was made on the way to it, and says nothing about the credentials.
     */
    private static boolean isFromGateway(Transport.Response answer) {
        return OF_GATEWAYS.contains(answer.status())
                && answer.headers()
                        .firstValue("Content-Type")
                        .map(type -> type.toLowerCase(Locale.ROOT).contains("html"))
                        .orElseGet(() -> answer.body().length > 0 && answer.body()[0] == '<');
    }

    private static JsonNode body(Transport.Response answer) {
        return answer.body().length > MAX_BODY ? MissingNode.getInstance() : Json.readTreeIfAny(answer.body());
    }

    private static Optional<String> wordsOfText(Transport.Response answer) {
        return answer.body().length > MAX_BODY
                ? Optional.empty()
                : Words.in(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static String first(JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            if ((candidate.isTextual() && !candidate.textValue().isBlank()) || candidate.isIntegralNumber()) {
                return candidate.asText();
            }
        }
        return "";
    }

    /**
     * Returns the longest wait that the answer's {@code Retry-After} asks for; null if none can be read. Seconds are
     * rounded up. A date counts from the server's own clock if the answer states it, and is zero if it is past.
     */
    static @Nullable Duration retryAfter(HttpHeaders headers, Instant now) {
        List<String> hints = headers.allValues("Retry-After");
        if (hints.isEmpty()) {
            return null;
        }
        Instant server = headers.firstValue("Date").flatMap(Times::httpDate).orElse(now);
        return hints.stream()
                .flatMap(value -> hint(value.strip(), server).stream())
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Optional<Duration> hint(String text, Instant server) {
        Optional<Duration> hint = SECONDS.matcher(text).matches()
                ? Optional.of(Duration.ofSeconds(
                        new BigDecimal(text).setScale(0, RoundingMode.CEILING).longValueExact()))
                : Times.httpDate(text).map(until -> Duration.between(server, until));
        return hint.map(wait -> Times.shorter(Times.longer(wait, Duration.ZERO), LONGEST_HINT));
    }
}
