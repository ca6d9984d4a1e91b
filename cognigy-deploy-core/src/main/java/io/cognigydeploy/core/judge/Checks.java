package io.cognigydeploy.core.judge;

/** Settings that make no sense are refused where they are made. All is written so that NaN is refused too. */
final class Checks {

    private Checks() {}

    static void that(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("It must hold that " + rule + ".");
        }
    }

    static void chance(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " lies between 0 and 1, and is not " + value);
        }
    }

    static void above(String name, double value, double bound) {
        if (!(value > bound && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is above " + bound + ", and not " + value);
        }
    }
}
