package io.cognigydeploy.core.check;

import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Argument;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets nothing through while changes are frozen. Immutable and safe for use by many threads.
 *
 * @param windows when; one of them is enough
 */
public record FreezeWindows(List<Window> windows) implements Check<Plan> {

    public FreezeWindows {
        windows = List.copyOf(windows);
    }

    /** A time in which nothing may be changed. */
    public sealed interface Window {

        boolean contains(Instant instant);

        /** In words, for the record. */
        String describe();
    }

    /** From an instant, up to and without another. */
    public record Once(Instant from, Instant until) implements Window {
        public Once {
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException("A freeze ends after it begins: " + from + ", " + until);
            }
        }

        @Override
        public boolean contains(Instant instant) {
            return !instant.isBefore(from) && instant.isBefore(until);
        }

        @Override
        public String describe() {
            return "from " + from + " until " + until;
        }
    }

    /** On a day of each week, from a time of day up to and without another, by the clocks of a zone. */
    public record Weekly(DayOfWeek day, LocalTime from, LocalTime until, ZoneId zone) implements Window {
        public Weekly {
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException("A freeze ends after it begins, on the same day: " + from + ", "
                        + until + ". Use two windows to go past midnight.");
            }
        }

        @Override
        public boolean contains(Instant instant) {
            ZonedDateTime there = instant.atZone(zone);
            LocalTime time = there.toLocalTime();
            return there.getDayOfWeek() == day && !time.isBefore(from) && time.isBefore(until);
        }

        @Override
        public String describe() {
            return "each " + day + " from " + from + " until " + until + " " + zone;
        }
    }

    /** No freeze. */
    public static FreezeWindows none() {
        return new FreezeWindows(List.of());
    }

    /** The same and one more, from an instant, up to and without another. */
    public FreezeWindows between(Instant from, Instant until) {
        Argument.given("from", from);
        Argument.given("until", until);
        return and(new Once(from, until));
    }

    /** The same and one more, on a day of each week; to go past midnight, use two. */
    public FreezeWindows weekly(DayOfWeek day, LocalTime from, LocalTime until, ZoneId zone) {
        Argument.given("day", day);
        Argument.given("from", from);
        Argument.given("until", until);
        Argument.given("zone", zone);
        return and(new Weekly(day, from, until, zone));
    }

    private FreezeWindows and(Window window) {
        List<Window> more = new ArrayList<>(windows);
        more.add(window);
        return new FreezeWindows(more);
    }

    @Override
    public String name() {
        return "change freeze";
    }

    @Override
    public Verdict judge(Plan plan) {
        Instant now = plan.cognigy().time().now();
        for (Window window : windows) {
            if (window.contains(now)) {
                return Verdict.fail("changes are frozen " + window.describe(), Evidence.of("now", now));
            }
        }
        return Verdict.pass("changes are not frozen", Evidence.of("now", now));
    }
}
