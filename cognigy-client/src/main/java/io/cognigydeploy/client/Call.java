package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;

/**
 * What is being called, as far as the policies need to know.
 *
 * @param name method and path template; never a secret, never an id
 * @param whenLost what is true of the caller's request when the answer to this one is lost
 */
record Call(String name, Effect effect, OutcomeClass whenLost) {

    static Call of(String name, Effect effect) {
        return new Call(name, effect, OutcomeClass.UNKNOWN);
    }

    /** A call that only prepares another: whatever becomes of it, that other one was not sent. */
    static Call preparing(String name) {
        return new Call(name, Effect.IDEMPOTENT, OutcomeClass.NOT_SENT);
    }
}
