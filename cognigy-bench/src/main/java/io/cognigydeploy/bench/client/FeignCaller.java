package io.cognigydeploy.bench.client;

import feign.Client;
import feign.Feign;
import feign.Headers;
import feign.Param;
import feign.RequestLine;
import feign.hc5.ApacheHttp5Client;
import feign.http2client.Http2Client;
import feign.jackson.JacksonDecoder;
import io.cognigydeploy.bench.server.Answers;
import okhttp3.OkHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;

/** Feign as it comes, with its decoder by Jackson, over one of its clients. */
final class FeignCaller implements Caller {

    private interface Api {

        @Headers({Wire.AUTHORIZATION, Wire.ACCEPT})
        @RequestLine("GET /api/v1/deployments/{id}")
        Wire.Deployment deployment(@Param("id") String id);

        @Headers({Wire.AUTHORIZATION, Wire.ACCEPT})
        @RequestLine("GET /api/v2/flows?limit={limit}&offset={offset}")
        Wire.FlowPage flows(@Param("limit") int limit, @Param("offset") long offset);
    }

    private final String name;
    private final Api api;
    private final Runnable close;

    private FeignCaller(String name, String url, Client client, Runnable close) {
        this.name = name;
        this.api = Feign.builder()
                .client(client)
                .decoder(new JacksonDecoder(Wire.JSON))
                .target(Api.class, url);
        this.close = close;
    }

    static FeignCaller overJdk(String url) {
        return new FeignCaller("Feign, java11", url, new Http2Client(), () -> {});
    }

    static FeignCaller overOkHttp(String url) {
        OkHttpClient client = OkHttpCaller.newClient();
        return new FeignCaller(
                "Feign, okhttp", url, new feign.okhttp.OkHttpClient(client), () -> OkHttpCaller.close(client));
    }

    static FeignCaller overApache(String url) {
        CloseableHttpClient client = ApacheCaller.newClient();
        return new FeignCaller(
                "Feign, hc5", url, new ApacheHttp5Client(client), () -> client.close(CloseMode.IMMEDIATE));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String deployment() {
        return api.deployment(Answers.DEPLOYMENT_ID).id();
    }

    @Override
    public int flows() {
        return api.flows(Answers.FLOWS, 0).data().size();
    }

    @Override
    public void close() {
        close.run();
    }
}
