package io.cognigydeploy.bench.file;

import io.cognigydeploy.bench.server.Answers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JDK's client that copies between a connection and a file, with nothing around: the baseline. */
final class JdkCarrier implements FileCarrier {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final Path file;

    JdkCarrier(String url, Path file) {
        this.url = url;
        this.file = file;
    }

    @Override
    public String name() {
        return "plain copy by the JDK's client";
    }

    @Override
    public long download() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + Answers.FILE_PATH)).build();
        return Files.size(client.send(request, BodyHandlers.ofFile(file)).body());
    }

    @Override
    public void upload() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + Answers.UPLOAD_PATH))
                .POST(BodyPublishers.ofFile(file))
                .build();
        HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
        if (answer.statusCode() != 202) {
            throw new IOException("answered " + answer.statusCode());
        }
    }

    @Override
    public void close() {
        // Before Java 21 it has no such method, and ends when it is collected.
    }
}
