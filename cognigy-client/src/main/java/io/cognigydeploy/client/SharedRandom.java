package io.cognigydeploy.client;

import java.util.random.RandomGenerator;

/** Makes a generator safe for use by many threads. */
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
