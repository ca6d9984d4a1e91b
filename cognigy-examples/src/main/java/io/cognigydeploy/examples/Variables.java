package io.cognigydeploy.examples;

/** Environment variables of the examples. */
final class Variables {

    private Variables() {}

    /**
     * Returns the value of a variable.
     *
     * @throws IllegalArgumentException if it is not set, or blank
     */
    static String require(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " must be set, but was not.");
        }
        return value;
    }
}
