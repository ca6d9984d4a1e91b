package io.cognigydeploy.core.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store that passes every call on to another. */
public class ForwardingStore implements RunStore {

    private final RunStore store;

    public ForwardingStore(RunStore store) {
        this.store = store;
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
    public Lease lease(String target, String runId, Time time) {
        return store.lease(target, runId, time);
    }

    @Override
    public List<RunSummary> abandoned() {
        return store.abandoned();
    }

    @Override
    public RunLog begin(Lease lease, ObjectNode plan) {
        return store.begin(lease, plan);
    }

    @Override
    public RunLog open(Lease lease) {
        return store.open(lease);
    }

    @Override
    public List<ObjectNode> records(String runId) {
        return store.records(runId);
    }

    @Override
    public List<RunSummary> runs(RunQuery query) {
        return store.runs(query);
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
}
