package io.cognigydeploy.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

final class SystemTime implements Time {

    /**
     * Waits for a signal, at most for the given time. Only the system's clock ends at the signal; any other clock sleeps
     * for the whole time.
     *
     * @param signal is given when its count reaches zero
     * @return whether the signal was given
     */
    static boolean await(Time time, CountDownLatch signal, Duration limit) throws InterruptedException {
        if (time == Time.SYSTEM) {
            return signal.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        }
        if (signal.getCount() > 0) {
            time.sleep(limit);
        }
        return signal.getCount() == 0;
    }

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
