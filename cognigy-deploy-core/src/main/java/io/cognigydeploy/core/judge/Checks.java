package io.cognigydeploy.core.judge;

/** The checks of settings, at their creation. Each comparison is written so that NaN is refused too. */
final class Checks {

    private Checks() {}

    static void that(boolean holds, String name, String must, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + must + ", but was " + value + ".");
        }
    }

    static void atLeast(String name, long value, long bound) {
        that(value >= bound, name, "at least " + bound, value);
    }

    static void chance(String name, double value) {
        that(value > 0 && value < 1, name, "between 0 and 1", value);
    }

    static void above(String name, double value, double bound) {
        that(value > bound && value < Double.POSITIVE_INFINITY, name, "a number above " + bound, value);
    }
}
