package io.cognigydeploy.bench.measure;

/** A variant that can be measured, a block at a time. */
@FunctionalInterface
public interface BlockSource {

    /** Runs so many calls and returns their costs. */
    Block block(int calls) throws Exception;

    /** Returns a variant that performs the work on the thread that measures. */
    static BlockSource serial(Work work) {
        return calls -> Block.serial(calls, work);
    }
}
