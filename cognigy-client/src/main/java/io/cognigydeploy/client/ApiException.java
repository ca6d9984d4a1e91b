package io.cognigydeploy.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal by the platform. Subclasses exist for refusals that a caller would catch by themselves; for all others use
 * {@link #status()}.
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

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the platform's own error code; empty if the body stated none. */
    public Optional<String> code() {
        return Optional.of(code).filter(text -> !text.isEmpty());
    }

    /**
     * Returns the platform's id of this exchange, for its support. The id comes from {@code X-Request-Id} or from the
     * body's {@code traceId}; empty if there is none.
     */
    public Optional<String> requestId() {
        return Optional.of(requestId).filter(id -> !id.isEmpty());
    }

    /**
     * Returns the wait that the platform asked for, never negative and at most one day. Empty if the platform stated
     * none, or none that can be read.
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The content of a refusal, as {@link ErrorDecoder} reads it. */
    record Answer(
            String call,
            OutcomeClass outcome,
            int status,
            String code,
            String detail,
            String requestId,
            @Nullable Duration retryAfter) {

        /** Returns this refusal with another text. */
        Answer withDetail(String other) {
            return new Answer(call, outcome, status, code, other, requestId, retryAfter);
        }

        String describe() {
            return "answered " + status
                    + (code.isEmpty() ? "" : " [" + code + "]")
                    + (detail.isEmpty() ? "" : ": " + detail)
                    + (requestId.isEmpty() ? "" : " (request id " + requestId + ")");
        }
    }
}
