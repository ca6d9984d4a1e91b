package io.cognigydeploy.core.text;

import java.util.List;

/** A list in a sentence, of bounded length: its first items, and how many more there are. */
public final class Listing {

    /** The maximum number of items shown. */
    public static final int SHOWN = 5;

    private static final int CLAUSES = 20;

    private Listing() {}

    public static String of(List<?> all) {
        return joined(", ", all.subList(0, Math.min(SHOWN, all.size())))
                + (all.size() <= SHOWN ? "" : " and " + (all.size() - SHOWN) + " more");
    }

    /** Returns a list of clauses, of which more are shown. */
    public static String clauses(List<String> all) {
        return joined("; ", all.subList(0, Math.min(CLAUSES, all.size())))
                + (all.size() <= CLAUSES ? "" : "; and " + (all.size() - CLAUSES) + " more");
    }

    /** Returns the steps of a way; the last one is always shown. */
    public static String path(List<?> all) {
        if (all.size() <= 2 * SHOWN) {
            return joined(" → ", all);
        }
        return joined(" → ", all.subList(0, SHOWN)) + " → (" + (all.size() - SHOWN - 1) + " more) → "
                + all.get(all.size() - 1);
    }

    private static String joined(String between, List<?> all) {
        return String.join(between, all.stream().map(String::valueOf).toList());
    }
}
