package io.cognigydeploy.core;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.testing.FakeCognigy;
import io.cognigydeploy.client.testing.Fault;
import io.cognigydeploy.client.testing.JobScript;
import io.cognigydeploy.client.testing.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A bot deployment on a fake platform in virtual time, with everything about it settable and visible. */
final class Release {

    static final String BOT = "bot_9f8e7d6c5b4a3210";
    static final String ENVIRONMENT = "env_prod_us_east_1";
    static final String NEW = "v2.4.1-stable";
    static final String OLD = "v2.4.0-stable";
    static final String SUITE = "suite_regression_v24";

    final FakeCognigy fake;
    final Path records;
    final List<Event> events = new ArrayList<>();
    BotDeployment wish = BotDeployment.of(BOT, NEW)
            .to(ENVIRONMENT)
            .override("maxConcurrentSessions", 500)
            .override("nlpEngine", "cognigy-nlp-v2")
            .dependingOn("sentiment-analysis-v2", "entity-recognition-core");
    QualityGate gate = QualityGate.suite(SUITE).minPassRate(0.95).requireApproval();
    UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> more = UnaryOperator.identity();
    private final CognigyClient client;

    Release(Path records) {
        this(FakeCognigy.withDefaultWorld(), records);
    }

    Release(FakeCognigy fake, Path records) {
        this(fake, fake.client(), records);
    }

    /** By a client that reaches the platform through something of the test's own. */
    Release(FakeCognigy fake, Transport way, Path records) {
        this(fake, way, fake.time(), records);
    }

    /** The same, with a clock of the test's own. */
    Release(FakeCognigy fake, Transport way, Time time, Path records) {
        this(
                fake,
                CognigyClient.builder()
                        .baseUrl("https://cognigy.test")
                        .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                        .transport(way)
                        .time(time)
                        .random(new Random(fake.requests().size()))
                        .build(),
                records);
    }

    private Release(FakeCognigy fake, CognigyClient client, Path records) {
        this.fake = fake;
        this.client = client;
        this.records = records;
    }

    Release with(UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> change) {
        UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> before = more;
        more = builder -> change.apply(before.apply(builder));
        return this;
    }

    Release job(JobScript... scripts) {
        fake.nextJob(scripts);
        return this;
    }

    Release fault(Fault... faults) {
        fake.fail(faults);
        return this;
    }

    DeploymentPipeline<BotDeployment> pipeline() {
        return more.apply(BotDeployment.pipeline(client)
                        .gate(gate)
                        .poll(PollOptions.builder()
                                .interval(Duration.ofSeconds(5))
                                .timeout(Duration.ofMinutes(10))
                                .build())
                        .journal(records)
                        .actor("tester")
                        .listener(event -> events.add(event.event())))
                .build();
    }

    Report run() {
        DeploymentPipeline<BotDeployment> pipeline = pipeline();
        return pipeline.run(pipeline.plan(wish));
    }

    /** The events of one kind, in order. */
    <E extends Event> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The ids of the runs that have left records, oldest first. */
    List<String> runIds() {
        try (Stream<Path> folders = Files.list(records)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals("locks"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String onlyRunId() {
        return Stage.onlyRunId(records);
    }

    /** Interrupts the run at its n-th event. */
    Release interruptAt(int event) {
        return with(builder -> builder.listener(each -> {
            if (events.size() == event) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** How often a change was asked of the platform. */
    long sent(String pathRegex) {
        return fake.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .map(RecordedRequest::path)
                .filter(path -> path.matches(pathRegex))
                .count();
    }

    long deploymentsSent() {
        return sent("/api/v1/deployments");
    }

    long rollbacksSent() {
        return sent("/api/v1/deployments/[^/]+/rollback");
    }

    String live() {
        return fake.liveVersion(BOT, ENVIRONMENT).orElse("nothing");
    }
}
