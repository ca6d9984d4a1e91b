package io.cognigydeploy.client;

import java.util.Optional;

/** An API key, sent with every request. */
record FixedHeader(AuthHeader key) implements Authorizer {

    @Override
    public Optional<AuthHeader> header(CallDeadline deadline) {
        return Optional.of(key);
    }

    @Override
    public boolean refused(AuthHeader refused) {
        return false;
    }
}
