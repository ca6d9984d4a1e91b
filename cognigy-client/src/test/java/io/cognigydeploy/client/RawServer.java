package io.cognigydeploy.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on a loopback port that misbehaves on request, byte by byte. */
final class RawServer implements AutoCloseable {

    /** What becomes of one request. */
    interface Behaviour {

        /** Returns whether the connection goes on. */
        boolean handle(Socket socket) throws IOException;
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final ServerSocket server;
    private final List<Behaviour> script = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch received = new CountDownLatch(1);

    RawServer(Behaviour... behaviours) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviours);
    }

    private RawServer(ServerSocket server, Behaviour... behaviours) {
        this.server = server;
        script.addAll(List.of(behaviours));
        daemon(this::accept);
    }

    /** A server that speaks TLS with {@link OwnAuthority}. */
    static RawServer withTls(Behaviour... behaviours) throws IOException {
        return new RawServer(
                OwnAuthority.context()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                behaviours);
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Head and body of every request that arrived whole. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many requests began to arrive, read or not. */
    int arrivals() {
        return arrivals.get();
    }

    int connections() {
        return connections.get();
    }

    void awaitRequest() throws InterruptedException {
        received.await();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    static Behaviour answer(int status, String body, String... headers) {
        return socket -> {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n");
            boolean typed = false;
            for (int i = 0; i < headers.length; i += 2) {
                head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
                typed |= headers[i].equalsIgnoreCase("Content-Type");
            }
            head.append(typed ? "\r\n" : "Content-Type: application/json\r\n\r\n");
            write(socket, head + body);
            return true;
        };
    }

    /** An RST, as from a process that died. */
    static Behaviour reset() {
        return socket -> {
            socket.setSoLinger(true, 0);
            return false;
        };
    }

    /** An RST as soon as a request begins to arrive. */
    static Behaviour resetUnread() {
        return unread(reset());
    }

    /** The same, before the request is read. */
    static Behaviour unread(Behaviour behaviour) {
        return new Unread(behaviour);
    }

    private record Unread(Behaviour behaviour) implements Behaviour {

        @Override
        public boolean handle(Socket socket) throws IOException {
            return behaviour.handle(socket);
        }
    }

    static Behaviour stall(String first) {
        return socket -> {
            write(socket, first);
            // Until the client gives up.
            return socket.getInputStream().read() >= 0;
        };
    }

    static Behaviour truncated(String first) {
        return socket -> {
            write(socket, first);
            return false;
        };
    }

    /** Bytes as they are, after which the connection goes on. */
    static Behaviour bytes(String text) {
        return socket -> {
            write(socket, text);
            return true;
        };
    }

    /** The first part at once, then a space every so often, for ever. */
    static Behaviour drip(String first, int everyMillis) {
        return socket -> {
            write(socket, first);
            socket.setSoTimeout(everyMillis);
            while (true) {
                try {
                    if (socket.getInputStream().read() < 0) {
                        return false;
                    }
                } catch (SocketTimeoutException e) {
                    write(socket, " ");
                }
            }
        };
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            boolean open = true;
            while (open) {
                int first = socket.getInputStream().read();
                if (first < 0) {
                    return;
                }
                arrivals.incrementAndGet();
                Behaviour behaviour = next();
                if (!(behaviour instanceof Unread)) {
                    String request = read(first, socket.getInputStream());
                    if (request.isEmpty()) {
                        return;
                    }
                    requests.add(request);
                    received.countDown();
                }
                open = behaviour.handle(socket);
            }
        } catch (IOException e) {
            // The client is gone, which is what several tests are about.
            sockets.remove(socket);
        }
    }

    private synchronized Behaviour next() {
        return script.size() > 1 ? script.remove(0) : script.get(0);
    }

    private static String read(int first, InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            bytes.write(b);
        }
        Matcher length = LENGTH.matcher(bytes.toString(StandardCharsets.ISO_8859_1));
        if (length.find()) {
            bytes.write(in.readNBytes(Integer.parseInt(length.group(1))));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }
}
