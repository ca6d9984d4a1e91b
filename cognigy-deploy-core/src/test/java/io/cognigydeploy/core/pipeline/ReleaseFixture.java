package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.client.model.Webhook;
import io.cognigydeploy.client.model.WebhookRequest;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.configuration.ConfigurationDeployment;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.flows.Promotion;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.retention.SnapshotRetention;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.core.runs.StoreOnDisk;
import io.cognigydeploy.core.snapshot.SnapshotRelease;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeTime;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.InstalledEndpoint;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.RecordedRequest;
import io.cognigydeploy.testing.Traffic;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A release of any kind on a fake platform in virtual time, whose every part a test can set and read. */
public final class ReleaseFixture<D extends Deployment> {

    public static final String PLACE = "env_prod_us_01";
    public static final String BOT = "bot_12345";
    public static final String BROKEN = "v_67891";
    public static final String TARGET = "v_67890";
    public static final String FALLBACK = "v_stable_fallback";
    public static final String PRODUCTION = "env_prod_us_east_1";
    public static final String CANARY_BOT = "bot_abc123";
    public static final String CANARY_PLACE = "env_prod_456";
    public static final String CANARY_OLD = "2.0.0";
    public static final String CANARY_NEW = "2.1.0-canary";
    static final WebhookRequest HOOK = WebhookRequest.builder()
            .name("canary_completion_" + CANARY_BOT)
            .url(URI.create("https://ci.example.com/hooks/cognigy-canary"))
            .addEvents(Webhook.Event.CANARY_COMPLETED, Webhook.Event.CANARY_ROLLED_BACK)
            .secret("not-a-real-secret")
            .build();
    public static final String MESSAGE = "I need help with my order";

    public final FakeCognigy fake;
    public final Path records;
    public final List<Event> events = new ArrayList<>();
    public D deployment;
    public Function<CognigyClient, DeploymentPipeline.Builder<D>> kind;
    public UnaryOperator<DeploymentPipeline.Builder<D>> more = UnaryOperator.identity();
    private CognigyClient client;

    private ReleaseFixture(
            FakeCognigy fake,
            Transport way,
            Path records,
            D deployment,
            Function<CognigyClient, DeploymentPipeline.Builder<D>> kind) {
        this.fake = fake;
        this.records = records;
        this.deployment = deployment;
        this.kind = kind;
        this.client = CognigyClient.builder()
                .baseUrl("https://cognigy.test")
                .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                .transport(way)
                .time(fake.time())
                .random(new Random(fake.requests().size()))
                .build();
    }

    /** Sets another client of the platform, such as one for a platform that issues no tokens. */
    public ReleaseFixture<D> withClient(CognigyClient other) {
        client = other;
        return this;
    }

    public static ReleaseFixture<BotDeployment> bot(FakeCognigy fake, Transport way, Path records) {
        BotRelease release = new BotRelease(fake, records);
        return new ReleaseFixture<>(
                fake,
                way,
                records,
                release.deployment,
                cognigy -> BotDeployment.pipeline(cognigy).gate(release.gate));
    }

    public static ReleaseFixture<FlowBundle> flows(FakeCognigy fake, Transport way, Path records) {
        return new ReleaseFixture<>(fake, way, records, new Promotion(fake, records).deployment, FlowBundle::pipeline);
    }

    public static ReleaseFixture<ConfigurationDeployment> configuration(FakeCognigy fake, Transport way, Path records) {
        return new ReleaseFixture<>(
                fake,
                way,
                records,
                ConfigurationDeployment.of(
                                ConfigurationSnapshot.builder()
                                        .botVersion("2.4.1")
                                        .nlpEngine("v3.2")
                                        .dialogFlow("production_v8")
                                        .integrations(List.of("salesforce_crm"))
                                        .build(),
                                new CapacityConstraints(500, 4096),
                                new IsolationRules("strict", "production-us-east-1", true))
                        .to(PLACE)
                        .locking(
                                DependencyLock.pinned("cognigy-nlp-core", "3.2.0"),
                                DependencyLock.pinned("dialog-runtime", "2.1.4"))
                        .under(RollbackPolicy.builder()
                                .revertSnapshotId("snap_prev_stable")
                                .build()),
                ConfigurationDeployment::pipeline);
    }

    public static ReleaseFixture<VersionRollback> rollback(FakeCognigy fake, Transport way, Path records) {
        return new ReleaseFixture<>(
                fake,
                way,
                records,
                VersionRollback.of(BOT, TARGET).in("PRODUCTION").withEnvironmentId(PRODUCTION),
                VersionRollback::pipeline);
    }

    /** Returns a canary of a bot with 800 conversations a minute. */
    public static ReleaseFixture<CanaryDeployment> canary(FakeCognigy fake, Transport way, Path records) {
        fake.traffic(CANARY_BOT, "stable", Traffic.good().errorRate(0.03).perMinute(800));
        fake.traffic(CANARY_BOT, "canary", Traffic.good().errorRate(0.03).perMinute(800));
        return new ReleaseFixture<>(
                fake,
                way,
                records,
                CanaryDeployment.of(CANARY_BOT, CANARY_NEW)
                        .to(CANARY_PLACE)
                        .validatedBy(CanaryValidator.defaults().withHistory(0)),
                cognigy -> CanaryDeployment.pipeline(cognigy, HOOK));
    }

    private static CognigyInstallation installation(FakeCognigy fake, Transport way) {
        return CognigyInstallation.builder()
                .baseUrl("https://api-shop.test")
                .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                .transport(way)
                .time(fake.time())
                .random(new Random(fake.requests().size()))
                .withoutRateLimit()
                .build();
    }

    /** Returns a project whose endpoint was switched from an old snapshot, which a session is still on, to a new one. */
    static FakeCognigy worldWithOldSnapshots() {
        FakeTime time = new FakeTime();
        FakeCognigy fake = FakeCognigy.withDefaultWorld(time);
        InstalledProject prod = fake.installation().project("shop-prod").addSnapshot("old", "[cognigy-deploy old]");
        InstalledEndpoint web = prod.endpoint("Web").changedBy("ci", "{\"entrypoint\":\"old\"}");
        web.beginConversation("session_1");
        time.advance(Duration.ofMinutes(29));
        prod.addSnapshot("new", "[cognigy-deploy new]");
        web.changedBy("ci", "{\"entrypoint\":\"new\"}");
        return fake;
    }

    /** Returns a deletion of the old snapshot, when the session on it has ended. */
    static ReleaseFixture<SnapshotRetention> retention(FakeCognigy fake, Transport way, Path records) {
        CognigyInstallation installation = installation(fake, way);
        FakeCognigy fresh = worldWithOldSnapshots();
        String old = fresh.installation().project("shop-prod").snapshotId("old").orElseThrow();
        return new ReleaseFixture<>(
                fake,
                way,
                records,
                SnapshotRetention.of("prod", "shop-prod")
                        .keeping(1)
                        .replaced(old, fresh.time().now(), "Web")
                        .draining(Duration.ofHours(1)),
                unused -> SnapshotRetention.pipeline(installation, records.resolve("archive")));
    }

    /** Returns a release of a new snapshot in one project. */
    static ReleaseFixture<SnapshotRelease> snapshot(FakeCognigy fake, Transport way, Path records) {
        CognigyInstallation installation = installation(fake, way);
        return new ReleaseFixture<>(
                fake,
                way,
                records,
                SnapshotRelease.from("prod", "shop-prod")
                        .to("prod", "shop-prod", "Web")
                        .named("v2.0.0")
                        .testedBy("Smoke"),
                unused -> SnapshotRelease.pipeline(installation, installation));
    }

    /**
     * Returns a canary with so much traffic that a few looks decide. One that is not decided in the time, such as one whose share
     * the platform did not change, is rolled back, so that every run ends.
     */
    static ReleaseFixture<CanaryDeployment> briefCanary(FakeCognigy fake, Transport way, Path records) {
        ReleaseFixture<CanaryDeployment> fixture = canary(fake, way, records);
        fake.traffic(CANARY_BOT, "stable", Traffic.good().errorRate(0.03).perMinute(20_000));
        fake.traffic(CANARY_BOT, "canary", Traffic.good().errorRate(0.03).perMinute(20_000));
        fixture.deployment = fixture.deployment.validatedBy(CanaryValidator.of(WatchOptions.builder()
                        .ramp(Ramp.percent(5, 50).cap(50))
                        .stepTime(Duration.ofMinutes(1))
                        .atEnd(Policy.ROLL_BACK)
                        .build())
                .withHistory(0));
        return fixture;
    }

    public ReleaseFixture<D> with(UnaryOperator<DeploymentPipeline.Builder<D>> change) {
        UnaryOperator<DeploymentPipeline.Builder<D>> before = more;
        more = builder -> change.apply(before.apply(builder));
        return this;
    }

    public ReleaseFixture<D> job(JobScript... scripts) {
        fake.nextJob(scripts);
        return this;
    }

    public ReleaseFixture<D> fault(Fault... faults) {
        fake.fail(faults);
        return this;
    }

    /** Calls an action at the first event of a kind. */
    public void at(Class<? extends Event> moment, Runnable what) {
        boolean[] done = {false};
        with(builder -> builder.listener(event -> {
            if (moment.isInstance(event.event()) && !done[0]) {
                done[0] = true;
                what.run();
            }
        }));
    }

    public DeploymentPipeline<D> pipeline() {
        return more.apply(kind.apply(client)
                        .journal(records)
                        .actor("tester")
                        .listener(event -> events.add(event.event())))
                .build();
    }

    public Report run() {
        DeploymentPipeline<D> pipeline = pipeline();
        return pipeline.run(pipeline.plan(deployment));
    }

    public CognigyClient client() {
        return client;
    }

    public String onlyRunId() {
        return onlyRunId(records);
    }

    /** Returns the id of the only run with records in a folder. */
    public static String onlyRunId(Path records) {
        List<String> ids = StoreOnDisk.runIds(records);
        if (ids.size() != 1) {
            throw new AssertionError("one run was expected, there are " + ids);
        }
        return ids.get(0);
    }

    /** Interrupts the run at its n-th event. */
    public ReleaseFixture<D> interruptAt(int event) {
        return with(builder -> builder.listener(each -> {
            if (events.size() == event) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Returns the requests to the platform, except those for tokens. */
    public List<String> wire() {
        return fake.requests().stream()
                .filter(request -> !request.path().endsWith("/token"))
                .map(request -> request.method() + " " + request.path())
                .toList();
    }

    public List<RecordedRequest> sent(String path) {
        return fake.requests("POST", path);
    }

    public Verdict gate(Report report, String name) {
        return only(report.gates(), name);
    }

    public Verdict verification(Report report, String name) {
        return only(report.verifications(), name);
    }

    private static Verdict only(List<CheckResult> results, String name) {
        return results.stream()
                .filter(result -> result.name().equals(name))
                .map(CheckResult::verdict)
                .reduce((one, two) -> {
                    throw new AssertionError("two of " + name);
                })
                .orElseThrow(() -> new AssertionError("no " + name + " among " + results));
    }

    /** Returns the default world with a change of its JSON. */
    public static FakeCognigy world(Consumer<ObjectNode> change) {
        try {
            ObjectNode world = (ObjectNode)
                    Json.MAPPER.readTree(FakeCognigy.withDefaultWorld().toJson());
            change.accept(world);
            return FakeCognigy.fromJson(world.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a resource of the world by its id. */
    public static ObjectNode byId(ObjectNode parent, String list, String id) {
        for (var each : parent.withArray(list)) {
            if (each.path("id").asText().equals(id)) {
                return (ObjectNode) each;
            }
        }
        throw new AssertionError("no " + id + " in " + list);
    }
}
