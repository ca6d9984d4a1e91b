package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.retention.SnapshotRetention;
import io.cognigydeploy.core.stage.Stage;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Retention after a release that succeeded: a run of its own in each project of the release.
 *
 * @param newest how many snapshots are kept
 * @param archive the folder for the files of deleted snapshots
 * @param out receives what is said to a person
 * @param made receives the reports as JSON
 */
record RetentionAfter(
        Stages stages,
        StagePair pair,
        int newest,
        Optional<Duration> drain,
        Path archive,
        RunOptions run,
        PrintWriter out,
        ArrayNode made)
        implements RunOptions.Sequel {

    static ArrayNode none() {
        return new JsonMapper().createArrayNode();
    }

    /** Adds that retention is planned after the release, when it is known what the endpoints run. */
    void plan() {
        Stream.of(pair.source(), pair.target()).map(Stage::project).distinct().forEach(project -> {
            out.println("After the release: retention of " + project + ", keeping " + newest
                    + ". It is planned then, when it is known what the endpoints run.");
            made.addObject().put("project", project).put("keep", newest).put("planned", "after the release");
        });
    }

    @Override
    public int after(Report release, PipelineOptions.Session session) throws InterruptedException {
        if (!release.outcome().isSuccess()) {
            out.println("No retention: the release did not succeed.");
            return ExitStatus.DONE;
        }
        JsonNode released = release.payload().path("release");
        if (!released.isObject()) {
            out.println("No retention: the records do not state what was released.");
            return ExitStatus.PERSON_NEEDED;
        }
        Instant end = release.begun().plus(release.took());
        Map<Stage, SnapshotRetention> all = new LinkedHashMap<>();
        if (isOneProject(released)) {
            all.put(pair.target(), inTarget(released, end));
        } else {
            all.put(pair.source(), of(pair.source(), released.at("/snapshot/source/id")));
            all.put(pair.target(), inTarget(released, end));
        }
        int worst = ExitStatus.DONE;
        for (Map.Entry<Stage, SnapshotRetention> each : all.entrySet()) {
            if (Thread.currentThread().isInterrupted()) {
                out.println("No retention of " + each.getValue().project() + ": the command was ended.");
                return Math.max(worst, ExitStatus.NOT_DONE);
            }
            worst = Math.max(worst, retain(session, each.getKey(), each.getValue()));
        }
        return worst;
    }

    private int retain(PipelineOptions.Session session, Stage stage, SnapshotRetention retention)
            throws InterruptedException {
        out.println();
        out.println("Retention of " + retention.project() + ", a run of its own. If it is interrupted: cognigy-deploy"
                + " resume RUN");
        try {
            Report report = run.follow(
                    session,
                    retention,
                    SnapshotRetention.pipeline(stages.installation(stage), archive),
                    List.of("--archive=" + archive));
            made.add(SnapshotRetainCommand.json(report));
            return ExitStatus.of(report);
        } catch (CognigyException | TargetBusyException | UncheckedIOException | IllegalArgumentException e) {
            int status = Math.max(ExitStatus.NOT_DONE, ExitStatus.explain(e, out));
            made.addObject()
                    .put("project", retention.project())
                    .put("error", e.getMessage())
                    .put("exitStatus", status);
            return status;
        }
    }

    private boolean isOneProject(JsonNode released) {
        return pair.source().baseUrl().equals(pair.target().baseUrl())
                && released.at("/snapshot/source/id").equals(released.at("/snapshot/target/id"));
    }

    /** Returns the retention of a stage, which spares the released snapshot. */
    private SnapshotRetention of(Stage stage, JsonNode released) {
        SnapshotRetention retention =
                SnapshotRetention.of(stage.name(), stage.project()).keeping(newest);
        return released.isTextual() ? retention.sparing(released.asText()) : retention;
    }

    /**
     * Returns the retention of the target, which has the snapshots that the endpoints ran before.
     *
     * @param end counts as the time of a switch that was not read back
     */
    private SnapshotRetention inTarget(JsonNode released, Instant end) {
        SnapshotRetention retention = of(pair.target(), released.at("/snapshot/target/id"));
        for (JsonNode endpoint : released.path("endpoints")) {
            JsonNode switched = endpoint.path("switchedAt");
            retention = retention.replaced(
                    endpoint.at("/before/entrypoint").asText(),
                    switched.isTextual()
                            ? OffsetDateTime.parse(switched.asText()).toInstant()
                            : end,
                    endpoint.path("name").asText());
        }
        return drain.map(retention::draining).orElse(retention);
    }
}
