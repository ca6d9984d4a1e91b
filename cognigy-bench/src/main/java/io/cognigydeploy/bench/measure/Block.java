package io.cognigydeploy.bench.measure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** The costs of some calls, one after another or side by side. */
public final class Block {

    private final long[] sortedNanos;
    private final long wallNanos;
    private final long cpuNanos;
    private final double bytes;

    private Block(long[] sortedNanos, long wallNanos, long cpuNanos, double bytes) {
        this.sortedNanos = sortedNanos;
        this.wallNanos = wallNanos;
        this.cpuNanos = cpuNanos;
        this.bytes = bytes;
    }

    /** Runs the work so many times on this thread. */
    static Block serial(int calls, Work work) throws Exception {
        long[] nanos = new long[calls];
        Reading before = Reading.now();
        long start = System.nanoTime();
        long last = start;
        for (int i = 0; i < calls; i++) {
            work.once();
            long now = System.nanoTime();
            nanos[i] = now - last;
            last = now;
        }
        return since(before, start, nanos);
    }

    /** Returns a block of times that were measured elsewhere; the allocated bytes are unknown. */
    public static Block reported(List<Long> nanos, long cpuNanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Block(sorted, LongStream.of(sorted).sum(), cpuNanos, Double.NaN);
    }

    /** Ends a block that began with this reading at this time. */
    static Block since(Reading before, long start, long[] nanos) {
        long wall = System.nanoTime() - start;
        Reading after = Reading.now();
        Arrays.sort(nanos);
        return new Block(nanos, wall, after.cpuNanosSince(before), after.bytesSince(before));
    }

    /** Returns the times of the calls. */
    LongStream nanos() {
        return Arrays.stream(sortedNanos);
    }

    /** Returns the median time of a call. */
    public double p50Nanos() {
        return quantileNanos(0.5);
    }

    /** Returns the time that a part of the calls, such as 0.99, does not exceed. */
    public double quantileNanos(double part) {
        return sortedNanos[Math.min(sortedNanos.length - 1, (int) (part * sortedNanos.length))];
    }

    /** Returns the CPU time of a call, on all threads. */
    public double cpuNanosPerCall() {
        return (double) cpuNanos / sortedNanos.length;
    }

    /** Returns the bytes that a call allocates, on all threads. Not a number if they are unknown. */
    public double bytesPerCall() {
        return bytes / sortedNanos.length;
    }

    /** Returns the calls that ended in a second. */
    public double callsPerSecond() {
        return sortedNanos.length * 1e9 / wallNanos;
    }
}
