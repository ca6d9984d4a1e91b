package io.cognigydeploy.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The durable memory of one run: a folder with the plan and every event, each forced to disk before the run goes on.
 * What is in it is enough to go on with the run in another process.
 */
final class Journal implements AutoCloseable {

    /**
     * The first record: what was planned.
     *
     * @param target what the run works on
     * @param deployment the wish with its secrets hidden
     * @param deploymentSha256 of the wish with its secrets, so that a wish handed in again can be compared
     * @param secretsHidden whether the wish had any
     */
    record Planned(
            String runId,
            String kind,
            String target,
            ObjectNode deployment,
            String deploymentSha256,
            boolean secretsHidden,
            ObjectNode state,
            String fingerprint) {}

    private final Path folder;
    private final ChainedLog log;
    private final Planned planned;
    private final List<Event> events;

    private Journal(Path folder, ChainedLog log, Planned planned, List<Event> events) {
        this.folder = folder;
        this.log = log;
        this.planned = planned;
        this.events = events;
    }

    static Journal create(Path root, Planned planned, Time time) {
        Path folder = root.resolve(planned.runId());
        try {
            Files.createDirectories(root);
            Files.createDirectory(folder);
            ChainedLog log = ChainedLog.open(file(folder), time);
            log.appendForced(Json.tree(planned));
            return new Journal(folder, log, planned, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("The journal cannot be begun in " + folder, e);
        }
    }

    /**
     * The journal of an earlier run.
     *
     * @throws ResumeRefusedException if there is no such run, or its journal does not hold a plan
     */
    static Journal open(Path root, String runId, Time time) {
        Path folder = root.resolve(runId);
        if (!runId.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || !Files.exists(file(folder))) {
            throw new ResumeRefusedException(
                    "There is no run " + runId + " in " + root + ". Check the id and the journal's folder.");
        }
        ChainedLog log = ChainedLog.open(file(folder), time);
        try {
            List<ObjectNode> bodies =
                    log.entries().stream().map(ChainedLog.Entry::body).toList();
            if (bodies.isEmpty()) {
                log.close();
                throw new ResumeRefusedException("Run " + runId + " ended before its plan was recorded, so it changed"
                        + " nothing. Make a new run.");
            }
            Planned planned = Json.MAPPER.treeToValue(bodies.get(0), Planned.class);
            List<Event> events = new ArrayList<>();
            for (ObjectNode body : bodies.subList(1, bodies.size())) {
                events.add(Json.MAPPER.treeToValue(body, Event.class));
            }
            return new Journal(folder, log, planned, events);
        } catch (JsonProcessingException e) {
            log.close();
            throw new ResumeRefusedException("The journal of run " + runId + " holds a record that this version cannot"
                    + " read: " + e.getOriginalMessage());
        }
    }

    /** The ids of all runs that have a journal, the oldest first. */
    static List<String> runs(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.exists(file(folder)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The journals in " + root + " cannot be listed", e);
        }
    }

    private static Path file(Path folder) {
        return folder.resolve("journal.jsonl");
    }

    Planned planned() {
        return planned;
    }

    /** What was in the journal when it was opened. */
    List<Event> events() {
        return events;
    }

    /** How the run ended, if it has ended and was not gone on with since. */
    Optional<Outcome> outcome() {
        RunState state = new RunState();
        events.forEach(state::apply);
        return state.finished().map(Event.RunFinished::outcome);
    }

    /** Whether the run has ended and nothing about it is open. */
    boolean isSettled() {
        return outcome().filter(end -> !(end instanceof Outcome.Unknown)).isPresent();
    }

    Path folder() {
        return folder;
    }

    void append(Event event) {
        log.appendForced(Json.tree(event));
    }

    @Override
    public void close() {
        log.close();
    }
}
