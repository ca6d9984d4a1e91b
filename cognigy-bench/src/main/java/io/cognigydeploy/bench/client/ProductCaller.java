package io.cognigydeploy.bench.client;

import io.cognigydeploy.bench.server.Answers;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;

/** The client of this library, with all its guarantees. */
final class ProductCaller implements Caller {

    /** The largest rate that the builder takes; no call ever waits for it. */
    private static final int NEVER_LACKING = 1_000_000;

    private final String name;
    private final CognigyClient cognigy;

    private ProductCaller(String name, CognigyClient cognigy) {
        this.name = name;
        this.cognigy = cognigy;
    }

    static ProductCaller withRateBudget(String url) {
        return new ProductCaller(
                "cognigy-client",
                builder(url).rateLimit(NEVER_LACKING, NEVER_LACKING).build());
    }

    static ProductCaller withoutRateBudget(String url) {
        return new ProductCaller(
                "cognigy-client, no rate budget",
                builder(url).withoutRateLimit().build());
    }

    private static CognigyClient.Builder builder(String url) {
        return CognigyClient.builder().baseUrl(url).credentials(Credentials.apiKey(Wire.KEY));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String deployment() {
        return cognigy.deployments().get(Answers.DEPLOYMENT_ID).id();
    }

    @Override
    public int flows() {
        return cognigy.flows().list(Answers.FLOWS, 0).items().size();
    }

    @Override
    public void close() {
        cognigy.close();
    }
}
