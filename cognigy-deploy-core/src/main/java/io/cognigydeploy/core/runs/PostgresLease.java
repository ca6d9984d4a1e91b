package io.cognigydeploy.core.runs;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.Optional;

/** A lease in a table, which lasts for some time after each renewal. */
final class PostgresLease implements Lease {

    private final String target;
    private final String runId;
    private final Time time;
    private final long epoch;
    private final PostgresRunStore.Options options;
    private final Optional<String> takenFrom;
    private final LeaseRenewal renewal;
    private volatile long endsAt;
    private volatile boolean ended;

    PostgresLease(
            String target,
            String runId,
            Time time,
            long epoch,
            PostgresRunStore.Options options,
            Optional<String> takenFrom,
            LeaseRenewal renewal) {
        this.target = target;
        this.runId = runId;
        this.time = time;
        this.epoch = epoch;
        this.options = options;
        this.takenFrom = takenFrom;
        this.renewal = renewal;
    }

    /**
     * Marks the lease as renewed.
     *
     * @param nanos the reading of {@link Time#nanoTime} before the database was asked, so that the end known here is
     *     never later than that by the database's clock
     */
    void renewedAt(long nanos) {
        endsAt = nanos + options.lease().toNanos();
    }

    /** Marks the lease as another's. */
    void lose() {
        ended = true;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public Time time() {
        return time;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public String owner() {
        return options.owner();
    }

    @Override
    public Optional<String> takenFrom() {
        return takenFrom;
    }

    @Override
    public boolean covers(Duration attempt) {
        // Others wait for the limit only: what could take longer would still be under way when they begin.
        return !ended
                && attempt.compareTo(options.attempt()) <= 0
                && endsAt - Time.SYSTEM.nanoTime() > options.attempt().toNanos();
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            renewal.release(this);
        }
    }
}
