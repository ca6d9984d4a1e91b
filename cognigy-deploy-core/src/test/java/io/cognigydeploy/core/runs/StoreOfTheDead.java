package io.cognigydeploy.core.runs;

import io.cognigydeploy.client.Time;

/** A store whose leases are never released, as if each process that takes one were killed. */
public final class StoreOfTheDead extends ForwardingStore {

    public StoreOfTheDead(RunStore store) {
        super(store);
    }

    @Override
    public Lease lease(String target, String runId, Time time) {
        return new ForwardingLease(super.lease(target, runId, time)) {
            @Override
            public void close() {
                // A dead process releases nothing.
            }
        };
    }
}
