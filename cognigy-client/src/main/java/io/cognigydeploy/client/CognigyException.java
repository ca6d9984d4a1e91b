package io.cognigydeploy.client;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong between this library and the platform, as one sealed family. No other exception leaves a
 * call, apart from errors of the virtual machine. Messages name the method, the path template, the status and the
 * request id, and never a credential, a header or a whole body.
 */
public abstract sealed class CognigyException extends RuntimeException
        permits ApiException,
                TransportException,
                UnreadableResponseException,
                InvalidRequestException,
                DeadlineExceededException,
                CallInterruptedException,
                CircuitOpenException,
                CallbackRefusedException,
                OperationFailedException,
                OperationTimeoutException {

    private static final long serialVersionUID = 1L;

    private final String call;
    private final OutcomeClass outcome;
    private volatile String note = "";

    CognigyException(String call, OutcomeClass outcome, String message, @Nullable Throwable cause) {
        super(Printable.shown(call.isEmpty() ? message : call + ": " + message), cause);
        this.call = call;
        this.outcome = outcome;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage()) + note;
    }

    /** Adds to the message why this failure was the last. */
    void note(String why) {
        note = "; " + why;
    }

    /**
     * Method and path template of the call, such as {@code POST /api/v1/deployments/{id}/rollback}; empty where the
     * failure belongs to no single call.
     */
    public Optional<String> call() {
        return call.isEmpty() ? Optional.empty() : Optional.of(call);
    }

    /** What the failed call may have done to the platform. */
    public OutcomeClass outcome() {
        return outcome;
    }
}
