package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Virtual time in which something happens at every sleep. */
final class EventfulTime implements Time {

    private final FakeTime time;
    private Runnable meanwhile = () -> {};

    EventfulTime(FakeTime time) {
        this.time = time;
    }

    void atEachSleep(Runnable what) {
        meanwhile = what;
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public long nanoTime() {
        return time.nanoTime();
    }

    @Override
    public CompletableFuture<Void> alarm(Duration after) {
        return time.alarm(after);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        meanwhile.run();
        time.sleep(duration);
    }
}
