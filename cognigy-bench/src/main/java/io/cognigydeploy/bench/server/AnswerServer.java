package io.cognigydeploy.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A server with blocking, kept connections and fixed answers, as cheap as a server in Java can be. */
public final class AnswerServer {

    private static final int MAX_HEAD = 8 * 1024;

    private static final byte[] DEPLOYMENT = answer("200 OK", Answers.deployment());
    private static final byte[] FLOWS = answer("200 OK", Answers.flows());
    private static final byte[] NOT_FOUND = answer("404 Not Found", new byte[0]);

    private AnswerServer() {}

    /** Serves until standard input ends, which it does when the harness ends. Prints the port. */
    public static void main(String[] args) throws IOException {
        ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        daemon(() -> accept(server));
        System.out.println(server.getLocalPort());
        while (System.in.read() >= 0) {
            // Nothing is sent; only the end counts.
        }
    }

    private static void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            System.err.println("The server ends: " + e.getMessage());
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] head = new byte[MAX_HEAD];
            int length = 0;
            while (length < head.length) {
                int read = in.read(head, length, head.length - length);
                if (read < 0) {
                    return;
                }
                length += read;
                if (endsHead(head, length)) {
                    out.write(answerTo(head));
                    length = 0;
                }
            }
        } catch (IOException e) {
            // The client has closed the connection.
        }
    }

    private static boolean endsHead(byte[] head, int length) {
        return length >= 4
                && head[length - 4] == '\r'
                && head[length - 3] == '\n'
                && head[length - 2] == '\r'
                && head[length - 1] == '\n';
    }

    private static byte[] answerTo(byte[] head) {
        if (begins(head, "GET /api/v1/deployments/")) {
            return DEPLOYMENT;
        }
        return begins(head, "GET /api/v2/flows") ? FLOWS : NOT_FOUND;
    }

    private static boolean begins(byte[] head, String line) {
        return Arrays.equals(head, 0, line.length(), line.getBytes(StandardCharsets.US_ASCII), 0, line.length());
    }

    private static byte[] answer(String status, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] answer = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, answer, head.length, body.length);
        return answer;
    }
}
