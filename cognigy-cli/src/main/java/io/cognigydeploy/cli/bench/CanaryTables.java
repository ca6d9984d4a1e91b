package io.cognigydeploy.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The tables of the second simulation. Conversations become a platform's answers, which the reader passes to the
 * sequential judge with its defaults. The same seed gives the same figures on any number of threads.
 *
 * <p>Not safe for use by many threads.
 */
public final class CanaryTables {

    /** The numbers of rollouts in each cell. */
    public enum Effort {
        /** The given number, and ten times as many where a percentage is within one point of its limit, or misses it. */
        FULL,
        /** The given number, and ten times as many where a limit would be missed. */
        QUICK
    }

    private final Cells.Settings settings;
    private final Map<String, Runnable> tables = new LinkedHashMap<>();

    /**
     * @param runs the rollouts in each cell, 1 or more
     * @param alpha the judge's maximum chance of a false rollback; the limits stay the same
     * @param lines receives each line of the tables
     * @param missed receives each limit that is not kept
     */
    public CanaryTables(
            int runs, long seed, Effort effort, double alpha, Consumer<String> lines, Consumer<String> missed) {
        settings = new Cells.Settings(runs, seed, effort, alpha, lines, missed, new LongAdder());
        ArmsTables arms = new ArmsTables(settings);
        ErrorTables errors = new ErrorTables(settings);
        AloneTables alone = new AloneTables(settings);
        TailsTables tails = new TailsTables(settings);
        CourseTables course = new CourseTables(settings);
        EndedTables ended = new EndedTables(settings);
        NamedTables named = new NamedTables(settings);
        tables.put("ratio", arms::ratio);
        tables.put("clusters", errors::clusters);
        tables.put("rates", errors::rates);
        tables.put("rounding", errors::rounding);
        tables.put("none", errors::none);
        tables.put("alone", alone::alone);
        tables.put("tails", tails::tails);
        tables.put("late", course::late);
        tables.put("turned", course::turned);
        tables.put("watch", course::watch);
        tables.put("planner", course::planner);
        tables.put("named", named::named);
        tables.put("ended", ended::ended);
    }

    /** Returns the names of the tables, in their order. */
    public Set<String> names() {
        return tables.keySet();
    }

    /** Returns how many rollouts were judged so far. */
    public long rollouts() {
        return settings.rollouts().sum();
    }

    /**
     * Measures one table. Uses the fork-join pool that it is called from.
     *
     * @throws IllegalArgumentException if there is no such table
     */
    public void measure(String name) {
        Runnable table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("name must be one of " + tables.keySet() + ", but was " + name + ".");
        }
        settings.lines().accept("");
        settings.lines()
                .accept(Cells.text(
                        "Table %s: %d rollouts a cell%s, seed %d",
                        name,
                        settings.runs(),
                        settings.effort() == Effort.FULL
                                ? Cells.text(
                                        ", %d where a rate is within a point of its limit",
                                        Cells.MORE * settings.runs())
                                : "",
                        settings.seed()));
        table.run();
    }
}
