package io.cognigydeploy.client;

/** Where the bearer token of a request comes from. */
sealed interface Authorizer permits StaticToken, OAuthTokens {

    /** A token to send now. */
    Secret token(CallDeadline deadline);

    /**
     * Told that the platform refused this very token.
     *
     * @return whether there may be another
     */
    boolean refused(Secret token);
}
