package io.cognigydeploy.bench.client;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** OkHttp and Jackson. */
final class OkHttpCaller implements Caller {

    private final OkHttpClient client = newClient();
    private final String url;

    OkHttpCaller(String url) {
        this.url = url;
    }

    /** Returns a client that keeps enough connections for all threads. */
    static OkHttpClient newClient() {
        return new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(CONNECTIONS, 5, TimeUnit.MINUTES))
                .build();
    }

    /** Closes a client, which has no method for it. */
    static void close(OkHttpClient client) {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    @Override
    public String name() {
        return "OkHttp";
    }

    @Override
    public String deployment() throws IOException {
        return get(Wire.DEPLOYMENT, Wire.Deployment.class).id();
    }

    @Override
    public int flows() throws IOException {
        return get(Wire.FLOWS, Wire.FlowPage.class).data().size();
    }

    private <T> T get(String path, Class<T> type) throws IOException {
        Request request = new Request.Builder()
                .url(url + path)
                .header("Authorization", "Bearer " + Wire.KEY)
                .header("Accept", "application/json")
                .build();
        try (Response answer = client.newCall(request).execute()) {
            return Wire.JSON.readValue(answer.body().byteStream(), type);
        }
    }

    @Override
    public void close() {
        close(client);
    }
}
