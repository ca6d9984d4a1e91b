package io.cognigydeploy.bench.client;

import java.io.IOException;

/** A client that asks the server and decodes all of the answer into values. */
public interface Caller extends AutoCloseable {

    /** The most connections of a client that has a limit, more than there are threads. */
    int CONNECTIONS = 100;

    /** Returns the name of the client in tables. */
    String name();

    /** Reads the deployment and returns its id. */
    String deployment() throws IOException, InterruptedException;

    /** Reads the page of flows and returns their number. */
    int flows() throws IOException, InterruptedException;

    @Override
    void close();
}
