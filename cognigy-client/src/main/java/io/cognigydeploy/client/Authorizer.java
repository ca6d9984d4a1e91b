package io.cognigydeploy.client;

/** Source of the header that authorizes a request. */
sealed interface Authorizer permits FixedHeader, OAuthTokens {

    /** Returns the header of a request that is sent now. */
    AuthHeader header(CallDeadline deadline);

    /**
     * Discards a header that the platform refused.
     *
     * @return whether another one may be available
     */
    boolean refused(AuthHeader refused);
}
