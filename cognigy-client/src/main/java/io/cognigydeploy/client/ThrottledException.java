package io.cognigydeploy.client;

/**
 * A refusal with 429 that outlasted the retries. If the call's time limit ends the retries first, this exception is the
 * cause of a {@link DeadlineExceededException}.
 */
public final class ThrottledException extends ApiException {

    private static final long serialVersionUID = 1L;

    ThrottledException(Answer answer) {
        super(answer);
    }
}
