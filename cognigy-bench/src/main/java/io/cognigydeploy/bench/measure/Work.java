package io.cognigydeploy.bench.measure;

/** One piece of work to measure. */
@FunctionalInterface
public interface Work {

    /** Performs the work once. */
    void once() throws Exception;
}
