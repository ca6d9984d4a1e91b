package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The runs that threads of this process carry out for one pipeline. Safe for use by many threads. */
final class ActiveRuns {

    private final Map<String, Thread> threads = new TreeMap<>();

    /** Carries a run out on this thread. A nested run of the same id is a part of it. */
    <T> T during(String runId, Supplier<T> body) {
        boolean isFirst;
        synchronized (this) {
            isFirst = threads.putIfAbsent(runId, Thread.currentThread()) == null;
        }
        try {
            return body.get();
        } finally {
            if (isFirst) {
                synchronized (this) {
                    threads.remove(runId);
                    notifyAll();
                }
            }
        }
    }

    /** Returns whether a thread of this process carries the run out. */
    synchronized boolean contains(String runId) {
        return threads.containsKey(runId);
    }

    /** Returns the ids of the runs, in order. */
    synchronized List<String> ids() {
        return List.copyOf(threads.keySet());
    }

    /** Interrupts a run. Returns whether a thread of this process carries it out. */
    synchronized boolean cancel(String runId) {
        Thread thread = threads.get(runId);
        if (thread != null) {
            thread.interrupt();
        }
        return thread != null;
    }

    /** Interrupts every run and waits for their ends. Returns the ids of those that have not ended by then. */
    synchronized List<String> stop(Duration timeout) throws InterruptedException {
        threads.values().forEach(Thread::interrupt);
        List<String> stopping = List.copyOf(threads.keySet());
        long end = Time.SYSTEM.nanoTime() + timeout.toNanos();
        while (stopping.stream().anyMatch(threads::containsKey)) {
            long left = (end - Time.SYSTEM.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return stopping.stream().filter(threads::containsKey).toList();
    }
}
