package io.cognigydeploy.client;

import java.util.random.RandomGenerator;

/** A generator that is safe for use by many threads. */
record SharedRandom(RandomGenerator source) implements RandomGenerator {

    @Override
    public synchronized long nextLong() {
        return source.nextLong();
    }
}
