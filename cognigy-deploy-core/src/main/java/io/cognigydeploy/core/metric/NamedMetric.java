package io.cognigydeploy.core.metric;

import io.cognigydeploy.core.text.Argument;
import java.util.regex.Pattern;

/**
 * A metric of one's own, by its name. Immutable and safe for use by many threads.
 *
 * @param name lower-case letters and digits in words that are joined by {@code -} or {@code _}, at most 64 characters, a
 *     letter first
 * @param form the form of its figures
 * @param worse the direction in which a canary becomes worse
 * @param role its part in the judgement
 * @param margin the difference that must be refuted before a promotion: an odds ratio above 1 for counts, a distance
 *     above 0 in the metric's own unit for means
 */
public record NamedMetric(String name, Form form, Worse worse, Role role, double margin) {

    // Before the metrics, which are checked by it.
    private static final Pattern NAME = Pattern.compile("(?=.{1,64}$)[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*");
    private static final double USUAL_ODDS = 2;

    /** The share of conversations that ended without a person, which should not fall. */
    public static final NamedMetric CONTAINMENT = counts("containment", Worse.LESS);

    /** The share of conversations that were handed to a person, which should not rise. */
    public static final NamedMetric HAND_OFF = counts("hand-off", Worse.MORE);

    /** The share of messages that no intent matched, which should not rise. */
    public static final NamedMetric NO_MATCH = counts("no-match", Worse.MORE);

    /** The share of conversations that their users left before the end, which should not rise. */
    public static final NamedMetric ABANDONED = counts("abandoned", Worse.MORE);

    /** The forms of figures. */
    public enum Form {
        /** A number out of a number, such as 40 hand-offs in 500 conversations. */
        COUNTS,
        /** A mean over a number of cases, such as 3.2 turns in 500 conversations. */
        MEANS
    }

    /** The directions in which a canary becomes worse. */
    public enum Worse {
        /** More is worse, as with hand-offs. */
        MORE,
        /** Less is worse, as with containment. */
        LESS
    }

    /** The parts that a metric can have in a judgement. */
    public enum Role {
        /** Evidence against the canary rolls it back, and its promotion needs evidence for it. */
        JUDGED,
        /** Evidence against the canary rolls it back; nothing of this metric promotes it. */
        GUARD_RAIL
    }

    public NamedMetric {
        Argument.formed(
                "name",
                NAME,
                "words of lower-case letters and digits, joined by '-' or '_', at most 64 characters, a letter first",
                name);
        Argument.given("form", form);
        Argument.given("worse", worse);
        Argument.given("role", role);
        double least = form == Form.COUNTS ? 1 : 0;
        if (!(margin > least && margin < Double.POSITIVE_INFINITY)) {
            throw Argument.refused("margin", "a number above " + (form == Form.COUNTS ? "1" : "0"), margin);
        }
    }

    /** Returns a judged metric of counts, with a margin of 2. */
    public static NamedMetric counts(String name, Worse worse) {
        return new NamedMetric(name, Form.COUNTS, worse, Role.JUDGED, USUAL_ODDS);
    }

    /**
     * Returns a judged metric of means.
     *
     * @param margin in the metric's own unit, above 0
     */
    public static NamedMetric means(String name, Worse worse, double margin) {
        return new NamedMetric(name, Form.MEANS, worse, Role.JUDGED, margin);
    }

    /** Returns this metric as a guard rail, which rolls back and never promotes. */
    public NamedMetric asGuardRail() {
        return new NamedMetric(name, form, worse, Role.GUARD_RAIL, margin);
    }

    /** Returns this metric with another margin. */
    public NamedMetric withMargin(double other) {
        return new NamedMetric(name, form, worse, role, other);
    }
}
