package io.cognigydeploy.client;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Credentials of the client. */
public sealed interface Credentials {

    /**
     * Returns OAuth2 client credentials (RFC 6749, section 4.4). The token comes from {@code /oauth/token} of the base
     * URL, and for an installation from {@code /auth/oauth2/token}. The client caches it, fetches it once however many threads need it, and replaces it before it expires.
     *
     * @throws IllegalArgumentException if the id or the secret is blank
     */
    static ClientCredentials clientCredentials(String clientId, String clientSecret) {
        Objects.requireNonNull(clientSecret, "clientSecret must be given, but was null.");
        return new ClientCredentials(clientId, Secret.of(clientSecret), List.of(), Optional.empty());
    }

    /**
     * Returns an API key, which is sent as a bearer token, and to an installation as {@code X-API-Key}. An API key cannot be refreshed: a 401 is final.
     *
     * @throws IllegalArgumentException if the key is blank
     */
    static ApiKey apiKey(String key) {
        return new ApiKey(Secret.of(Objects.requireNonNull(key, "key must be given, but was null.")));
    }

    /**
     * OAuth2 client credentials.
     *
     * @param scopes the scopes to request; empty requests all scopes that the client is allowed
     * @param tokenUrl URL of the token endpoint, if it is not the usual one of the base URL
     */
    record ClientCredentials(String clientId, Secret clientSecret, List<String> scopes, Optional<URI> tokenUrl)
            implements Credentials {

        public ClientCredentials {
            if (Objects.requireNonNull(clientId, "clientId must be given, but was null.")
                    .isBlank()) {
                throw new IllegalArgumentException(
                        "The client id must not be blank. Check the variable that it is read from.");
            }
            scopes = List.copyOf(scopes);
        }

        /**
         * Returns these credentials with the given scopes. If the platform grants fewer, the first call fails with
         * {@link UnauthorizedException}, whose message names the missing scopes.
         */
        public ClientCredentials withScopes(String... wanted) {
            return new ClientCredentials(clientId, clientSecret, List.of(wanted), tokenUrl);
        }

        /** Returns the client's id and scopes, and the host of the token endpoint. */
        @Override
        public String toString() {
            return "ClientCredentials of " + clientId + ", scopes " + scopes
                    + tokenUrl.map(url -> ", tokens from " + url.getHost()).orElse("");
        }

        /** Returns these credentials with another token endpoint. */
        public ClientCredentials withTokenUrl(URI url) {
            return new ClientCredentials(clientId, clientSecret, scopes, Optional.of(url));
        }
    }

    /** An API key. */
    record ApiKey(Secret key) implements Credentials {}
}
