package io.cognigydeploy.client;

/**
 * A callback that is not genuine, not fresh, or not new. Nothing was sent. The message contains neither the body, nor
 * the value of a header, nor a secret.
 */
public final class CallbackRefusedException extends CognigyException {

    private static final long serialVersionUID = 1L;

    private final WebhookVerifier.Reason reason;

    CallbackRefusedException(WebhookVerifier.Reason reason, String message) {
        super("", OutcomeClass.NOT_SENT, "callback refused as " + reason + ": " + message, null);
        this.reason = reason;
    }

    /** Returns the reason for the refusal. */
    public WebhookVerifier.Reason reason() {
        return reason;
    }
}
