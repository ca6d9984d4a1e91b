package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fake platform on a loopback port. */
@Command(
        name = "fake-server",
        description = {
            "Serves a fake platform on 127.0.0.1.",
            "It runs until the process is stopped. Jobs advance with each poll. Without --state it serves a world in which every example can succeed, and accepts any credentials. On the same port it serves an installation of the product: /new/v2.0, tokens, and talk."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class FakeServerCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            required = true,
            paramLabel = "N",
            description = "The port to listen on; 0 selects a free one.")
    private int port;

    @Option(
            names = "--port-file",
            paramLabel = "F",
            description = "Write the port to this file as soon as requests are served.")
    private Optional<Path> portFile = Optional.empty();

    @Option(names = "--state", paramLabel = "F", description = "The world to serve, as JSON (see docs/fake-server.md).")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--only",
            paramLabel = "N[+prose]",
            description = {
                "Serve only the requests of document N (000 to 004), and 404 for the rest; see docs/fake-server.md.",
                "With +prose also those that its text mentions without a form. 004 issues no tokens and accepts API"
                        + " keys."
            })
    private Optional<String> only = Optional.empty();

    @Option(
            names = "--fault",
            paramLabel = "'METHOD PATH-REGEX NTH STATUS [RETRY-AFTER]'",
            description = {
                "A fault: the NTH request (1, 2-4, or *) of this method and path is answered with STATUS.",
                "STATUS may also be drop, applied-drop, applied-500, unreadable, applied-unreadable, html, html-502 or stall.",
                "Repeatable."
            })
    private List<String> faults = new ArrayList<>();

    @Option(names = "--log", paramLabel = "F", description = "Append one JSON object a request to this file.")
    private Optional<Path> log = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65535) {
            throw new ParameterException(
                    spec.commandLine(), "--port must be a number from 0 to 65535, but was " + port + ".");
        }
        FakeCognigy fake = state.map(file -> FakeCognigy.fromFile(file, Time.SYSTEM))
                .orElseGet(() -> FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials());
        only.ifPresent(document -> restrict(fake, document));
        faults.stream().map(Fault::parse).forEach(fake::fail);
        try (FakeServer server = FakeServer.start(fake, port)) {
            JsonMapper json = new JsonMapper();
            log.ifPresent(file -> server.onRequest(request -> append(file, json, request)));
            spec.commandLine().getErr().println("Serving a FAKE platform at " + server.url() + " until stopped.");
            publish(server.port());
            new CountDownLatch(1).await();
            return ExitStatus.DONE;
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Port " + port + " is not available: " + e.getMessage() + ". Choose another --port.");
        }
    }

    private void restrict(FakeCognigy fake, String wanted) {
        String number = wanted.replaceFirst("\\+prose$", "");
        try {
            Document document = Document.numbered(number);
            if (number.equals(wanted)) {
                fake.only(document);
            } else {
                fake.onlyWithProse(document);
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only must be a number from 000 to 004, with or without +prose, but was '" + wanted + "'.",
                    e);
        }
    }

    private void publish(int taken) {
        portFile.ifPresent(file -> {
            try {
                // Appears whole or not at all, so that a waiting reader never gets half a number.
                Path draft = file.resolveSibling(file.getFileName() + ".part");
                Files.writeString(draft, Integer.toString(taken));
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("The port cannot be written to " + file, e);
            }
        });
    }

    private static synchronized void append(Path file, JsonMapper json, RecordedRequest recorded) {
        RecordedRequest request = recorded.redacted();
        try {
            ObjectNode line = json.createObjectNode();
            line.put("at", request.at().toString());
            line.put("method", request.method());
            line.put("path", request.path());
            line.put("query", request.query());
            line.set("headers", json.valueToTree(request.headers()));
            line.put("body", request.body());
            line.put("status", request.status());
            Files.writeString(
                    file, json.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The request cannot be logged to " + file, e);
        }
    }
}
