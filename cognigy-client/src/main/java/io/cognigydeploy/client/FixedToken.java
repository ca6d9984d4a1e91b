package io.cognigydeploy.client;

/** An API key. */
record FixedToken(Secret key) implements Authorizer {

    @Override
    public Secret token(Deadline deadline) {
        return key;
    }

    @Override
    public boolean refused(Secret token) {
        return false;
    }
}
