package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.FileTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** A way to a platform over another one. Every exchange passes it, whether it carries a file or not. */
public abstract class Detour implements FileTransport {

    /** The rest of the way. */
    public interface Passage {

        Response take() throws IOException, InterruptedException;
    }

    /** Returns the way that this one leads over. */
    protected abstract FileTransport onwards();

    protected abstract Response pass(Request request, Passage rest) throws IOException, InterruptedException;

    @Override
    public final Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        return pass(request, () -> onwards().exchange(request, limit));
    }

    @Override
    public final Response fetch(Request request, Sink sink, Limits limits) throws IOException, InterruptedException {
        return pass(request, () -> onwards().fetch(request, sink, limits));
    }

    @Override
    public final Response send(Request request, Source body, Limits limits) throws IOException, InterruptedException {
        return pass(request, () -> onwards().send(request, body, limits));
    }

    @Override
    public final List<InetAddress> addresses(String host) throws UnknownHostException {
        return onwards().addresses(host);
    }
}
