package io.cognigydeploy.core.runs;

import io.cognigydeploy.core.text.Argument;
import java.time.Instant;
import java.util.Optional;

/**
 * A selection of runs. Immutable.
 *
 * @param kind the kind of deployment, such as {@code bot}
 * @param since selects runs that began at this time or later
 * @param before selects runs that began before this time
 * @param limit the largest number of runs; default 100, the newest ones
 */
public record RunQuery(
        Optional<String> kind,
        Optional<String> target,
        Optional<RunStatus> status,
        Optional<Instant> since,
        Optional<Instant> before,
        int limit) {

    private static final int USUAL = 100;

    public RunQuery {
        if (limit < 1) {
            throw Argument.refused("limit", "positive", limit);
        }
    }

    /** Returns the selection of the newest runs. */
    public static RunQuery newest() {
        return new RunQuery(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), USUAL);
    }

    /** Returns the selection of all runs. */
    public static RunQuery all() {
        return newest().withLimit(Integer.MAX_VALUE);
    }

    /** Returns this selection, of one kind of deployment only. */
    public RunQuery withKind(String name) {
        return new RunQuery(Optional.of(Argument.text("name", name)), target, status, since, before, limit);
    }

    /** Returns this selection, of one target only. */
    public RunQuery withTarget(String name) {
        return new RunQuery(kind, Optional.of(Argument.text("name", name)), status, since, before, limit);
    }

    /** Returns this selection, of one status only. */
    public RunQuery withStatus(RunStatus only) {
        return new RunQuery(kind, target, Optional.of(Argument.given("only", only)), since, before, limit);
    }

    /** Returns this selection, of runs only that began at a time or later. */
    public RunQuery withSince(Instant time) {
        return new RunQuery(kind, target, status, Optional.of(Argument.given("time", time)), before, limit);
    }

    /** Returns this selection, of runs only that began before a time. */
    public RunQuery withBefore(Instant time) {
        return new RunQuery(kind, target, status, since, Optional.of(Argument.given("time", time)), limit);
    }

    /** Returns this selection with another limit. */
    public RunQuery withLimit(int most) {
        return new RunQuery(kind, target, status, since, before, most);
    }

    /** Returns whether this selects the run, its limit aside. */
    boolean selects(RunSummary run) {
        return kind.map(run.kind()::equals).orElse(true)
                && target.map(run.target()::equals).orElse(true)
                && status.map(run.status()::equals).orElse(true)
                && since.map(time -> !run.begun().isBefore(time)).orElse(true)
                && before.map(run.begun()::isBefore).orElse(true);
    }
}
