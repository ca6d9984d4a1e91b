package io.cognigydeploy.client;

import java.util.Optional;

/** Source of the header that authorizes a request. */
sealed interface Authorizer permits FixedHeader, OAuthTokens, NoCredentials {

    /** Returns the header of a request that is sent now; empty if it needs none. */
    Optional<AuthHeader> header(CallDeadline deadline);

    /**
     * Discards a header that the platform refused.
     *
     * @return whether another one may be available
     */
    boolean refused(AuthHeader refused);
}
