package io.cognigydeploy.core.testing;

import static io.cognigydeploy.core.testing.StoreOnTrial.KIND;
import static io.cognigydeploy.core.testing.StoreOnTrial.START;
import static io.cognigydeploy.core.testing.StoreOnTrial.SUCCESS;
import static io.cognigydeploy.core.testing.StoreOnTrial.finished;
import static io.cognigydeploy.core.testing.StoreOnTrial.must;
import static io.cognigydeploy.core.testing.StoreOnTrial.mustBe;
import static io.cognigydeploy.core.testing.StoreOnTrial.plan;
import static io.cognigydeploy.core.testing.StoreOnTrial.refused;
import static io.cognigydeploy.core.testing.StoreOnTrial.runId;
import static io.cognigydeploy.core.testing.StoreOnTrial.started;
import static io.cognigydeploy.core.testing.StoreOnTrial.time;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The clauses about lists of runs, and about the removal of old ones. */
final class ListClauses {

    static final List<StoreClause> ALL = List.of(
            new StoreClause("A store without runs lists none", ListClauses::empty),
            new StoreClause("The summary of a run follows its events", ListClauses::summaries),
            new StoreClause("A run is reported by a report after its end", ListClauses::reported),
            new StoreClause("A run that was resumed has its summary continued", ListClauses::resumed),
            new StoreClause("Runs are listed with the newest first, up to the limit", ListClauses::newestFirst),
            new StoreClause("A run is found by its id, as it is listed", ListClauses::found),
            new StoreClause("Each filter of a query selects", ListClauses::filters),
            new StoreClause("The unfinished runs are those that have not ended", ListClauses::unfinished),
            new StoreClause("A run is abandoned if it has not ended and its target is free", ListClauses::abandoned),
            new StoreClause("Of old runs, those with something open and the last success stay", ListClauses::prune),
            new StoreClause("Only the selected runs are removed", ListClauses::pruneSelected));

    private static final Outcome UNKNOWN = new Outcome.Unknown("no answer came", "look at the target");
    private static final Outcome FAILURE = new Outcome.Failed("the platform refused it");

    private ListClauses() {}

    private static void empty(StoreOnTrial trial) {
        mustBe("the runs", List.of(), trial.store().runs(RunQuery.all()));
        mustBe("the unfinished runs", List.of(), trial.store().unfinished());
        mustBe("the requests", List.of(), trial.store().pending(START));
        mustBe("the removed runs", List.of(), trial.store().prune(RunQuery.all()));
    }

    private static RunSummary expected(
            RunStatus status, Optional<Outcome> outcome, boolean hasStarted, List<String> undelivered) {
        return new RunSummary(
                runId(1),
                KIND,
                "env-1",
                "plan of " + runId(1),
                time(1).now(),
                hasStarted ? Optional.of("anna") : Optional.empty(),
                hasStarted ? Optional.of("https://platform.test") : Optional.empty(),
                hasStarted ? Optional.of("a release") : Optional.empty(),
                status,
                outcome,
                undelivered,
                false,
                Optional.empty());
    }

    private static void summaries(StoreOnTrial trial) {
        RunStatus ended = RunStatus.ENDED;
        RunStatus underWay = RunStatus.UNDER_WAY;
        try (Lease lease = trial.store().lease("env-1", runId(1), time(1));
                RunLog log = trial.store().begin(lease, plan(runId(1), KIND, "env-1"))) {
            mustBe(
                    "the summary of a plan",
                    expected(underWay, Optional.empty(), false, List.of()),
                    trial.summary(runId(1)));
            after(trial, log, started(runId(1)), expected(underWay, Optional.empty(), true, List.of()));
            after(
                    trial,
                    log,
                    new Event.CheckJudged(START, Event.Phase.GATE, "gate", Verdict.pass(), Duration.ZERO),
                    expected(underWay, Optional.empty(), true, List.of()));
            after(trial, log, finished(UNKNOWN), expected(RunStatus.UNKNOWN, Optional.of(UNKNOWN), true, List.of()));
            after(
                    trial,
                    log,
                    new Event.RunResumed(START, "ben"),
                    expected(underWay, Optional.empty(), true, List.of()));
            after(trial, log, finished(SUCCESS), expected(ended, Optional.of(SUCCESS), true, List.of()));
            Event lost = new Event.RecordLost(START, "ci", "no answer");
            after(trial, log, lost, expected(ended, Optional.of(SUCCESS), true, List.of("ci")));
            after(
                    trial,
                    log,
                    new Event.RecordLost(START, "audit", "full"),
                    expected(ended, Optional.of(SUCCESS), true, List.of("ci", "audit")));
            after(trial, log, lost, expected(ended, Optional.of(SUCCESS), true, List.of("audit", "ci")));
            after(
                    trial,
                    log,
                    new Event.RecordDelivered(START, "audit"),
                    expected(ended, Optional.of(SUCCESS), true, List.of("ci")));
            after(
                    trial,
                    log,
                    new Event.RecordDelivered(START, "ci"),
                    expected(ended, Optional.of(SUCCESS), true, List.of()));
        }
    }

    private static void reported(StoreOnTrial trial) {
        String run = trial.runWithoutReport(1, KIND, "env-1", finished(FAILURE));
        must(!trial.summary(run).reported(), "a run without a report must not be reported, but was");
        try (Lease lease = trial.store().lease("env-1", run, time(2));
                RunLog log = trial.store().open(lease)) {
            log.write(Map.of(StoreOnTrial.REPORT, out -> out.write('{')));
            must(trial.summary(run).reported(), "a run with a report must be reported, but was not");
            must(trial.summary(run).isClosed(), "a run that has failed and is reported must be closed, but was not");
            log.append(Json.tree(new Event.RunResumed(START, "ben")));
            must(!trial.summary(run).reported(), "a run that is under way must not be reported, but was");
        }
    }

    private static void after(StoreOnTrial trial, RunLog log, Event event, RunSummary expected) {
        log.append(Json.tree(event));
        mustBe("the summary after " + event.getClass().getSimpleName(), expected, trial.summary(runId(1)));
    }

    private static void resumed(StoreOnTrial trial) {
        trial.run(1, KIND, "env-1", started(runId(1)));
        try (Lease lease = trial.elsewhere().lease("env-1", runId(1), time(5));
                RunLog log = trial.elsewhere().open(lease)) {
            log.append(Json.tree(finished(FAILURE)));
        }
        mustBe(
                "the summary",
                expected(RunStatus.ENDED, Optional.of(FAILURE), true, List.of()),
                trial.summary(runId(1)));
    }

    private static List<String> ids(List<RunSummary> runs) {
        return runs.stream().map(RunSummary::runId).toList();
    }

    private static void newestFirst(StoreOnTrial trial) {
        for (int number : List.of(3, 1, 4, 2)) {
            trial.run(number, KIND, "env-1", finished(SUCCESS));
        }
        mustBe(
                "all runs",
                List.of(runId(4), runId(3), runId(2), runId(1)),
                ids(trial.elsewhere().runs(RunQuery.all())));
        mustBe(
                "the newest two runs",
                List.of(runId(4), runId(3)),
                ids(trial.store().runs(RunQuery.newest().withLimit(2))));
        mustBe("the newest runs", 4, trial.store().runs(RunQuery.newest()).size());
    }

    private static void found(StoreOnTrial trial) {
        trial.run(1, KIND, "env-1", started(runId(1)), finished(FAILURE));
        trial.run(2, KIND, "env-1");
        mustBe("a run", trial.summary(runId(1)), trial.store().run(runId(1)));
        mustBe("a run under way", trial.summary(runId(2)), trial.elsewhere().run(runId(2)));
        for (String absent : List.of(runId(3), "../" + runId(1))) {
            refused(
                    ResumeRefusedException.class,
                    "a run that is not there",
                    () -> trial.store().run(absent));
        }
    }

    private static void filters(StoreOnTrial trial) {
        trial.run(1, "bot", "env-1", finished(SUCCESS));
        trial.run(2, "bot", "env-2", finished(UNKNOWN));
        trial.run(3, "flows", "env-1");
        trial.run(4, "flows", "env-2", finished(FAILURE));
        selects(trial, RunQuery.all().withKind("bot"), 2, 1);
        selects(trial, RunQuery.all().withKind("canary"));
        selects(trial, RunQuery.all().withTarget("env-1"), 3, 1);
        selects(trial, RunQuery.all().withStatus(RunStatus.ENDED), 4, 1);
        selects(trial, RunQuery.all().withStatus(RunStatus.UNKNOWN), 2);
        selects(trial, RunQuery.all().withStatus(RunStatus.UNDER_WAY), 3);
        selects(trial, RunQuery.all().withStatus(RunStatus.DAMAGED));
        selects(trial, RunQuery.all().withBefore(time(3).now()), 2, 1);
        selects(trial, RunQuery.all().withBefore(time(3).now().plusSeconds(1)), 3, 2, 1);
        selects(trial, RunQuery.all().withSince(time(3).now()), 4, 3);
        selects(trial, RunQuery.all().withSince(time(2).now()).withBefore(time(4).now()), 3, 2);
        selects(trial, RunQuery.all().withKind("flows").withTarget("env-2").withStatus(RunStatus.ENDED), 4);
        selects(trial, RunQuery.all().withKind("flows").withBefore(time(4).now()), 3);
        selects(trial, RunQuery.all().withStatus(RunStatus.ENDED).withLimit(1), 4);
        selects(trial, RunQuery.all().withBefore(time(4).now()).withLimit(2), 3, 2);
    }

    private static void selects(StoreOnTrial trial, RunQuery query, int... numbers) {
        List<String> expected = new ArrayList<>();
        for (int number : numbers) {
            expected.add(runId(number));
        }
        mustBe("the runs of " + query, expected, ids(trial.store().runs(query)));
    }

    private static void unfinished(StoreOnTrial trial) {
        trial.run(1, KIND, "env-1");
        trial.run(2, KIND, "env-1", finished(SUCCESS));
        trial.run(3, KIND, "env-1", started(runId(3)));
        trial.run(4, KIND, "env-1", finished(UNKNOWN));
        trial.run(5, KIND, "env-1", finished(UNKNOWN), new Event.RunResumed(START, "ben"));
        mustBe(
                "the unfinished runs",
                List.of(runId(5), runId(3), runId(1)),
                ids(trial.elsewhere().unfinished()));
    }

    private static void abandoned(StoreOnTrial trial) {
        trial.run(1, KIND, "env-1");
        trial.run(2, KIND, "env-1", finished(SUCCESS));
        trial.run(3, KIND, "env-2", finished(UNKNOWN));
        mustBe("the abandoned runs", List.of(runId(1)), ids(trial.elsewhere().abandoned()));
    }

    private static void prune(StoreOnTrial trial) {
        Event lost = new Event.RecordLost(START, "ci", "no answer");
        trial.run(1, KIND, "env-1");
        trial.run(2, KIND, "env-1", finished(UNKNOWN));
        trial.run(3, KIND, "env-1", finished(FAILURE), lost);
        String earlierSuccess = trial.run(4, KIND, "env-1", finished(SUCCESS));
        String delivered = trial.run(5, KIND, "env-1", finished(FAILURE), lost, new Event.RecordDelivered(START, "ci"));
        trial.run(6, KIND, "env-1", finished(SUCCESS));
        String failure = trial.run(7, KIND, "env-1", finished(FAILURE));
        trial.run(8, KIND, "env-2", finished(SUCCESS));
        trial.run(9, "flows", "env-1", finished(SUCCESS));
        trial.runWithoutReport(10, KIND, "env-1", finished(FAILURE));
        try (Lease lease = trial.store().lease("env-1", failure, time(9));
                RunLog log = trial.store().open(lease)) {
            log.write(Map.of("report.json", out -> out.write('{')));
        }
        trial.store().ask(ApprovalClauses.request(7, "plan", 0));
        trial.store().decide(failure, ApprovalClauses.decision("anna", "plan"));

        List<String> removed =
                trial.store().prune(RunQuery.all()).stream().sorted().toList();

        mustBe("the removed runs", List.of(earlierSuccess, delivered, failure), removed);
        mustBe(
                "the runs that stay",
                List.of(runId(10), runId(9), runId(8), runId(6), runId(3), runId(2), runId(1)),
                ids(trial.elsewhere().runs(RunQuery.all())));
        for (String run : removed) {
            refused(
                    ResumeRefusedException.class,
                    "a removed run",
                    () -> trial.store().records(run));
            refused(
                    ResumeRefusedException.class,
                    "a removed run",
                    () -> trial.store().documents(run));
        }
        mustBe(
                "the decision about a removed run",
                Optional.empty(),
                trial.store().decision(failure));
        mustBe("the runs removed by a second call", List.of(), trial.store().prune(RunQuery.all()));
    }

    private static void pruneSelected(StoreOnTrial trial) {
        for (int number = 1; number <= 6; number++) {
            trial.run(number, KIND, number % 2 == 0 ? "env-2" : "env-1", finished(FAILURE));
        }
        mustBe(
                "the removed runs of a time and a target",
                List.of(runId(2)),
                trial.store().prune(RunQuery.all().withTarget("env-2").withBefore(time(4).now())));
        List<String> limited = trial.store().prune(RunQuery.all().withLimit(2));
        must(limited.size() == 2, "at most the limit must be removed, but was " + limited);
        mustBe("the number of runs", 3, trial.store().runs(RunQuery.all()).size());
    }
}
