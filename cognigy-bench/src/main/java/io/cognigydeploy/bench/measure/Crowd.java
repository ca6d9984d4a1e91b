package io.cognigydeploy.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that share a number of calls, so that none is idle before the last call. */
public final class Crowd implements AutoCloseable {

    private final int size;
    private final ExecutorService threads;

    /** Starts so many threads. */
    public Crowd(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size);
    }

    /** Returns a variant that performs the work on all threads, so many calls for each. */
    public BlockSource source(Work work) {
        return calls -> block(calls, work);
    }

    private Block block(int callsOfEach, Work work) throws Exception {
        long[] nanos = new long[size * callsOfEach];
        AtomicInteger next = new AtomicInteger();
        Callable<Boolean> share = () -> {
            for (int i = next.getAndIncrement(); i < nanos.length; i = next.getAndIncrement()) {
                long start = System.nanoTime();
                work.once();
                nanos[i] = System.nanoTime() - start;
            }
            return true;
        };
        List<Callable<Boolean>> shares = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            shares.add(share);
        }
        Reading before = Reading.now();
        long start = System.nanoTime();
        for (Future<Boolean> end : threads.invokeAll(shares)) {
            end.get();
        }
        return Block.since(before, start, nanos);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
