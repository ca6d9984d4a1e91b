package io.cognigydeploy.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The platform answered, and the answer was no. Subclasses exist where a caller would catch one of them alone; for the
 * rest look at {@link #status()}.
 */
public sealed class ApiException extends CognigyException
        permits UnauthorizedException, NotFoundException, ConflictException, ThrottledException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String requestId;
    private final @Nullable Duration retryAfter;

    ApiException(Answer answer) {
        super(answer.call(), answer.outcome(), answer.describe(), null);
        this.status = answer.status();
        this.code = answer.code();
        this.requestId = answer.requestId();
        this.retryAfter = answer.retryAfter();
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The platform's own error code, where the body stated one. */
    public Optional<String> code() {
        return code.isEmpty() ? Optional.empty() : Optional.of(code);
    }

    /** The platform's id of this exchange, for its support: from {@code X-Request-Id} or the body's {@code traceId}. */
    public Optional<String> requestId() {
        return requestId.isEmpty() ? Optional.empty() : Optional.of(requestId);
    }

    /** How long the platform asked to wait, where it did so readably. Never negative, capped at one day. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What the error mapper read from a refusal. */
    record Answer(
            String call,
            OutcomeClass outcome,
            int status,
            String code,
            String detail,
            String requestId,
            @Nullable Duration retryAfter) {

        String describe() {
            StringBuilder text = new StringBuilder("answered ").append(status);
            if (!code.isEmpty()) {
                text.append(" [").append(code).append(']');
            }
            if (!detail.isEmpty()) {
                text.append(": ").append(detail);
            }
            if (!requestId.isEmpty()) {
                text.append(" (request id ").append(requestId).append(')');
            }
            return text.toString();
        }
    }
}
