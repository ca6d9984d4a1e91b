package io.cognigydeploy.cli.strict;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;

/** One origin of an installation on loopback, which records each violation and answers it with its status. */
final class StrictOrigin implements AutoCloseable {

    private final HttpServer server;
    private final Function<Received, Answer> answers;
    private final List<String> requests;
    private final List<String> violations;

    private StrictOrigin(
            HttpServer server, Function<Received, Answer> answers, List<String> requests, List<String> violations) {
        this.server = server;
        this.answers = answers;
        this.requests = requests;
        this.violations = violations;
    }

    /**
     * Starts an origin. It answers one request at a time.
     *
     * @param requests takes the first line of each request
     * @param violations takes each violation, with the first line of its request
     */
    static StrictOrigin start(Function<Received, Answer> answers, List<String> requests, List<String> violations)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StrictOrigin origin = new StrictOrigin(server, answers, requests, violations);
        server.createContext("/", origin::serve);
        server.start();
        return origin;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Received received = Received.of(exchange);
        requests.add(received.line());
        answer(received).writeTo(exchange);
    }

    private Answer answer(Received received) {
        try {
            return answers.apply(received);
        } catch (Violation e) {
            violations.add(received.line() + ": " + e.getMessage());
            return Answer.problem(e.status(), e.status(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
