package io.cognigydeploy.bench.client;

import io.cognigydeploy.bench.server.Answers;
import java.io.IOException;
import java.util.List;

/** All clients, the baseline first and this library's last. */
public final class Callers implements AutoCloseable {

    private final List<Caller> all;

    private Callers(List<Caller> all) {
        this.all = all;
    }

    /**
     * Opens all clients.
     *
     * @throws IOException if one of them does not read what the others read
     */
    public static Callers open(String url) throws IOException, InterruptedException {
        Callers callers = new Callers(List.of(
                new JdkCaller(url),
                new ApacheCaller(url),
                new OkHttpCaller(url),
                new RetrofitCaller(url),
                FeignCaller.overJdk(url),
                FeignCaller.overOkHttp(url),
                FeignCaller.overApache(url),
                ProductCaller.withoutRateBudget(url),
                ProductCaller.withRateBudget(url)));
        for (Caller caller : callers.all) {
            if (!caller.deployment().equals(Answers.DEPLOYMENT_ID) || caller.flows() != Answers.FLOWS) {
                throw new IOException(caller.name() + " does not read the answers.");
            }
        }
        return callers;
    }

    /** Returns the clients. */
    public List<Caller> all() {
        return all;
    }

    @Override
    public void close() {
        all.forEach(Caller::close);
    }
}
