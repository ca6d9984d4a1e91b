package io.cognigydeploy.examples;

import java.util.Optional;

/** Environment variables; one that is set to nothing is not set. */
final class Variables {

    private Variables() {}

    static Optional<String> get(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    /** @throws IllegalArgumentException if it is not set */
    static String require(String name) {
        return get(name).orElseThrow(() -> new IllegalArgumentException(name + " must be set, but was not."));
    }
}
