package io.cognigydeploy.spring;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The system's clocks, with a latch that opens at the first wait. */
final class WaitingTime implements Time {

    final CountDownLatch firstWait = new CountDownLatch(1);

    @Override
    public Instant now() {
        return SYSTEM.now();
    }

    @Override
    public long nanoTime() {
        return SYSTEM.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (!duration.isZero()) {
            firstWait.countDown();
        }
        SYSTEM.sleep(duration);
    }

    @Override
    public CompletableFuture<Void> alarm(Duration after) {
        return SYSTEM.alarm(after);
    }
}
