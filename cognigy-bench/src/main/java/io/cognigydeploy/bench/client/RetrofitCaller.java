package io.cognigydeploy.bench.client;

import io.cognigydeploy.bench.server.Answers;
import java.io.IOException;
import okhttp3.OkHttpClient;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.converter.jackson.JacksonConverterFactory;
import retrofit2.http.GET;
import retrofit2.http.Headers;
import retrofit2.http.Path;
import retrofit2.http.Query;

/** Retrofit over OkHttp, with its converter by Jackson. */
final class RetrofitCaller implements Caller {

    private interface Api {

        @Headers({Wire.AUTHORIZATION, Wire.ACCEPT})
        @GET("/api/v1/deployments/{id}")
        Call<Wire.Deployment> deployment(@Path("id") String id);

        @Headers({Wire.AUTHORIZATION, Wire.ACCEPT})
        @GET("/api/v2/flows")
        Call<Wire.FlowPage> flows(@Query("limit") int limit, @Query("offset") long offset);
    }

    private final OkHttpClient client = OkHttpCaller.newClient();
    private final Api api;

    RetrofitCaller(String url) {
        this.api = new Retrofit.Builder()
                .baseUrl(url)
                .client(client)
                .addConverterFactory(JacksonConverterFactory.create(Wire.JSON))
                .build()
                .create(Api.class);
    }

    @Override
    public String name() {
        return "Retrofit";
    }

    @Override
    public String deployment() throws IOException {
        return body(api.deployment(Answers.DEPLOYMENT_ID)).id();
    }

    @Override
    public int flows() throws IOException {
        return body(api.flows(Answers.FLOWS, 0)).data().size();
    }

    private static <T> T body(Call<T> call) throws IOException {
        T body = call.execute().body();
        if (body == null) {
            throw new IOException("The answer has no body.");
        }
        return body;
    }

    @Override
    public void close() {
        OkHttpCaller.close(client);
    }
}
