package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The recording of golden journals, once for each format. A recorded format is never recorded again: its files are what
 * that version of the library wrote.
 */
final class GoldenRecording implements Transport, EventListener {

    private final FakeCognigy fake;
    private final List<String> effects = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private ObjectNode last = Json.MAPPER.createObjectNode();

    private int diesAt;

    private GoldenRecording(FakeCognigy fake, int diesAt) {
        this.fake = fake;
        this.diesAt = diesAt;
    }

    /** Records all into a folder, such as {@code src/test/resources/golden/v2}. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        for (GoldenExample each : GoldenExample.of(root.getFileName().toString())) {
            record(each, root.resolve(each.name()));
        }
    }

    private static void record(GoldenExample golden, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path records = Files.createTempDirectory("golden");
        Report report = record(golden.example(), golden.diesAt(), folder, records);
        if (!golden.end().isInstance(report.outcome())) {
            throw new IllegalStateException(golden + " ended as " + report.outcome());
        }
        Files.copy(report.folder().orElseThrow().resolve("journal.jsonl"), folder.resolve("journal.jsonl"));
    }

    private static <D extends Deployment> Report record(
            ReleaseExample<D> example, int diesAt, Path folder, Path records) throws IOException {
        FakeCognigy fake = example.world().get();
        GoldenRecording recording = new GoldenRecording(fake, diesAt);
        ReleaseFixture<D> fixture = example.setup().on(fake, recording, records);
        try (AuditLog audit = AuditLog.jsonLines(folder.resolve("audit.jsonl"))) {
            DeploymentPipeline<D> pipeline = fixture.with(
                            builder -> builder.audit(audit).listener(recording))
                    .pipeline();
            Plan plan = pipeline.plan(fixture.deployment);
            // The first record is the plan, of which no listener hears.
            recording.note();
            Report report = recording.run(pipeline, plan, records);
            Files.write(folder.resolve("platform.jsonl"), recording.lines);
            return report;
        } finally {
            Files.deleteIfExists(folder.resolve("audit.jsonl.lock"));
        }
    }

    private <D extends Deployment> Report run(DeploymentPipeline<D> pipeline, Plan plan, Path records) {
        Report report;
        try {
            report = pipeline.run(plan);
        } catch (PowerCut.Dead e) {
            report = pipeline.resume(ReleaseFixture.onlyRunId(records));
        }
        // A run that has ended for good is resumed for what was not delivered.
        return report.outcome() instanceof Outcome.Unknown ? report : pipeline.resume(report.runId());
    }

    @Override
    public void on(RunEvent event) {
        note();
        if (--diesAt == 0) {
            throw new PowerCut.Dead();
        }
    }

    private void note() {
        ObjectNode world = world();
        ObjectNode line = Json.MAPPER.createObjectNode();
        line.put("now", fake.time().now().toString());
        ArrayNode sent = line.putArray("effects");
        effects.forEach(sent::add);
        effects.clear();
        ObjectNode changed = line.putObject("changed");
        for (var member : world.properties()) {
            JsonNode before = last.path(member.getKey());
            if (!before.equals(member.getValue())) {
                changed.set(member.getKey(), member.getValue());
            }
        }
        last = world;
        lines.add(line.toString());
    }

    private ObjectNode world() {
        try {
            return (ObjectNode) Json.MAPPER.readTree(fake.toJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        ObjectNode before = world();
        try {
            return fake.exchange(request, limit);
        } finally {
            if (!request.method().equals("GET") && !before.equals(world())) {
                effects.add(request.method() + " " + request.uri().getPath());
            }
        }
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        return fake.addresses(host);
    }
}
