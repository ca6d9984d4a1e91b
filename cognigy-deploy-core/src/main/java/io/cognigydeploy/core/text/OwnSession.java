package io.cognigydeploy.core.text;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** The ids of the sessions and users that this library makes up, which are never counted as those of users. */
public final class OwnSession {

    /** The beginning of each of the ids. */
    public static final String PREFIX = "cognigy-deploy-";

    private OwnSession() {}

    /** Returns a new id. */
    public static String fresh(RandomGenerator random) {
        return PREFIX + String.format(Locale.ROOT, "%016x", random.nextLong());
    }
}
