package releases;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.check.ConversationProbe;
import io.cognigydeploy.core.configuration.ConfigurationDeployment;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.retention.SnapshotRetention;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.core.snapshot.SnapshotRelease;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/** Releases of every kind on the fake, each undone afterwards from its journal. */
public final class EveryKind {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final CognigyClient cognigy = fake.client();
    private final Path records;

    private EveryKind(Path records) {
        this.records = records;
    }

    /** The argument is the folder for the records. */
    public static void main(String... args) {
        EveryKind kinds = new EveryKind(Path.of(args[0]));
        kinds.bot();
        kinds.configuration();
        kinds.versionRollback();
        kinds.canary();
        kinds.flows();
        kinds.snapshot();
        kinds.retention();
    }

    private void bot() {
        release(
                BotDeployment.pipeline(cognigy),
                BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1"));
    }

    private void configuration() {
        var snapshot = ConfigurationSnapshot.builder()
                .botVersion("2.4.1")
                .nlpEngine("v3.2")
                .dialogFlow("production_v8")
                .build();
        var isolation = new IsolationRules("strict", "production-us-east-1", true);
        release(
                ConfigurationDeployment.pipeline(cognigy),
                ConfigurationDeployment.of(snapshot, new CapacityConstraints(500, 4096), isolation)
                        .to("env_prod_us_01")
                        .locking(DependencyLock.pinned("dialog-runtime", "2.1.4")));
    }

    private void versionRollback() {
        release(
                VersionRollback.pipeline(cognigy)
                        .verify(
                                "conversation",
                                ConversationProbe.of(ConversationProbe.Turn.of(
                                        "I need help with my order", "order_support"))),
                VersionRollback.of("bot_12345", "v_67890").in("PRODUCTION").withEnvironmentId("env_prod_us_east_1"));
    }

    private void canary() {
        fake.traffic("bot_abc123", "stable", Traffic.good().errorRate(0.03).perMinute(20_000));
        fake.traffic("bot_abc123", "canary", Traffic.good().errorRate(0.03).perMinute(20_000));
        var options = WatchOptions.builder()
                .ramp(Ramp.percent(5, 50).cap(50))
                .stepTime(Duration.ofMinutes(1))
                .build();
        release(
                CanaryDeployment.pipeline(cognigy),
                CanaryDeployment.of("bot_abc123", "2.1.0-canary")
                        .to("env_prod_456")
                        .validatedBy(CanaryValidator.of(options)));
    }

    private void flows() {
        release(
                FlowBundle.pipeline(cognigy, FlowSchema.strict().tolerating(FlowSchema.Rule.EMPTY)),
                FlowBundle.from("env_dev").to("env_prod"));
    }

    private CognigyInstallation installation() {
        return CognigyInstallation.builder()
                .baseUrl("https://api-shop.test")
                .credentials(Credentials.apiKey("demo-key"))
                .transport(fake)
                .time(fake.time())
                .build();
    }

    /** Deletes the snapshot of the release before, which no endpoint runs since that was undone. */
    private void retention() {
        fake.installation().project("shop-prod").addSnapshot("new", "Released [cognigy-deploy new]");
        release(
                SnapshotRetention.pipeline(installation(), records.resolve("archive")),
                SnapshotRetention.of("prod", "shop-prod").keeping(1));
    }

    private void snapshot() {
        CognigyInstallation installation = installation();
        release(
                SnapshotRelease.pipeline(installation, installation),
                SnapshotRelease.from("dev", "shop-dev")
                        .to("prod", "shop-prod", "Web")
                        .testedBy("Smoke")
                        .saying("hello"));
    }

    private <D extends Deployment> void release(DeploymentPipeline.Builder<D> builder, D deployment) {
        DeploymentPipeline<D> pipeline = builder.journal(records)
                .audit(AuditLog.jsonLines(records.resolve("audit.jsonl")))
                .listener(EventListener.logging(LoggerFactory.getLogger(EveryKind.class)))
                .build();
        Plan plan = pipeline.plan(deployment);
        Report report = pipeline.run(plan).orThrow();
        System.out.println(deployment.getClass().getSimpleName() + " "
                + report.outcome().getClass().getSimpleName() + ", " + undone(pipeline, report.runId()));
    }

    private static String undone(DeploymentPipeline<?> pipeline, String runId) {
        try {
            return pipeline.undo(runId).outcome().getClass().getSimpleName();
        } catch (ResumeRefusedException e) {
            return "irreversible";
        }
    }
}
