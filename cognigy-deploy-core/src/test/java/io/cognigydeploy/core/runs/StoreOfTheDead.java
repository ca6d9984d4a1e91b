package io.cognigydeploy.core.runs;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.Optional;

/** A store whose leases are never released, as if each process that takes one were killed. */
public final class StoreOfTheDead extends ForwardingStore {

    public StoreOfTheDead(RunStore store) {
        super(store);
    }

    @Override
    public Lease lease(String target, String runId, Time time) {
        return new Unreleased(super.lease(target, runId, time));
    }

    private record Unreleased(Lease lease) implements Lease {

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
            return lease.covers(attempt);
        }

        @Override
        public void close() {
            // A dead process releases nothing.
        }
    }
}
