package io.cognigydeploy.client;

/** An API key, used as the token of every request. */
record StaticToken(Secret key) implements Authorizer {

    @Override
    public Secret token(CallDeadline deadline) {
        return key;
    }

    @Override
    public boolean refused(Secret token) {
        return false;
    }
}
