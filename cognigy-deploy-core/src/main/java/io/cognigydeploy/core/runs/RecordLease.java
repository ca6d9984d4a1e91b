package io.cognigydeploy.core.runs;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.Optional;

/** A lease of nothing: its run may be recorded, and may send nothing. */
record RecordLease(String target, String runId, Time time) implements Lease {

    @Override
    public long epoch() {
        return 0;
    }

    @Override
    public String owner() {
        return "no owner";
    }

    @Override
    public Optional<String> takenFrom() {
        return Optional.empty();
    }

    @Override
    public boolean covers(Duration attempt) {
        return false;
    }

    @Override
    public void close() {
        // Nothing was taken.
    }
}
