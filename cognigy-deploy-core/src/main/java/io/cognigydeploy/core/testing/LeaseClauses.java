package io.cognigydeploy.core.testing;

import static io.cognigydeploy.core.testing.StoreOnTrial.atOnce;
import static io.cognigydeploy.core.testing.StoreOnTrial.must;
import static io.cognigydeploy.core.testing.StoreOnTrial.mustBe;
import static io.cognigydeploy.core.testing.StoreOnTrial.plan;
import static io.cognigydeploy.core.testing.StoreOnTrial.refused;
import static io.cognigydeploy.core.testing.StoreOnTrial.runId;
import static io.cognigydeploy.core.testing.StoreOnTrial.time;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The clauses about the leases of targets. */
final class LeaseClauses {

    static final List<StoreClause> ALL = List.of(
            new StoreClause("A store can be used and has a name", LeaseClauses::usable),
            new StoreClause("A lease has its target, run, clock and owner", LeaseClauses::facts),
            new StoreClause("A target has one lease at a time", LeaseClauses::exclude),
            new StoreClause("A lease that was closed can be taken anew", LeaseClauses::release),
            new StoreClause("Targets are independent of each other", LeaseClauses::independent),
            new StoreClause("Each later owner of a target has a higher epoch", LeaseClauses::epochs),
            new StoreClause("A lease covers an attempt until it is closed", LeaseClauses::covers),
            new StoreClause("A lease that is closed twice leaves the next owner's", LeaseClauses::closedTwice),
            new StoreClause("Of many threads that take a target at once, one has it", LeaseClauses::race),
            new StoreClause("A blank target or run is refused", LeaseClauses::blank),
            new StoreClause("A run for records only has no right to its target", LeaseClauses::recordsOnly));

    private static final Duration SHORT = Duration.ofMillis(1);

    private LeaseClauses() {}

    private static void usable(StoreOnTrial trial) {
        trial.store().requireUsable();
        must(!trial.store().name().isBlank(), "its name must not be blank");
        must(
                trial.store().placeOf(runId(1)).contains(runId(1)),
                "the place of a run must name it, but was " + trial.store().placeOf(runId(1)));
    }

    private static void facts(StoreOnTrial trial) {
        Time time = time(1);
        try (Lease lease = trial.store().lease("env-1", runId(1), time)) {
            mustBe("the target", "env-1", lease.target());
            mustBe("the run", runId(1), lease.runId());
            mustBe("the clock", time, lease.time());
            mustBe("the owner before", Optional.empty(), lease.takenFrom());
            must(!lease.owner().isBlank(), "the owner must not be blank");
        }
    }

    private static void exclude(StoreOnTrial trial) {
        try (Lease first = trial.store().lease("env-1", runId(1), time(1))) {
            for (RunStore store : List.of(trial.store(), trial.elsewhere())) {
                for (String run : List.of(runId(1), runId(2))) {
                    TargetBusyException busy = refused(
                            TargetBusyException.class,
                            "a second lease for " + run,
                            () -> store.lease(first.target(), run, time(2)).close());
                    mustBe("the busy target", "env-1", busy.target());
                }
            }
            must(first.covers(SHORT), "the first lease must stay, but did not");
        }
    }

    private static void release(StoreOnTrial trial) {
        for (int number = 1; number <= 3; number++) {
            RunStore store = number == 2 ? trial.elsewhere() : trial.store();
            try (Lease lease = store.lease("env-1", runId(1), time(1))) {
                mustBe("the owner before a lease that was released", Optional.empty(), lease.takenFrom());
                must(lease.covers(SHORT), "lease " + number + " must cover an attempt, but did not");
            }
        }
    }

    private static void independent(StoreOnTrial trial) {
        List<String> targets = List.of(
                "env-1",
                "ENV-1",
                "env-1 ",
                "env/1",
                "env\\1",
                "../env-1",
                "Umgebung für \uD83D\uDE00",
                "x".repeat(400),
                "x".repeat(401));
        List<Lease> leases = new ArrayList<>();
        try {
            for (String target : targets) {
                leases.add(trial.store().lease(target, runId(1), time(1)));
            }
            leases.remove(0).close();
            must(
                    leases.stream().allMatch(lease -> lease.covers(SHORT)),
                    "the other leases must stay when one is closed, but did not");
        } finally {
            leases.forEach(Lease::close);
        }
    }

    private static void epochs(StoreOnTrial trial) {
        long last = 0;
        for (int number = 1; number <= 5; number++) {
            RunStore store = number % 2 == 0 ? trial.elsewhere() : trial.store();
            try (Lease lease = store.lease("env-1", runId(number % 3), time(1))) {
                must(lease.epoch() > last, "the epoch must be above " + last + ", but was " + lease.epoch());
                last = lease.epoch();
            }
        }
    }

    private static void covers(StoreOnTrial trial) {
        Lease lease = trial.store().lease("env-1", runId(1), time(1));
        try (lease) {
            must(lease.covers(Duration.ZERO), "a lease must cover no time, but did not");
            must(lease.covers(SHORT), "a lease must cover an attempt, but did not");
            Thread.currentThread().interrupt();
            must(lease.covers(SHORT), "a lease must cover an attempt of an interrupted thread, but did not");
            must(Thread.interrupted(), "the thread must stay interrupted, but did not");
        }
        must(!lease.covers(Duration.ZERO), "a closed lease must cover nothing, but did");
    }

    private static void closedTwice(StoreOnTrial trial) {
        Lease first = trial.store().lease("env-1", runId(1), time(1));
        first.close();
        first.close();
        try (Lease second = trial.store().lease("env-1", runId(2), time(1))) {
            first.close();
            must(second.covers(SHORT), "the next owner's lease must stay, but did not");
            refused(
                    TargetBusyException.class,
                    "a third lease",
                    () -> trial.store().lease("env-1", runId(3), time(1)).close());
        }
    }

    private static void race(StoreOnTrial trial) throws Exception {
        List<Callable<Optional<Lease>>> takers = new ArrayList<>();
        for (int number = 1; number <= 8; number++) {
            RunStore store = number % 2 == 0 ? trial.elsewhere() : trial.store();
            String run = runId(number);
            takers.add(() -> {
                try {
                    return Optional.of(store.lease("env-1", run, time(1)));
                } catch (TargetBusyException e) {
                    return Optional.empty();
                }
            });
        }
        List<Lease> taken = atOnce(takers).stream().flatMap(Optional::stream).toList();
        taken.forEach(Lease::close);
        mustBe("the number of owners", 1, taken.size());
    }

    private static void blank(StoreOnTrial trial) {
        for (String blank : List.of("", " ", "\t")) {
            refused(
                    IllegalArgumentException.class,
                    "a blank target",
                    () -> trial.store().lease(blank, runId(1), time(1)).close());
            refused(
                    IllegalArgumentException.class,
                    "a blank run",
                    () -> trial.store().lease("env-1", blank, time(1)).close());
        }
    }

    private static void recordsOnly(StoreOnTrial trial) {
        try (Lease held = trial.store().lease("env-1", runId(1), time(1));
                Lease none = Lease.forRecordsOnly("env-1", runId(2), time(2));
                RunLog log = trial.store().begin(none, plan(runId(2), StoreOnTrial.KIND, "env-1"))) {
            log.appendForced(StoreOnTrial.note("no plan could be made"));
            must(!none.covers(Duration.ZERO), "a lease for records must cover nothing, but did");
            mustBe("the epoch", 0L, none.epoch());
            must(held.covers(SHORT), "the lease of the target must stay, but did not");
        }
        mustBe("the number of records", 2, trial.elsewhere().records(runId(2)).size());
    }
}
