package io.cognigydeploy.client;

/** An API key, sent with every request. */
record FixedHeader(AuthHeader header) implements Authorizer {

    @Override
    public AuthHeader header(CallDeadline deadline) {
        return header;
    }

    @Override
    public boolean refused(AuthHeader refused) {
        return false;
    }
}
