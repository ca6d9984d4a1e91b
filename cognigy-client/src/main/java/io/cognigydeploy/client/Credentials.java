package io.cognigydeploy.client;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How the client proves who it is. */
public sealed interface Credentials {

    /**
     * OAuth2 client credentials (RFC 6749, section 4.4). The token comes from {@code /oauth/token} of the base URL, is
     * cached, is fetched once however many threads need it, and is replaced before it expires.
     *
     * @throws IllegalArgumentException if the id or the secret is blank
     */
    static ClientCredentials clientCredentials(String clientId, String clientSecret) {
        Objects.requireNonNull(clientSecret, "clientSecret must be given, but was null.");
        return new ClientCredentials(clientId, Secret.of(clientSecret), List.of(), Optional.empty());
    }

    /**
     * An API key, sent as a bearer token. It cannot be refreshed: a 401 is final.
     *
     * @throws IllegalArgumentException if the key is blank
     */
    static ApiKey apiKey(String key) {
        return new ApiKey(Secret.of(Objects.requireNonNull(key, "key must be given, but was null.")));
    }

    /**
     * OAuth2 client credentials.
     *
     * @param scopes what is asked for; empty asks for whatever the client is allowed
     * @param tokenUrl where tokens come from, if not from {@code /oauth/token} of the base URL
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
         * The same credentials, asking for these scopes. If the platform grants fewer, the first call fails with
         * {@link UnauthorizedException} and names what is missing.
         */
        public ClientCredentials withScopes(String... wanted) {
            return new ClientCredentials(clientId, clientSecret, List.of(wanted), tokenUrl);
        }

        /** The client's id and scopes, and the host that tokens come from. */
        @Override
        public String toString() {
            return "ClientCredentials of " + clientId + ", scopes " + scopes
                    + tokenUrl.map(url -> ", tokens from " + url.getHost()).orElse("");
        }

        /** The same credentials, with tokens from elsewhere than the base URL. */
        public ClientCredentials withTokenUrl(URI url) {
            return new ClientCredentials(clientId, clientSecret, scopes, Optional.of(url));
        }
    }

    /** An API key. */
    record ApiKey(Secret key) implements Credentials {}
}
