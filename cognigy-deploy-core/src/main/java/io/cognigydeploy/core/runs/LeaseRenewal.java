package io.cognigydeploy.core.runs;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The renewal of all leases of one store. One statement renews them at each heartbeat, on a thread that lives as long as they. */
final class LeaseRenewal {

    private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);

    private final Database database;
    private final PostgresRunStore.Options options;
    private final Set<PostgresLease> held = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledThreadPoolExecutor thread;

    LeaseRenewal(Database database, PostgresRunStore.Options options) {
        this.database = database;
        this.options = options;
    }

    synchronized void add(PostgresLease lease) {
        held.add(lease);
        if (thread == null) {
            ScheduledThreadPoolExecutor beats = new ScheduledThreadPoolExecutor(1, body -> {
                Thread daemon = new Thread(body, "cognigy-deploy lease renewal");
                daemon.setDaemon(true);
                return daemon;
            });
            long millis = options.heartbeat().toMillis();
            ScheduledFuture<?> unused =
                    beats.scheduleWithFixedDelay(this::renew, millis, millis, TimeUnit.MILLISECONDS);
            thread = beats;
        }
    }

    /** Releases a lease. If the database cannot be reached, the lease ends by itself. */
    void release(PostgresLease lease) {
        remove(lease);
        try {
            int unused = database.run(session -> session.change(
                    "UPDATE cognigy_deploy_lease SET released = true WHERE target = ? AND epoch = ?",
                    lease.target(),
                    lease.epoch()));
        } catch (UncheckedIOException e) {
            log.warn(
                    "The lease of {} was not released; it ends by itself: {}",
                    Printable.shown(lease.target()),
                    e.getMessage());
        }
    }

    private synchronized void remove(PostgresLease lease) {
        held.remove(lease);
        if (held.isEmpty() && thread != null) {
            thread.shutdown();
            thread = null;
        }
    }

    /**
     * Marks a lease as renewed by a record.
     *
     * @param nanos the reading of {@link Time#nanoTime} before the database was asked
     */
    void renewed(Lease lease, long nanos) {
        held.stream()
                .filter(ours -> ours.target().equals(lease.target()) && ours.epoch() == lease.epoch())
                .forEach(ours -> ours.renewedAt(nanos));
    }

    /** Marks a lease as another's. */
    void lost(Lease lease) {
        held.stream()
                .filter(ours -> ours.target().equals(lease.target()) && ours.epoch() == lease.epoch())
                .forEach(PostgresLease::lose);
    }

    private record Key(String target, long epoch) {}

    private void renew() {
        Map<Key, PostgresLease> leases =
                held.stream().collect(Collectors.toMap(each -> new Key(each.target(), each.epoch()), each -> each));
        if (leases.isEmpty()) {
            return;
        }
        long before = Time.SYSTEM.nanoTime();
        try {
            Set<Key> renewed = Set.copyOf(database.run(session -> session.rows(
                    row -> new Key(row.getString(1), row.getLong(2)),
                    """
                    UPDATE cognigy_deploy_lease AS lease
                    SET free_at = clock_timestamp() + ? * interval '1 millisecond'
                    FROM unnest(?, ?) AS ours(target, epoch)
                    WHERE lease.target = ours.target AND lease.epoch = ours.epoch AND NOT lease.released
                    RETURNING lease.target, lease.epoch""",
                    options.freeAfterMillis(),
                    leases.keySet().stream().map(Key::target).toArray(String[]::new),
                    leases.keySet().stream().map(Key::epoch).toArray(Long[]::new))));
            leases.forEach((key, lease) -> {
                if (renewed.contains(key)) {
                    lease.renewedAt(before);
                } else {
                    lease.lose();
                    remove(lease);
                }
            });
        } catch (RuntimeException e) {
            // The next beat may succeed; the leases end by themselves otherwise.
            log.warn("Leases could not be renewed: {}", e.getMessage());
        }
    }
}
