package io.cognigydeploy.client;

/**
 * 429, after as many waits as the retry options allow. Where the deadline ends the waiting, it is the cause of a {@link
 * DeadlineExceededException}.
 */
public final class ThrottledException extends ApiException {

    private static final long serialVersionUID = 1L;

    ThrottledException(Answer answer) {
        super(answer);
    }
}
