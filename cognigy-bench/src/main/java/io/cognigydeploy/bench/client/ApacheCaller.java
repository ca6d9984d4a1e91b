package io.cognigydeploy.bench.client;

import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.io.CloseMode;

/** Apache HttpClient 5, classic, and Jackson. */
final class ApacheCaller implements Caller {

    private final CloseableHttpClient client = newClient();
    private final String url;

    ApacheCaller(String url) {
        this.url = url;
    }

    /** Returns a client with enough connections for all threads. */
    static CloseableHttpClient newClient() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .build())
                .build();
    }

    @Override
    public String name() {
        return "Apache HttpClient 5";
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
        HttpGet request = new HttpGet(url + path);
        request.setHeader("Authorization", "Bearer " + Wire.KEY);
        request.setHeader("Accept", "application/json");
        return client.execute(
                request, answer -> Wire.JSON.readValue(answer.getEntity().getContent(), type));
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
