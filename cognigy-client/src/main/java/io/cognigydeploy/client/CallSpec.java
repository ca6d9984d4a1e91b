package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;

/**
 * What is being called, as far as the policies need to know.
 *
 * @param name method and path template; never a secret, never an id
 * @param outcomeIfLost what is true of the caller's request when the answer to this one is lost
 * @param secrets what no text about the call may repeat
 */
record CallSpec(String name, Effect effect, OutcomeClass outcomeIfLost, Secrets secrets) {

    static CallSpec of(String name, Effect effect) {
        return of(name, effect, new Secrets());
    }

    static CallSpec of(String name, Effect effect, Secrets secrets) {
        return new CallSpec(name, effect, OutcomeClass.UNKNOWN, secrets);
    }

    /** A call that only prepares another: whatever becomes of it, that other one was not sent. */
    static CallSpec preparing(String name, Secrets secrets) {
        return new CallSpec(name, Effect.IDEMPOTENT, OutcomeClass.NOT_SENT, secrets);
    }

    /** The beginning of a text from outside, for a message. Secrets are hidden before it is cut. */
    String quote(String outside, int most) {
        return Printable.cut(secrets.hide(outside), most);
    }
}
