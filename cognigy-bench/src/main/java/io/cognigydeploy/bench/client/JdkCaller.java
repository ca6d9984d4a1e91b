package io.cognigydeploy.bench.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** The JDK's client and Jackson, with nothing around them: the baseline. */
final class JdkCaller implements Caller {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    JdkCaller(String url) {
        this.url = url;
    }

    @Override
    public String name() {
        return "bare JDK client";
    }

    @Override
    public String deployment() throws IOException, InterruptedException {
        return get(Wire.DEPLOYMENT, Wire.Deployment.class).id();
    }

    @Override
    public int flows() throws IOException, InterruptedException {
        return get(Wire.FLOWS, Wire.FlowPage.class).data().size();
    }

    private <T> T get(String path, Class<T> type) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + Wire.KEY)
                .header("Accept", "application/json")
                .build();
        return Wire.JSON.readValue(
                client.send(request, BodyHandlers.ofByteArray()).body(), type);
    }

    @Override
    public void close() {
        // Before Java 21 it has no such method, and ends when it is collected.
    }
}
