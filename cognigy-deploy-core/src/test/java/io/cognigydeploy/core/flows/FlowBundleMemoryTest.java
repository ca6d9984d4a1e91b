package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.FlowDifference.Standing;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.flow.ManifestBuilder;
import io.cognigydeploy.core.flow.Resolution;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.ChildJvm;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 2,000 flows of 100 nodes with 10,000 references, some 25 MB of JSON, are checked, put in order, compared, listed and
 * verified in a JVM with 32 MB of heap for everything; a whole run of them, plan, 2,000 imports and reports, against a
 * platform in another process needs 64 MB for everything, the client included. The same is enough for the plan of 100,000
 * small flows, and for the plan and run of 20,000. To see the figures:
 *
 * <pre>mvn -B -pl cognigy-deploy-core -am test -Dtest=FlowBundleMemoryTest -Dgroups=long -DexcludedGroups=none
 * -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class FlowBundleMemoryTest {

    private static final int FLOWS = 2_000;
    private static final int REFERENCES = 5;
    private static final int PAGE = 100;
    private static final String WHOLE_RUN_HEAP = "-Xmx64m";

    @TempDir
    Path folder;

    @Test
    void aLargeBundleNeedsLittleMemory() throws Exception {
        try (ChildJvm child =
                ChildJvm.start(List.of("-Xmx32m"), FlowBundleMemoryTest.class, folder.resolve("manifest.json"))) {
            String figures = child.line();

            assertThat(child.exit()).isZero();
            assertThat(figures).startsWith("2000 flows, 10000 references, ");
            System.getLogger("memory").log(System.Logger.Level.INFO, figures);
        }
    }

    @Test
    @Tag("long")
    void aWholeRunOfALargeBundleNeedsLittleMemory() throws Exception {
        FakeCognigy fake = FakeCognigy.create(Time.SYSTEM)
                .acceptAnyCredentials()
                .addEnvironment("env_dev", "5.0.0")
                .addEnvironment("env_prod", "5.0.0");
        IntStream.range(0, 500).forEach(i -> fake.addIntent("env_prod", "intent_" + i));
        for (int i = 0; i < FLOWS; i++) {
            fake.addFlow("env_dev", flow(i));
            if (i % 3 == 0) {
                fake.addFlow("env_prod", flow(i).replace("\"version\":\"1.0.0\"", "\"version\":\"0.9.0\""));
            }
        }
        try (FakeServer server = FakeServer.start(fake, 0);
                ChildJvm child = ChildJvm.start(List.of(WHOLE_RUN_HEAP), WholeRun.class, server.url(), folder)) {
            for (String line = child.line(); !line.equals("(nothing)"); line = child.line()) {
                System.out.println(line);
            }

            assertThat(child.exit()).isZero();
            assertThat(fake.requests("POST", "/api/v2/flows/import")).hasSize(FLOWS);
            assertThat(fake.flowVersion("flow_0", "env_prod")).contains("1.0.0");
            assertThat(fake.flowVersion("flow_1999", "env_prod")).contains("1.0.0");
        }
    }

    @Test
    @Tag("long")
    void aPlanOfAHundredThousandFlowsNeedsLittleMemory() throws Exception {
        assertThat(lines(100_000, "plan")).anyMatch(line -> line.startsWith("a plan of 100000 changes"));
    }

    @Test
    @Tag("long")
    void aRunOfTwentyThousandFlowsNeedsLittleMemory() throws Exception {
        int flows = 20_000;

        List<String> lines = lines(flows, "run");

        assertThat(lines).anyMatch(line -> line.startsWith("a plan of 20000 changes"));
        assertThat(lines).anyMatch(line -> line.startsWith("Succeeded with 20000 imports"));
        Manifest.Verification manifest = Manifest.verify(
                Path.of(lines.get(lines.size() - 1)),
                IntStream.range(0, flows)
                        .mapToObj(
                                number -> FlowDocument.parse(smallFlow(number)).summary())
                        .toList());
        assertThat(manifest.isIntact()).isTrue();
        assertThat(manifest.agreeing()).isEqualTo(flows);
    }

    /** Returns what the library printed that works with little memory on a platform in a process of its own. */
    private List<String> lines(int flows, String work) throws Exception {
        List<String> lines = new ArrayList<>();
        try (ChildJvm platform = ChildJvm.start(List.of("-Xmx2g"), SmallFlows.class, flows);
                ChildJvm library =
                        ChildJvm.start(List.of(WHOLE_RUN_HEAP), SmallWork.class, platform.line(), folder, work)) {
            for (String line = library.line(); !line.equals("(nothing)"); line = library.line()) {
                System.out.println(line);
                lines.add(line);
            }
            assertThat(library.exit()).isZero();
        }
        return lines;
    }

    private static String smallFlow(int number) {
        return flow(number, 2, 2);
    }

    /** The child that is a platform with small flows, until it is ended. */
    static final class SmallFlows {

        private SmallFlows() {}

        public static void main(String... args) throws Exception {
            FakeCognigy fake = FakeCognigy.create(Time.SYSTEM)
                    .acceptAnyCredentials()
                    .addEnvironment("env_dev", "5.0.0")
                    .addEnvironment("env_prod", "5.0.0");
            IntStream.range(0, 500).forEach(i -> fake.addIntent("env_prod", "intent_" + i));
            for (int i = 0; i < Integer.parseInt(args[0]); i++) {
                fake.addFlow("env_dev", smallFlow(i));
                if (i % 3 == 0) {
                    fake.addFlow("env_prod", smallFlow(i).replace("\"version\":\"1.0.0\"", "\"version\":\"0.9.0\""));
                }
            }
            try (FakeServer server = FakeServer.start(fake, 0)) {
                System.out.println(server.url());
                new CountDownLatch(1).await();
            }
        }
    }

    /** The child that plans a release of small flows, and runs it if that is asked for. */
    static final class SmallWork {

        private SmallWork() {}

        public static void main(String... args) throws Exception {
            long begin = System.nanoTime();
            try (CognigyClient client = client(args[0])) {
                DeploymentPipeline<FlowBundle> pipeline = pipeline(client, Path.of(args[1]));
                Plan plan = pipeline.plan(FlowBundle.from("env_dev").to("env_prod"));
                WholeRun.tell("a plan of " + plan.changes().size() + " changes", begin);
                if (args[2].equals("run")) {
                    Report report = pipeline.run(plan);
                    WholeRun.tell(
                            report.outcome().getClass().getSimpleName() + " with "
                                    + report.mutations().size() + " imports, "
                                    + report.events().size() + " events",
                            begin);
                    System.out.println(report.manifestFile().orElseThrow());
                }
            }
        }
    }

    private static CognigyClient client(String url) {
        return CognigyClient.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey("some-key"))
                .withoutRateLimit()
                .build();
    }

    private static DeploymentPipeline<FlowBundle> pipeline(CognigyClient client, Path journal) {
        return FlowBundle.pipeline(client)
                .journal(journal)
                .poll(PollOptions.builder()
                        .firstPollAfter(Duration.ofMillis(1))
                        .interval(Duration.ofMillis(1))
                        .timeout(Duration.ofMinutes(1))
                        .build())
                .build();
    }

    /** The child that does a whole run. */
    static final class WholeRun {

        private WholeRun() {}

        public static void main(String... args) throws Exception {
            long begin = System.nanoTime();
            try (CognigyClient client = client(args[0])) {
                DeploymentPipeline<FlowBundle> pipeline = pipeline(client, Path.of(args[1]));
                int listed = 0;
                for (Flow flow : client.lists().flows()) {
                    listed += flow.id().isEmpty() ? 0 : 1;
                }
                tell("the client alone, " + listed + " flows listed", begin);
                Plan plan = pipeline.plan(FlowBundle.from("env_dev").to("env_prod"));
                tell("a plan of " + plan.changes().size() + " changes", begin);
                Report report = pipeline.run(plan);
                Manifest.Verification manifest = Manifest.verify(
                        report.manifestFile().orElseThrow(),
                        Json.MAPPER.convertValue(plan.state(), FlowBundleState.class).flows().stream()
                                .map(PackedFlows.Item::flow)
                                .toList());
                tell(
                        report.events().size() + " events, "
                                + report.mutations().size() + " imports, "
                                + report.outcome().getClass().getSimpleName() + ", manifest "
                                + (manifest.isIntact() ? "intact" : "damaged"),
                        begin);
                if (!report.outcome().isSuccess()
                        || !manifest.isIntact()
                        || plan.changes().size() != FLOWS) {
                    throw new IllegalStateException(report.outcome().because());
                }
            }
        }

        private static void tell(String what, long begin) {
            System.gc();
            long kept =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            System.out.printf(
                    "%s: %.1f MB kept of at most %d MB, after %d s%n",
                    what,
                    kept / 1e6,
                    Runtime.getRuntime().maxMemory() >> 20,
                    (System.nanoTime() - begin) / 1_000_000_000);
        }
    }

    /** The child. */
    public static void main(String... args) throws Exception {
        Path file = Path.of(args[0]);
        List<FlowDocument.Summary> flows = new ArrayList<>();
        Map<String, Standing> target = new HashMap<>();
        long characters = 0;
        int references = 0;
        long begin = System.nanoTime();
        for (int page = 0; page < FLOWS / PAGE; page++) {
            // A page is all that is ever there as a whole.
            List<FlowDocument> there = new ArrayList<>();
            for (int i = 0; i < PAGE; i++) {
                String text = flow(page * PAGE + i);
                characters += text.length();
                there.add(FlowDocument.parse(text));
            }
            for (FlowDocument flow : there) {
                if (!(FlowSchema.strict().judge(flow) instanceof Verdict.Pass)) {
                    throw new IllegalStateException(
                            FlowSchema.strict().judge(flow).reason());
                }
                FlowDocument.Summary summary = flow.summary();
                references += summary.references().size();
                flows.add(summary);
                if (flows.size() % 3 == 0) {
                    target.put(summary.id(), new Standing("0.9.0", Optional.of("0".repeat(64))));
                }
            }
        }
        Resolution resolution = DependencyResolver.into("env_prod")
                .existing(ReferenceType.FLOW, Set.of())
                .existing(
                        ReferenceType.INTENT,
                        IntStream.range(0, 500).mapToObj(i -> "intent_" + i).toList())
                .resolve(flows.stream().map(FlowDocument.Summary::dependent).toList());
        FlowDifference difference = FlowDifference.between(flows, target);
        Manifest manifest = ManifestBuilder.into("env_prod", Instant.EPOCH)
                .flows(difference)
                .dependencies(resolution)
                .build();
        manifest.writeTo(file);
        Manifest.Verification verification = Manifest.verify(file, flows);
        long took = (System.nanoTime() - begin) / 1_000_000;
        System.gc();
        long kept = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        if (!resolution.isSound() || !verification.isIntact() || verification.agreeing() != FLOWS) {
            throw new IllegalStateException(resolution.verdict().reason());
        }
        System.out.printf(
                "%d flows, %d references, %d levels, %.1f MB of JSON, manifest %.2f MB, %.1f MB kept of at most %d MB,"
                        + " %d ms%n",
                flows.size(),
                references,
                resolution.levels().size(),
                characters / 1e6,
                Files.size(file) / 1e6,
                kept / 1e6,
                Runtime.getRuntime().maxMemory() >> 20,
                took);
        // Still needed: what is kept is all that a run would keep.
        if (difference.toPush().size() + target.size() < 0 || manifest.json().isEmpty()) {
            throw new IllegalStateException();
        }
    }

    private static String flow(int number) {
        return flow(number, 100, REFERENCES);
    }

    private static String flow(int number, int nodes, int references) {
        Random random = new Random(number);
        StringBuilder text = new StringBuilder(16_000);
        text.append("{\"id\":\"flow_")
                .append(number)
                .append("\",\"name\":\"Flow ")
                .append(number);
        text.append("\",\"version\":\"1.0.0\",\"environmentId\":\"env_dev\",\"nodes\":[");
        for (int node = 0; node < nodes; node++) {
            text.append(node == 0 ? "" : ",").append("{\"id\":\"n").append(node).append("\",\"type\":\"");
            text.append(node == 0 ? "start" : node == nodes - 1 ? "end" : "action");
            text.append("\",\"configuration\":{\"text\":\"").append(Long.toHexString(random.nextLong()));
            text.append("\",\"delay\":").append(random.nextInt(1000)).append("}}");
        }
        text.append("],\"edges\":[");
        for (int edge = 0; edge < nodes - 1; edge++) {
            text.append(edge == 0 ? "" : ",")
                    .append("{\"from\":\"n")
                    .append(edge)
                    .append("\",\"to\":\"n");
            text.append(edge + 1).append("\",\"condition\":null}");
        }
        text.append("],\"externalReferences\":[");
        for (int i = 0; i < references; i++) {
            boolean toFlow = i < (references + 1) / 2 && number > 0;
            text.append(i == 0 ? "" : ",").append("{\"type\":\"").append(toFlow ? "flow" : "intent");
            text.append("\",\"id\":\"")
                    .append(toFlow ? "flow_" + random.nextInt(number) : "intent_" + random.nextInt(500));
            text.append("\",\"environmentId\":\"env_dev\"}");
        }
        return text.append("]}").toString();
    }
}
