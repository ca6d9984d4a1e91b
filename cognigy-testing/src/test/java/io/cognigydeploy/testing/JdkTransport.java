package io.cognigydeploy.testing;

import io.cognigydeploy.client.Transport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The transport that a page of the documents shows. */
final class JdkTransport implements Transport {

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        HttpRequest.Builder message = HttpRequest.newBuilder(request.uri())
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().map().forEach((name, values) -> values.forEach(value -> message.header(name, value)));
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(message.build(), HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> whole = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return new Response(whole.statusCode(), whole.headers(), whole.body());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer within " + limit);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
