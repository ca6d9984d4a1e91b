package io.cognigydeploy.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.FlowDifference.Standing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 2,000 flows of 100 nodes with 10,000 references, some 25 MB of JSON, are checked, put in order, compared, listed and
 * verified in a JVM with 32 MB of heap for everything. To see the figures:
 *
 * <pre>mvn -q test -pl cognigy-client,cognigy-deploy-core -Dtest=FlowBundleMemoryTest -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class FlowBundleMemoryTest {

    private static final int FLOWS = 2_000;
    private static final int REFERENCES = 5;
    private static final int PAGE = 100;

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
                "%d flows, %d references, %d levels, %.1f MB of JSON, manifest %.2f MB, %.1f MB kept of at most %d MB, %d ms%n",
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
        Random random = new Random(number);
        StringBuilder text = new StringBuilder(16_000);
        text.append("{\"id\":\"flow_")
                .append(number)
                .append("\",\"name\":\"Flow ")
                .append(number);
        text.append("\",\"version\":\"1.0.0\",\"environmentId\":\"env_dev\",\"nodes\":[");
        for (int node = 0; node < 100; node++) {
            text.append(node == 0 ? "" : ",").append("{\"id\":\"n").append(node).append("\",\"type\":\"");
            text.append(node == 0 ? "start" : node == 99 ? "end" : "action");
            text.append("\",\"configuration\":{\"text\":\"").append(Long.toHexString(random.nextLong()));
            text.append("\",\"delay\":").append(random.nextInt(1000)).append("}}");
        }
        text.append("],\"edges\":[");
        for (int edge = 0; edge < 99; edge++) {
            text.append(edge == 0 ? "" : ",")
                    .append("{\"from\":\"n")
                    .append(edge)
                    .append("\",\"to\":\"n");
            text.append(edge + 1).append("\",\"condition\":null}");
        }
        text.append("],\"externalReferences\":[");
        for (int i = 0; i < REFERENCES; i++) {
            boolean toFlow = i < 3 && number > 0;
            text.append(i == 0 ? "" : ",").append("{\"type\":\"").append(toFlow ? "flow" : "intent");
            text.append("\",\"id\":\"")
                    .append(toFlow ? "flow_" + random.nextInt(number) : "intent_" + random.nextInt(500));
            text.append("\",\"environmentId\":\"env_dev\"}");
        }
        return text.append("]}").toString();
    }
}
