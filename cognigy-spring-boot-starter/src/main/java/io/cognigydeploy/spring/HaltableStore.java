package io.cognigydeploy.spring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store whose runs can be made to stand still. A run waits as soon as it adds a record, so nothing is sent either: each
 * request has its record first. When the process then ends, runs are as after a crash, whatever the end of the application did to the client
 * and the data source that they use.
 */
final class HaltableStore implements RunStore {

    private final RunStore store;
    private boolean halted;

    HaltableStore(RunStore store) {
        this.store = store;
    }

    synchronized void halt() {
        halted = true;
    }

    synchronized void goOn() {
        halted = false;
        notifyAll();
    }

    /** Waits while runs stand still. An interrupt is kept for later. */
    private synchronized void pass() {
        boolean interrupted = false;
        while (halted) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record HaltableLease(HaltableStore halting, Lease lease) implements Lease {

        @Override
        public String target() {
            return lease.target();
        }

        @Override
        public String runId() {
            return lease.runId();
        }

        @Override
        public Time time() {
            return lease.time();
        }

        @Override
        public long epoch() {
            return lease.epoch();
        }

        @Override
        public String owner() {
            return lease.owner();
        }

        @Override
        public Optional<String> takenFrom() {
            return lease.takenFrom();
        }

        @Override
        public boolean covers(Duration attempt) {
            halting.pass();
            return lease.covers(attempt);
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    private record HaltableLog(HaltableStore halting, RunLog log) implements RunLog {

        @Override
        public List<ObjectNode> records() {
            return log.records();
        }

        @Override
        public List<String> keptAside() {
            return log.keptAside();
        }

        @Override
        public void append(ObjectNode entry) {
            halting.pass();
            log.append(entry);
        }

        @Override
        public void appendForced(ObjectNode entry) {
            halting.pass();
            log.appendForced(entry);
        }

        @Override
        public void write(Map<String, Document> documents) {
            halting.pass();
            log.write(documents);
        }

        @Override
        public void close() {
            log.close();
        }
    }

    private static Lease own(Lease lease) {
        return lease instanceof HaltableLease haltable ? haltable.lease() : lease;
    }

    @Override
    public void requireUsable() {
        store.requireUsable();
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public String placeOf(String runId) {
        return store.placeOf(runId);
    }

    @Override
    public Optional<Path> folderOf(String runId) {
        return store.folderOf(runId);
    }

    @Override
    public Lease lease(String target, String runId, Time time) {
        return new HaltableLease(this, store.lease(target, runId, time));
    }

    @Override
    public RunLog begin(Lease lease, ObjectNode plan) {
        pass();
        return new HaltableLog(this, store.begin(own(lease), plan));
    }

    @Override
    public RunLog open(Lease lease) {
        return new HaltableLog(this, store.open(own(lease)));
    }

    @Override
    public List<ObjectNode> records(String runId) {
        return store.records(runId);
    }

    @Override
    public RunSummary run(String runId) {
        return store.run(runId);
    }

    @Override
    public List<RunSummary> runs(RunQuery query) {
        return store.runs(query);
    }

    @Override
    public List<RunSummary> abandoned() {
        return store.abandoned();
    }

    @Override
    public Optional<byte[]> document(String runId, String name) {
        return store.document(runId, name);
    }

    @Override
    public List<String> documents(String runId) {
        return store.documents(runId);
    }

    @Override
    public ApprovalRequest ask(ApprovalRequest request) {
        return store.ask(request);
    }

    @Override
    public List<ApprovalRequest> pending(Instant now) {
        return store.pending(now);
    }

    @Override
    public void decide(String runId, ApprovalDecision decision) {
        store.decide(runId, decision);
    }

    @Override
    public Optional<ApprovalDecision> decision(String runId) {
        return store.decision(runId);
    }

    @Override
    public List<String> prune(RunQuery old) {
        return store.prune(old);
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
