package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.RecordedRequest;
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

/** A bot release on a fake platform in virtual time, whose every part a test can set and read. */
public final class BotRelease {

    public static final String BOT = "bot_9f8e7d6c5b4a3210";
    public static final String ENVIRONMENT = "env_prod_us_east_1";
    public static final String NEW = "v2.4.1-stable";
    public static final String OLD = "v2.4.0-stable";
    public static final String SUITE = "suite_regression_v24";

    public final FakeCognigy fake;
    final Path records;
    final List<Event> events = new ArrayList<>();
    public BotDeployment deployment = BotDeployment.of(BOT, NEW)
            .to(ENVIRONMENT)
            .override("maxConcurrentSessions", 500)
            .override("nlpEngine", "cognigy-nlp-v2")
            .dependingOn("sentiment-analysis-v2", "entity-recognition-core");
    public QualityGate gate = QualityGate.suite(SUITE).minPassRate(0.95).requireApproval();
    UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> more = UnaryOperator.identity();
    private final CognigyClient client;

    public BotRelease(Path records) {
        this(FakeCognigy.withDefaultWorld(), records);
    }

    public BotRelease(FakeCognigy fake, Path records) {
        this(fake, fake.client(), records);
    }

    /** Creates a release whose client uses a transport of the test's own. */
    public BotRelease(FakeCognigy fake, Transport way, Path records) {
        this(fake, way, fake.time(), records);
    }

    /** Creates a release whose client uses a transport and a clock of the test's own. */
    public BotRelease(FakeCognigy fake, Transport way, Time time, Path records) {
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

    private BotRelease(FakeCognigy fake, CognigyClient client, Path records) {
        this.fake = fake;
        this.client = client;
        this.records = records;
    }

    public BotRelease with(UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> change) {
        UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> before = more;
        more = builder -> change.apply(before.apply(builder));
        return this;
    }

    public BotRelease job(JobScript... scripts) {
        fake.nextJob(scripts);
        return this;
    }

    public BotRelease fault(Fault... faults) {
        fake.fail(faults);
        return this;
    }

    public DeploymentPipeline<BotDeployment> pipeline() {
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

    public Report run() {
        DeploymentPipeline<BotDeployment> pipeline = pipeline();
        return pipeline.run(pipeline.plan(deployment));
    }

    /** The events of one kind, in order. */
    public <E extends Event> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The ids of the runs that have left records, oldest first. */
    public List<String> runIds() {
        try (Stream<Path> folders = Files.list(records)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals("locks"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String onlyRunId() {
        return ReleaseFixture.onlyRunId(records);
    }

    /** Interrupts the run at its n-th event. */
    public BotRelease interruptAt(int event) {
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

    public long deploymentsSent() {
        return sent("/api/v1/deployments");
    }

    public long rollbacksSent() {
        return sent("/api/v1/deployments/[^/]+/rollback");
    }

    public String live() {
        return fake.liveVersion(BOT, ENVIRONMENT).orElse("nothing");
    }
}
