package io.cognigydeploy.client;

import java.util.random.RandomGenerator;

/** A generator that is safe for use by many threads. */
final class SharedRandom implements RandomGenerator {

    private final RandomGenerator source;

    SharedRandom(RandomGenerator source) {
        this.source = source;
    }

    @Override
    public synchronized long nextLong() {
        return source.nextLong();
    }
}
