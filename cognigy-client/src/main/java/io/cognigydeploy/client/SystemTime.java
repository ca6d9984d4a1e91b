package io.cognigydeploy.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

final class SystemTime implements Time {

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (duration.isNegative() || duration.isZero()) {
            return;
        }
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    @Override
    public CompletableFuture<Void> alarm(Duration after) {
        return new CompletableFuture<Void>()
                .completeOnTimeout(null, Math.max(0, after.toNanos()), TimeUnit.NANOSECONDS);
    }

    @Override
    public String toString() {
        return "Time.SYSTEM";
    }
}
