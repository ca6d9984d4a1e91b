package io.cognigydeploy.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A server that says one thing to every connection, reads nothing and never says more. */
public final class MuteServer implements AutoCloseable {

    private static final int MOST_OPEN = 100;
    private static final int RECEIVE_BUFFER = 4 * 1024;
    private static final int MILLIS_TO_CONNECT = 100;

    private final ServerSocket server;
    private final List<Socket> filling = new ArrayList<>();

    private MuteServer(int backlog) throws IOException {
        server = new ServerSocket();
        server.setReceiveBufferSize(RECEIVE_BUFFER);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
    }

    /** Starts a server that sends these words at once. */
    public static MuteServer saying(String words) throws IOException {
        MuteServer mute = new MuteServer(200);
        Thread thread = new Thread(() -> mute.accept(words));
        thread.setDaemon(true);
        thread.start();
        return mute;
    }

    /** Returns a server that accepts no connection, not even in the operating system's queue. */
    public static MuteServer full() throws IOException {
        MuteServer mute = new MuteServer(1);
        try {
            while (true) {
                Socket socket = new Socket();
                mute.filling.add(socket);
                socket.connect(mute.server.getLocalSocketAddress(), MILLIS_TO_CONNECT);
            }
        } catch (IOException e) {
            return mute;
        }
    }

    /** Returns host and port. */
    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept(String words) {
        Deque<Socket> open = new ArrayDeque<>();
        try {
            while (true) {
                Socket socket = server.accept();
                socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                open.add(socket);
                if (open.size() > MOST_OPEN) {
                    open.remove().close();
                }
            }
        } catch (IOException e) {
            // Closed: the measurement is over.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : filling) {
            socket.close();
        }
    }
}
