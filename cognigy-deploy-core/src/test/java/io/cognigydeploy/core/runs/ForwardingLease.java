package io.cognigydeploy.core.runs;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.Optional;

/** A lease that passes every call on to another. */
public class ForwardingLease implements Lease {

    private final Lease lease;

    public ForwardingLease(Lease lease) {
        this.lease = lease;
    }

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
        lease.close();
    }
}
