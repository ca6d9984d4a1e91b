package io.cognigydeploy.bench.part;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A release of a bot version on the fake platform in virtual time: plan, gates, request, confirmation, and all records
 * on disk. Each begins with a fresh fake; one client makes all.
 */
final class ReleaseOfBot {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final Time time = FakeCognigy.create().time();
    private final List<Transport.Request> sent = new ArrayList<>();
    private final CognigyClient cognigy = CognigyClient.builder()
            .baseUrl("https://cognigy.test")
            .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
            .transport(this::exchange)
            .time(time)
            .build();
    private FakeCognigy fake = FakeCognigy.withDefaultWorld(time);
    private int releases;

    private ReleaseOfBot(Path folder) {
        this.folder = folder;
    }

    static Part part(Path folder) {
        ReleaseOfBot release = new ReleaseOfBot(folder);
        release.byPipeline();
        // A fresh fake refuses the token of the one before; the first release has none.
        release.byPipeline();
        List<Transport.Request> requests = List.copyOf(release.sent);
        String peer = "its " + requests.size() + " requests, sent to the fake as bytes";
        return new Part(
                "release of a bot version in virtual time",
                release::byPipeline,
                Map.of(peer, () -> release.byHand(requests)),
                Map.of(peer, "≤ 10 ms, ≤ 1 MB"));
    }

    private Transport.Response exchange(Transport.Request request, Duration limit)
            throws IOException, InterruptedException {
        sent.add(request);
        return fake.exchange(request, limit);
    }

    private void begin() {
        fake = FakeCognigy.withDefaultWorld(time);
        sent.clear();
    }

    private void byPipeline() {
        begin();
        releases++;
        var pipeline = BotDeployment.pipeline(cognigy)
                .gate(QualityGate.suite("suite_regression_v24").minPassRate(0.9))
                .journal(folder.resolve(String.valueOf(releases)))
                .build();
        pipeline.run(pipeline.plan(BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable")
                        .to("env_prod_us_east_1")))
                .orThrow();
    }

    private void byHand(List<Transport.Request> requests) throws IOException, InterruptedException {
        begin();
        for (Transport.Request request : requests) {
            fake.exchange(request, LIMIT);
        }
    }
}
