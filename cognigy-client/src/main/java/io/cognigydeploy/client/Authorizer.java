package io.cognigydeploy.client;

/** Source of the bearer token of a request. */
sealed interface Authorizer permits StaticToken, OAuthTokens {

    /** Returns a token for a request that is sent now. */
    Secret token(CallDeadline deadline);

    /**
     * Discards a token that the platform refused.
     *
     * @return whether another token may be available
     */
    boolean refused(Secret token);
}
