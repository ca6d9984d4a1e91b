package io.cognigydeploy.client;

import java.util.Optional;

/** The two APIs of platforms, in what the policies of a call depend on. */
enum Dialect {

    /** The documented API of {@link CognigyClient}. */
    DOCUMENTED("/oauth/token") {

        @Override
        AuthHeader headerOf(Secret key) {
            return AuthHeader.bearer(key);
        }

        @Override
        Optional<RateBudget> budget(Origin origin, Time time) {
            return Optional.of(new RateBudget(time, 60, 60));
        }
    },

    /** The product's own API. */
    PRODUCT("/auth/oauth2/token") {

        @Override
        AuthHeader headerOf(Secret key) {
            return new AuthHeader("X-API-Key", key);
        }

        @Override
        Optional<RateBudget> budget(Origin origin, Time time) {
            return Optional.of(RateBudget.shared(origin, time));
        }
    };

    private final String tokenPath;

    Dialect(String tokenPath) {
        this.tokenPath = tokenPath;
    }

    /** Returns the path of the token endpoint, below the base URL. */
    String tokenPath() {
        return tokenPath;
    }

    /** Returns the header by which an API key is sent. */
    abstract AuthHeader headerOf(Secret key);

    /** Returns the rate limit of a client whose builder sets none. */
    abstract Optional<RateBudget> budget(Origin origin, Time time);
}
