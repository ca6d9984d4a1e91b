package io.cognigydeploy.bench.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** The CPU time and the allocated bytes of all live threads at one moment, without the JVM's own threads. */
final class Reading {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long[] threads;
    private final long[] cpuNanos;
    private final long[] bytes;

    private Reading(long[] threads, long[] cpuNanos, long[] bytes) {
        this.threads = threads;
        this.cpuNanos = cpuNanos;
        this.bytes = bytes;
    }

    static Reading now() {
        long[] threads = THREADS.getAllThreadIds();
        return new Reading(threads, THREADS.getThreadCpuTime(threads), THREADS.getThreadAllocatedBytes(threads));
    }

    /** Returns the CPU time since an earlier reading. A thread that has ended in between is left out. */
    long cpuNanosSince(Reading earlier) {
        return increase(cpuNanos, byThread(earlier.threads, earlier.cpuNanos));
    }

    /** Returns the bytes allocated since an earlier reading. A thread that has ended in between is left out. */
    long bytesSince(Reading earlier) {
        return increase(bytes, byThread(earlier.threads, earlier.bytes));
    }

    private long increase(long[] values, Map<Long, Long> before) {
        long sum = 0;
        for (int i = 0; i < threads.length; i++) {
            // -1 if the thread ended while it was read.
            sum += Math.max(0, values[i] - before.getOrDefault(threads[i], 0L));
        }
        return sum;
    }

    private static Map<Long, Long> byThread(long[] threads, long[] values) {
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < threads.length; i++) {
            byThread.put(threads[i], values[i]);
        }
        return byThread;
    }
}
