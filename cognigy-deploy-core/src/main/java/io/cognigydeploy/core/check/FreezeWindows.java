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
 * A gate that fails while changes are frozen. Immutable and safe for use by many threads.
 *
 * @param windows the times of the freeze; the gate fails within any of them
 */
public record FreezeWindows(List<Window> windows) implements Check<Plan> {

    public FreezeWindows {
        windows = List.copyOf(windows);
    }

    /** A time in which changes are frozen. */
    public sealed interface Window {

        boolean contains(Instant instant);

        /** Returns the window in words, for the record. */
        String describe();
    }

    /** A window from an instant (inclusive) until another (exclusive). */
    public record Once(Instant from, Instant until) implements Window {
        public Once {
            if (!from.isBefore(until)) {
                throw Argument.refused("until", "after from (" + from + ")", until);
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

    /**
     * A window on a day of each week, between two times of day in a time zone. It includes the first and excludes the
     * second.
     */
    public record Weekly(DayOfWeek day, LocalTime from, LocalTime until, ZoneId zone) implements Window {
        public Weekly {
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException("until must be after from (" + from + ") on the same day, but was "
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

    /** Returns a gate without windows. */
    public static FreezeWindows none() {
        return new FreezeWindows(List.of());
    }

    /** Returns this gate with one more window, from an instant (inclusive) until another (exclusive). */
    public FreezeWindows between(Instant from, Instant until) {
        Argument.given("from", from);
        Argument.given("until", until);
        return and(new Once(from, until));
    }

    /** Returns this gate with one more window, on a day of each week. Use two windows to go past midnight. */
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
        Instant now = plan.platform().time().now();
        for (Window window : windows) {
            if (window.contains(now)) {
                return Verdict.fail("changes are frozen " + window.describe(), Evidence.of("now", now));
            }
        }
        return Verdict.pass("changes are not frozen", Evidence.of("now", now));
    }
}
