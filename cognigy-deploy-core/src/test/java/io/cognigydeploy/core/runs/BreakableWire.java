package io.cognigydeploy.core.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A wire to a database over loopback that can be cut, once at a message with some text, or until it is mended. */
final class BreakableWire implements AutoCloseable {

    /** The moments at which the wire breaks. */
    enum CutAt {
        /** The message does not reach the database. */
        BEFORE,
        /** The message reaches the database, and its connection is gone at once. */
        DURING,
        /** The message was answered, and the answer does not arrive. */
        AFTER,
        /** The message does not reach the database, and the connection stays open. */
        SILENT
    }

    private record Cut(CutAt moment, String text) {}

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final String url;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Cut> cut = new AtomicReference<>();
    private volatile boolean down;

    BreakableWire(String jdbcUrl) throws IOException {
        URI real = URI.create(jdbcUrl.substring("jdbc:".length()));
        this.host = real.getHost();
        this.port = real.getPort() < 0 ? 5432 : real.getPort();
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String authority = host + (real.getPort() < 0 ? "" : ":" + port);
        this.url = jdbcUrl.replace("//" + authority, "//127.0.0.1:" + listener.getLocalPort());
        start(this::accept);
    }

    String url() {
        return url;
    }

    /** Breaks the wire once, at the next message with this text. */
    void cut(CutAt moment, String text) {
        cut.set(new Cut(moment, text));
    }

    boolean wasCut() {
        return cut.get() == null;
    }

    /** Cuts every connection, and refuses others until {@link #up}. */
    void down() {
        down = true;
        open.forEach(BreakableWire::end);
    }

    void up() {
        down = false;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(BreakableWire::end);
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                if (down) {
                    end(client);
                    continue;
                }
                Socket server = new Socket(host, port);
                open.add(client);
                open.add(server);
                AtomicReference<CutAt> answer = new AtomicReference<>(CutAt.BEFORE);
                start(() -> carry(client, server, answer, true));
                start(() -> carry(server, client, answer, false));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** Returns the moment at which this message breaks the wire, and forgets it; null if it does not. */
    private @Nullable CutAt cutBy(String message) {
        Cut due = cut.get();
        return due != null && message.contains(due.text) && cut.compareAndSet(due, null) ? due.moment : null;
    }

    /** Carries messages one way; {@code answer} is AFTER while the next answer must not arrive. */
    private void carry(Socket from, Socket to, AtomicReference<CutAt> answer, boolean toServer) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!toServer) {
                    if (answer.get() == CutAt.AFTER) {
                        return;
                    }
                    out.write(buffer, 0, length);
                    continue;
                }
                CutAt moment = cutBy(new String(buffer, 0, length, StandardCharsets.UTF_8));
                if (moment == CutAt.BEFORE) {
                    return;
                }
                if (moment == CutAt.SILENT) {
                    continue;
                }
                if (moment == CutAt.AFTER) {
                    answer.set(moment);
                }
                out.write(buffer, 0, length);
                if (moment == CutAt.DURING) {
                    return;
                }
            }
        } catch (IOException e) {
            // The other side has ended it.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }
}
