package io.cognigydeploy.core.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.store.ChainedLog;
import io.cognigydeploy.core.store.Disk;
import io.cognigydeploy.core.store.DurableFiles;
import io.cognigydeploy.core.store.TargetLock;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store in a folder of one machine. Each run has a sub-folder with a chained log and its documents. */
final class FileRunStore implements RunStore {

    private static final Logger log = LoggerFactory.getLogger(FileRunStore.class);

    private static final String JOURNAL = "journal.jsonl";
    private static final String REPORT = "report.json";
    private static final String REQUEST = "approval-request.json";
    private static final String DECISION = "approval-decision-";
    private static final String UNFINISHED = ".tmp";

    private final Path root;
    private final Disk disk;

    FileRunStore(Path root) {
        this(root, Disk.LOCAL);
    }

    /** @param disk the disk that journals are written to */
    FileRunStore(Path root, Disk disk) {
        this.root = Argument.given("folder", root);
        this.disk = disk;
    }

    @Override
    public String name() {
        return "folder " + root;
    }

    @Override
    public String placeOf(String runId) {
        return folder(runId).toString();
    }

    @Override
    public Optional<Path> folderOf(String runId) {
        return Optional.of(folder(runId));
    }

    private Path folder(String runId) {
        return root.resolve(runId);
    }

    private Path journal(String runId) {
        return folder(runId).resolve(JOURNAL);
    }

    private Path existing(String runId) {
        if (!Argument.isId(runId) || !Files.exists(journal(runId))) {
            throw new ResumeRefusedException(
                    "There is no run " + runId + " in " + root + ". Check the id and the journal's folder.");
        }
        return journal(runId);
    }

    private record FileLease(TargetLock lock, String target, String runId, Time time) implements Lease {

        @Override
        public long epoch() {
            return lock.epoch();
        }

        @Override
        public String owner() {
            return lock.owner();
        }

        @Override
        public Optional<String> takenFrom() {
            return lock.takenFrom();
        }

        @Override
        public boolean covers(Duration attempt) {
            return lock.stillOwned();
        }

        @Override
        public void close() {
            lock.close();
        }
    }

    @Override
    public Lease lease(String target, String runId, Time time) {
        return new FileLease(TargetLock.acquire(root, target, runId, time), target, runId, time);
    }

    @Override
    public RunLog begin(Lease lease, ObjectNode plan) {
        Path folder = folder(Argument.id("runId", lease.runId()));
        try {
            DurableFiles.createDirectories(root);
            DurableFiles.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The journal cannot be begun in " + folder, e);
        }
        try {
            ChainedLog records = ChainedLog.open(journal(lease.runId()), lease.time(), disk);
            try {
                records.appendForced(plan);
            } catch (RuntimeException | Error e) {
                records.close();
                throw e;
            }
            return new FileRunLog(folder, records);
        } catch (RuntimeException | Error e) {
            // Without a plan in it, it would disturb every later reading of the folder.
            discard(folder);
            throw e;
        }
    }

    private static void discard(Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            log.warn("The journal in {} could not be begun, and not be removed either", folder, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Override
    public RunLog open(Lease lease) {
        Path journal = existing(lease.runId());
        return new FileRunLog(folder(lease.runId()), ChainedLog.open(journal, lease.time(), disk));
    }

    @Override
    public List<ObjectNode> records(String runId) {
        List<ObjectNode> records = new ArrayList<>();
        ChainedLog.read(existing(runId), entry -> records.add(entry.body()));
        return records;
    }

    private record FileRunLog(Path folder, ChainedLog log) implements RunLog {

        @Override
        public List<ObjectNode> records() {
            return log.entries().stream().map(ChainedLog.LogEntry::body).toList();
        }

        @Override
        public List<String> keptAside() {
            return ChainedLog.cutAside(folder.resolve(JOURNAL));
        }

        @Override
        public void append(ObjectNode entry) {
            log.append(entry);
        }

        @Override
        public void appendForced(ObjectNode entry) {
            log.appendForced(entry);
        }

        @Override
        public void write(Map<String, Document> documents) {
            Map<String, DurableFiles.FileContent> files = new LinkedHashMap<>();
            documents.forEach((name, document) -> files.put(documentName(name), document::writeTo));
            try {
                DurableFiles.replace(folder, files);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        String.join(", ", documents.keySet()) + " cannot be written in " + folder, e);
            }
        }

        @Override
        public void close() {
            log.close();
        }
    }

    @Override
    public List<RunSummary> runs(RunQuery query) {
        List<RunSummary> found = new ArrayList<>();
        for (String runId : runIds()) {
            RunSummary run = summary(runId);
            if (query.selects(run)) {
                found.add(run);
                if (found.size() == query.limit()) {
                    break;
                }
            }
        }
        return List.copyOf(found);
    }

    @Override
    public RunSummary run(String runId) {
        existing(runId);
        return summary(runId);
    }

    /** Returns the names of all folders that may have a run, the newest first. Some may not be readable. */
    private List<String> runIds() {
        if (Files.notExists(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> !Files.notExists(folder.resolve(JOURNAL)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The runs in " + root + " cannot be listed", e);
        }
    }

    private RunSummary summary(String runId) {
        try {
            RunSummary[] folded = {RunSummary.damaged(runId, "It has no plan.")};
            ChainedLog.read(journal(runId), entry -> {
                folded[0] = entry.seq() == 1 ? RunSummary.of(entry.body(), entry.ts()) : folded[0].after(entry.body());
                return true;
            });
            return isReported(runId) ? folded[0].afterReport() : folded[0];
        } catch (DamagedRecordException | UncheckedIOException | IllegalArgumentException e) {
            return RunSummary.damaged(runId, String.valueOf(e.getMessage()));
        }
    }

    /** Returns whether the report is at least as new as the last record. */
    private boolean isReported(String runId) {
        long report = folder(runId).resolve(REPORT).toFile().lastModified();
        return report > 0 && report >= journal(runId).toFile().lastModified();
    }

    @Override
    public Optional<byte[]> document(String runId, String name) {
        try {
            return Optional.of(Files.readAllBytes(existing(runId).resolveSibling(documentName(name))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of run " + runId + " cannot be read", e);
        }
    }

    @Override
    public List<String> documents(String runId) {
        try (Stream<Path> files = Files.list(folder(existing(runId)))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(FileRunStore::isDocument)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The documents of run " + runId + " cannot be listed", e);
        }
    }

    private static String documentName(String name) {
        if (!isDocument(Argument.id("name", name))) {
            throw Argument.refused("name", "other than those of the store's own files", name);
        }
        return name;
    }

    /** Returns whether a file of a run's folder is a document, and not one of the store's own. */
    private static boolean isDocument(String name) {
        return !name.startsWith(JOURNAL)
                && !name.endsWith(UNFINISHED)
                && !name.equals(REQUEST)
                && !name.startsWith(DECISION);
    }

    private static Path folder(Path journal) {
        return journal.resolveSibling("");
    }

    @Override
    public ApprovalRequest ask(ApprovalRequest request) {
        Path file = existing(request.runId()).resolveSibling(REQUEST);
        Optional<ApprovalRequest> earlier = read(file, ApprovalRequest.class);
        if (earlier.isPresent() && earlier.get().fingerprint().equals(request.fingerprint())) {
            return earlier.get();
        }
        write(file, request);
        return request;
    }

    @Override
    public List<ApprovalRequest> pending(Instant now) {
        return runIds().stream()
                .flatMap(runId -> request(runId).stream())
                .filter(request -> now.isBefore(request.expires()))
                .filter(request -> Files.notExists(decisionAbout(request)))
                .sorted(Comparator.comparing(ApprovalRequest::asked).thenComparing(ApprovalRequest::runId))
                .toList();
    }

    private Optional<ApprovalRequest> request(String runId) {
        return read(folder(runId).resolve(REQUEST), ApprovalRequest.class);
    }

    /** Returns the file of the decision about one plan. A decision about an earlier plan never stands for it. */
    private Path decisionAbout(ApprovalRequest request) {
        String plan = CanonicalJson.sha256Hex(TextNode.valueOf(request.fingerprint()));
        return folder(request.runId()).resolve(DECISION + plan.substring(0, 16) + ".json");
    }

    @Override
    public void decide(String runId, ApprovalDecision decision) {
        ApprovalRequest request = read(existing(runId).resolveSibling(REQUEST), ApprovalRequest.class)
                .orElseThrow(() -> ApprovalRefusedException.notAsked(runId));
        request.requireDecidableBy(decision);
        try {
            DurableFiles.createWith(decisionAbout(request), CanonicalJson.bytes(Json.tree(decision)));
        } catch (FileAlreadyExistsException e) {
            throw ApprovalRefusedException.decided(runId, decision(runId).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException("The decision about run " + runId + " cannot be written", e);
        }
    }

    @Override
    public Optional<ApprovalDecision> decision(String runId) {
        return Optional.of(runId)
                .filter(Argument::isId)
                .flatMap(this::request)
                .flatMap(request -> read(decisionAbout(request), ApprovalDecision.class));
    }

    private static <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static void write(Path file, Object value) {
        try {
            DurableFiles.replace(file, CanonicalJson.bytes(Json.tree(value)));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    @Override
    public List<String> prune(RunQuery old) {
        Set<String> settledTargets = new HashSet<>();
        List<String> removed = new ArrayList<>();
        for (RunSummary run : runs(RunQuery.all())) {
            boolean isLastSuccess = run.outcome().filter(Outcome::isSuccess).isPresent()
                    && settledTargets.add(run.kind() + " " + run.target());
            if (old.selects(run) && run.isClosed() && !isLastSuccess && removed.size() < old.limit()) {
                try {
                    delete(folder(run.runId()));
                } catch (IOException e) {
                    throw new UncheckedIOException("Run " + run.runId() + " cannot be removed", e);
                }
                removed.add(run.runId());
            }
        }
        return List.copyOf(removed);
    }

    @Override
    public String toString() {
        return name();
    }
}
