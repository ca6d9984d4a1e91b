package io.cognigydeploy.client;

/** Where the bearer token of a request comes from. */
sealed interface Authorizer permits FixedToken, Tokens {

    /** A token to send now. */
    Secret token(Deadline deadline);

    /**
     * Told that the platform refused this very token.
     *
     * @return whether there may be another
     */
    boolean refused(Secret token);
}
