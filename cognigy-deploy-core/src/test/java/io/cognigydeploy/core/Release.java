package io.cognigydeploy.core;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.testing.FakeCognigy;
import io.cognigydeploy.client.testing.Fault;
import io.cognigydeploy.client.testing.JobScript;
import io.cognigydeploy.client.testing.RecordedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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
    UnaryOperator<DeploymentPipeline.Builder> more = UnaryOperator.identity();

    Release(Path records) {
        this(FakeCognigy.withDefaultWorld(), records);
    }

    Release(FakeCognigy fake, Path records) {
        this.fake = fake;
        this.records = records;
    }

    Release with(UnaryOperator<DeploymentPipeline.Builder> change) {
        UnaryOperator<DeploymentPipeline.Builder> before = more;
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
        return more.apply(DeploymentPipeline.forBots(fake.client())
                        .gate(gate)
                        .poll(PollOptions.builder()
                                .interval(Duration.ofSeconds(5))
                                .timeout(Duration.ofMinutes(10))
                                .build())
                        .journal(records)
                        .actor("tester")
                        .listener(events::add))
                .build();
    }

    Report run() {
        DeploymentPipeline<BotDeployment> pipeline = pipeline();
        return pipeline.run(pipeline.plan(wish));
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
