package io.cognigydeploy.cli.strict;

/** A request that the documented API does not have, or not in this form. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    Violation(int status, String why) {
        super(why);
        this.status = status;
    }

    static Violation malformed(String why) {
        return new Violation(400, why);
    }

    int status() {
        return status;
    }
}
