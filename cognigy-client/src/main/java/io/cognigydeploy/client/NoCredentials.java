package io.cognigydeploy.client;

import java.util.Optional;

/** The authorization of requests that carry no credentials. */
record NoCredentials() implements Authorizer {

    @Override
    public Optional<AuthHeader> header(CallDeadline deadline) {
        return Optional.empty();
    }

    @Override
    public boolean refused(AuthHeader refused) {
        return false;
    }
}
