package io.cognigydeploy.bench.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server with blocking, kept connections and fixed answers, as cheap as a server in Java can be. */
public final class AnswerServer {

    private static final int MAX_HEAD = 8 * 1024;

    private static final byte[] DEPLOYMENT = answer("200 OK", Answers.deployment());
    private static final byte[] FLOWS = answer("200 OK", Answers.flows());
    private static final byte[] TASK =
            answer("202 Accepted", "{\"_id\":\"bbbbbbbbbbbbbbbbbbbbbbb2\"}".getBytes(StandardCharsets.US_ASCII));
    private static final byte[] PART = new byte[64 * 1024];
    private static final String LINK_LINE = "POST /new/v2.0/snapshots/";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final Pattern HOST = Pattern.compile("(?i)\r\nhost: *(\\S+)\r\n");
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
                if (begins(head, "POST ")) {
                    length = post(head, length, in, out);
                } else if (endsHead(head, length)) {
                    get(head, out);
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

    private static void get(byte[] head, OutputStream out) throws IOException {
        if (!begins(head, "GET " + Answers.FILE_PATH + " ")) {
            out.write(answerTo(head));
            return;
        }
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + Answers.FILE_BYTES + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (long sent = 0; sent < Answers.FILE_BYTES; sent += PART.length) {
            out.write(PART);
        }
    }

    /** Answers a request with a body once its head is there; the body is read and dropped. Returns the bytes to keep. */
    private static int post(byte[] received, int length, InputStream in, OutputStream out) throws IOException {
        String text = new String(received, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n") + 4;
        if (end < 4) {
            return length;
        }
        String head = text.substring(0, end);
        Matcher stated = LENGTH.matcher(head);
        long left = (stated.find() ? Long.parseLong(stated.group(1)) : 0) - (length - end);
        byte[] part = new byte[PART.length];
        while (left > 0) {
            int read = in.read(part, 0, (int) Math.min(part.length, left));
            if (read < 0) {
                throw new EOFException("the body was cut");
            }
            left -= read;
        }
        Matcher host = HOST.matcher(head);
        boolean isLink = head.startsWith(LINK_LINE) && head.contains("/downloadlink ") && host.find();
        out.write(
                isLink
                        ? answer(
                                "200 OK",
                                ("{\"downloadLink\":\"http://" + host.group(1) + Answers.FILE_PATH + "\"}")
                                        .getBytes(StandardCharsets.US_ASCII))
                        : TASK);
        return 0;
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
