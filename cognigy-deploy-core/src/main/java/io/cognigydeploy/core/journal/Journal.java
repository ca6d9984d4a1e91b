package io.cognigydeploy.core.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.json.RecentTexts;
import io.cognigydeploy.core.store.ChainedLog;
import io.cognigydeploy.core.store.Disk;
import io.cognigydeploy.core.store.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable memory of one run. It is a folder with the plan and every event, each in the file before the run goes on.
 * Its content is enough to resume the run in another process, also after a power cut.
 *
 * @param log the file in the folder
 * @param content the content of the journal when it was opened
 */
public record Journal(Path folder, ChainedLog log, Time time, Content content) implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(Journal.class);

    /**
     * The first record: the plan.
     *
     * @param target the target of the run
     * @param deployment the deployment with its secrets hidden
     * @param deploymentSha256 the hash of the deployment with its secrets, except those in addresses, for comparing a
     *     deployment that is given again
     * @param secretsHidden whether the deployment had secrets
     * @param state the state of the target; in a new run of the type of its kind, because its tree may be large
     * @param fingerprint the fingerprint of the plan, or {@link #NO_PLAN}
     */
    public record Planned(
            String runId,
            String kind,
            String target,
            ObjectNode deployment,
            String deploymentSha256,
            boolean secretsHidden,
            JsonNode state,
            String fingerprint) {

        /** The fingerprint of a run whose plan could not be made. */
        public static final String NO_PLAN = "none";

        private ObjectNode json() {
            ObjectNode rest = Json.tree(new Planned(
                    runId, kind, target, deployment, deploymentSha256, secretsHidden, NullNode.instance, fingerprint));
            return rest.set("state", state);
        }

        /** Returns whether the run got as far as a plan. Without a plan, nothing was sent. */
        public boolean hasPlan() {
            return !fingerprint.equals(NO_PLAN);
        }
    }

    /**
     * Begins the journal of a new run in a folder of its own, with the plan as its first record.
     *
     * @param root the folder of all journals, made if absent
     * @throws UncheckedIOException if the folder cannot be made or the first record cannot be forced to the disk
     */
    public static Journal create(Path root, Planned planned, Time time, Disk disk) {
        Path folder = root.resolve(planned.runId());
        try {
            DurableFiles.createDirectories(root);
            DurableFiles.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The journal cannot be begun in " + folder, e);
        }
        try {
            ChainedLog log = ChainedLog.open(file(folder), time, disk);
            try {
                log.appendForced(planned.json());
            } catch (RuntimeException | Error e) {
                log.close();
                throw e;
            }
            return new Journal(folder, log, time, new Content(planned, new RunState()));
        } catch (RuntimeException | Error e) {
            // Without a plan in it, it would disturb every later reading of the folder.
            discard(folder);
            throw e;
        }
    }

    private static void discard(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            logger.warn("The journal in {} could not be begun, and not be removed either", folder, e);
        }
    }

    /**
     * Opens the journal of an earlier run for further records.
     *
     * @param audited the number of records of the run that an audit log has
     * @throws ResumeRefusedException if there is no such run, or its journal does not hold a plan
     * @throws DamagedRecordException if it is not as it was written
     */
    public static Journal open(Path root, String runId, LongSupplier audited, Time time, Disk disk) {
        Path folder = existing(root, runId);
        ChainedLog log = ChainedLog.open(file(folder), time, disk);
        try {
            List<ObjectNode> bodies =
                    log.entries().stream().map(ChainedLog.LogEntry::body).toList();
            return new Journal(folder, log, time, Content.of(runId, bodies, audited));
        } catch (RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    /**
     * Returns the content of an earlier run's journal. It only reads, so it needs no lock.
     *
     * @param audited the number of records of the run that an audit log has
     * @throws ResumeRefusedException if there is no such run, or its journal does not hold a plan
     * @throws DamagedRecordException if it is not as it was written
     */
    public static Content read(Path root, String runId, LongSupplier audited) {
        List<ObjectNode> bodies = new ArrayList<>();
        ChainedLog.read(file(existing(root, runId)), entry -> bodies.add(entry.body()));
        return Content.of(runId, bodies, audited);
    }

    private static Path existing(Path root, String runId) {
        Path folder = root.resolve(runId);
        if (!runId.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || !Files.exists(file(folder))) {
            throw new ResumeRefusedException(
                    "There is no run " + runId + " in " + root + ". Check the id and the journal's folder.");
        }
        return folder;
    }

    /** The content of a journal. */
    public record Content(Planned planned, RunState state) {

        private static Content of(String runId, List<ObjectNode> bodies, LongSupplier audited) {
            if (bodies.isEmpty()) {
                long lost = audited.getAsLong();
                if (lost > 0) {
                    throw new ResumeRefusedException("The journal of run " + runId + " is empty, but an audit log has "
                            + lost + (lost == 1 ? " record" : " records") + " of the run, so it may have changed"
                            + " something. Restore the journal, or look at the target on the platform and at the audit"
                            + " log before anything is deployed again.");
                }
                throw new ResumeRefusedException("Run " + runId + " ended before its plan was recorded, so it changed"
                        + " nothing. Make a new run.");
            }
            try {
                Planned planned = Json.MAPPER.treeToValue(bodies.get(0), Planned.class);
                RunState state = new RunState();
                RecentTexts texts = new RecentTexts();
                for (ObjectNode body : bodies.subList(1, bodies.size())) {
                    state.apply(texts.read(body, Event.class));
                }
                return new Content(planned, state);
            } catch (JsonProcessingException e) {
                throw new ResumeRefusedException("The journal of run " + runId
                        + " holds a record that this version cannot read: " + e.getOriginalMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Returns the end of the run, if it has ended and was not resumed since. */
        public Optional<Outcome> outcome() {
            return state.finished().map(Event.RunFinished::outcome);
        }

        /** Returns whether the run has ended and nothing about it is open. */
        public boolean isSettled() {
            return outcome().filter(end -> !(end instanceof Outcome.Unknown)).isPresent();
        }

        /** Returns the ids of operations that are not known to have ended. */
        public List<String> underWay() {
            return state.mutations().values().stream()
                    .filter(mutation -> mutation.ended().isEmpty())
                    .flatMap(mutation -> mutation.accepted().stream())
                    .map(Event.MutationAccepted::operationId)
                    .distinct()
                    .toList();
        }
    }

    /**
     * Returns the names of all folders that may have a run, the oldest first. Those are folders with a journal, and
     * folders that cannot be read.
     *
     * @throws UncheckedIOException if the folder itself cannot be read
     */
    public static List<String> runs(Path root) {
        if (Files.notExists(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> !Files.notExists(file(folder)))
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

    /** Returns the plan of the run as its first record states it. */
    public Planned planned() {
        return content.planned();
    }

    /**
     * Returns the cut that has not been recorded yet, if there was one.
     *
     * @param lost the number of records that an audit log has beyond the last one here
     */
    public Optional<Event.JournalCut> unrecordedCut(long lost) {
        List<String> aside = new ArrayList<>(ChainedLog.cutAside(file(folder)));
        for (Event event : content.state().events()) {
            if (event instanceof Event.JournalCut recorded) {
                aside.removeAll(recorded.keptAside());
            }
        }
        if (lost <= 0 && aside.isEmpty()) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        if (lost > 0) {
            reasons.add(
                    "an audit log has " + lost + (lost == 1 ? " record" : " records") + " of the run that it has not");
        }
        if (!aside.isEmpty()) {
            reasons.add("its last record was not whole and is kept in " + String.join(", ", aside));
        }
        return Optional.of(new Event.JournalCut(time.now(), String.join("; ", reasons), Math.max(0, lost), aside));
    }

    /**
     * Adds an event. It is forced to the disk, with all before it, if the run could not find it out again: only then
     * may the run act on the event. After a power cut the rest is read or judged once more.
     *
     * @throws UncheckedIOException if the disk does not take the record; the run must then change nothing more
     */
    public void append(Event event) {
        if (isRepeatable(event)) {
            log.append(Json.tree(event));
        } else {
            appendForced(event);
        }
    }

    /** Adds an event like {@link #append}, and forces it to the disk whatever it is. */
    public void appendForced(Event event) {
        log.appendForced(Json.tree(event));
    }

    private static boolean isRepeatable(Event event) {
        return event instanceof Event.RunResumed
                || event instanceof Event.CheckJudged
                || event instanceof Event.ManifestWritten
                || event instanceof Event.MutationProgressed
                || event instanceof Event.MutationConfirmed
                || event instanceof Event.Waiting;
    }

    @Override
    public void close() {
        log.close();
    }
}
