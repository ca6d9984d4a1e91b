package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;

/**
 * A call, as the policies need it.
 *
 * @param name method and path template; never a secret, never an id
 * @param outcomeIfLost outcome to report if the response is lost
 * @param secrets secrets that no text about the call may contain
 */
record CallSpec(String name, Effect effect, OutcomeClass outcomeIfLost, Secrets secrets) {

    static CallSpec of(String name, Effect effect) {
        return of(name, effect, new Secrets());
    }

    static CallSpec of(String name, Effect effect, Secrets secrets) {
        return new CallSpec(name, effect, OutcomeClass.UNKNOWN, secrets);
    }

    /** Returns a call that only prepares another one. Whatever its result, that other call was not sent. */
    static CallSpec preparing(String name, Secrets secrets) {
        return new CallSpec(name, Effect.IDEMPOTENT, OutcomeClass.NOT_SENT, secrets);
    }

    /** Returns the beginning of a text from outside, for a message. Secrets are hidden before the text is cut. */
    String quote(String outside, int most) {
        return Printable.cut(secrets.hide(outside), most);
    }
}
