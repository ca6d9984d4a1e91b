package io.cognigydeploy.client;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Replay store in memory. When it is full of records that have not expired, it accepts no more. */
final class RecentCallbacks implements WebhookVerifier.ReplayStore {

    private static final int MAX_RECORDS = 10_000;

    private final Time time;
    private final Map<String, Instant> until = new HashMap<>();

    RecentCallbacks(Time time) {
        this.time = time;
    }

    @Override
    public synchronized boolean record(String id, Instant end) {
        Instant now = time.now();
        Instant known = until.get(id);
        if (known != null && known.isAfter(now)) {
            return false;
        }
        if (until.size() >= MAX_RECORDS) {
            until.values().removeIf(other -> !other.isAfter(now));
        }
        if (until.size() >= MAX_RECORDS) {
            throw new IllegalStateException("full");
        }
        until.put(id, end);
        return true;
    }
}
