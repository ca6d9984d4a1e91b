package io.cognigydeploy.client;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Remembers callbacks in memory. Full of what must not be forgotten yet, it takes no more. */
final class RecentCallbacks implements WebhookVerifier.ReplayStore {

    private static final int MOST = 10_000;

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
        if (until.size() >= MOST) {
            until.values().removeIf(other -> !other.isAfter(now));
        }
        if (until.size() >= MOST) {
            throw new IllegalStateException("full");
        }
        until.put(id, end);
        return true;
    }
}
