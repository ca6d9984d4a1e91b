package io.cognigydeploy.core.metric;

import io.cognigydeploy.client.Printable;
import java.util.regex.Pattern;

/** The strict readers of numbers from outside. NaN, infinity and other forms of Java are none. */
final class Numbers {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?[0-9]{1,40}(?:\\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[+-]?nan", Pattern.CASE_INSENSITIVE);
    private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);
    private static final int MAX_SHOWN = 40;

    private Numbers() {}

    /** Returns a finite number. */
    static double finite(String what, String text) throws UnusableFigures {
        if (NOT_A_NUMBER.matcher(text).matches()) {
            throw new UnusableFigures(MetricDefect.NOT_A_NUMBER, what + " is NaN");
        }
        if (INFINITE.matcher(text).matches()) {
            throw new UnusableFigures(MetricDefect.OUT_OF_RANGE, what + " is infinite");
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new UnusableFigures(
                    MetricDefect.UNREACHABLE, what + " is no number, but '" + Printable.cut(text, MAX_SHOWN) + "'");
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new UnusableFigures(MetricDefect.OUT_OF_RANGE, what + " is " + Printable.cut(text, MAX_SHOWN));
        }
        return value;
    }

    /** Returns the nearest whole number, from 0 to {@link Figures#MAX_COUNT}. */
    static long count(String what, double value) throws UnusableFigures {
        double whole = Math.rint(value);
        if (!(whole >= 0 && whole <= Figures.MAX_COUNT)) {
            throw new UnusableFigures(
                    MetricDefect.OUT_OF_RANGE, what + " is " + value + ", not from 0 to " + Figures.MAX_COUNT);
        }
        // Adding turns -0.0 into 0.
        return (long) (whole + 0.0);
    }

    /** Returns a spread, which is not negative. */
    static double spread(String what, double value) throws UnusableFigures {
        if (value < 0) {
            throw new UnusableFigures(MetricDefect.OUT_OF_RANGE, what + " is " + value + ", below 0");
        }
        return value;
    }
}
