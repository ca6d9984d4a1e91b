package io.cognigydeploy.bench.file;

import io.cognigydeploy.bench.server.Answers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The JDK's client with the duties of this library: a SHA-256 of the file, which is forced to disk. */
final class CheckedCarrier implements FileCarrier {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final Path file;

    CheckedCarrier(String url, Path file) {
        this.url = url;
        this.file = file;
    }

    @Override
    public String name() {
        return "the same with SHA-256, forced to disk";
    }

    @Override
    public long download() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + Answers.FILE_PATH)).build();
        try (InputStream in = hashed(
                        client.send(request, BodyHandlers.ofInputStream()).body());
                FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            long size = in.transferTo(out);
            channel.force(true);
            return size;
        }
    }

    @Override
    public void upload() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + Answers.UPLOAD_PATH))
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::read), Files.size(file)))
                .build();
        if (client.send(request, BodyHandlers.discarding()).statusCode() != 202) {
            throw new IOException("the upload was refused");
        }
    }

    private InputStream read() {
        try {
            return hashed(Files.newInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream hashed(InputStream in) {
        try {
            return new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // Before Java 21 it has no such method, and ends when it is collected.
    }
}
