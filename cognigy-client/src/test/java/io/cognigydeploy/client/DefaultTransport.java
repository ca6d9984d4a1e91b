package io.cognigydeploy.client;

/** The transport of clients that have no other, for tests of other modules. */
public final class DefaultTransport {

    private DefaultTransport() {}

    public static FileTransport create() {
        return new HttpTransport(Json.MAX_BYTES, HttpSettings.DEFAULT);
    }
}
