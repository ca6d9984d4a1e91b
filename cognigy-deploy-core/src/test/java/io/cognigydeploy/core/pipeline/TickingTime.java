package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on by some milliseconds whenever it is looked at. */
public final class TickingTime implements Time {

    private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(millis.addAndGet(7));
    }

    @Override
    public long nanoTime() {
        return millis.addAndGet(7) * 1_000_000;
    }

    @Override
    public CompletableFuture<Void> alarm(Duration after) {
        throw new UnsupportedOperationException("no alarm goes off by looking at the clock");
    }

    @Override
    public void sleep(Duration duration) {
        millis.addAndGet(duration.toMillis());
    }
}
