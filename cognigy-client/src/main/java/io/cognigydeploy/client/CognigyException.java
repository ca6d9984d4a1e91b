package io.cognigydeploy.client;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a call, a wait or a callback; the root of a sealed family. Calls throw no other exception, apart from
 * errors of the virtual machine. Code that calls another platform throws {@link CallFailedException}. Messages contain the method, the path template, the status and the request id, and
 * never a credential, a header or a whole body.
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
                CallFailedException,
                LocalFileException,
                OperationFailedException,
                OperationTimeoutException,
                OperationNotFoundException {

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

    /** Adds the reason why no further attempt followed to the message. */
    void note(String why) {
        note = "; " + why;
    }

    /**
     * Returns method and path template of the call, such as {@code POST /api/v1/deployments/{id}/rollback}. Empty if
     * the failure belongs to no single call.
     */
    public Optional<String> call() {
        return call.isEmpty() ? Optional.empty() : Optional.of(call);
    }

    /** Returns the possible effect of the failed call on the platform. */
    public OutcomeClass outcome() {
        return outcome;
    }
}
