package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.core.pipeline.UnreliableDatabase.Mishap;
import io.cognigydeploy.testing.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A fault that strikes a run once, at a chosen moment.
 *
 * @param moments the kind of moments that it can strike at
 * @param arming makes it strike the run at the n-th of them
 */
record FaultCase(String name, Moments moments, Arming arming) {

    enum Moments {
        REQUESTS,

        /** Requests that change nothing. */
        LOOKS,

        /** Writes to the journal. */
        RECORDS,

        /** Statements and commits of the database. */
        EXECUTIONS
    }

    interface Arming {
        void arm(FaultRun<?> faultRun, int number);
    }

    /** Returns all faults of a request that {@link Fault} offers, the death of the process, and cancelling. */
    static List<FaultCase> all() {
        List<FaultCase> all = new ArrayList<>();
        all.add(fault("not sent", Fault::notSent));
        all.add(fault("dropped before effect", Fault::drop));
        all.add(fault("dropped after effect", Fault::dropAfterEffect));
        for (int status : new int[] {400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}) {
            all.add(fault(status + " without effect", fault -> fault.status(status)));
        }
        all.add(fault("429, Retry-After 20", fault -> fault.status(429).retryAfter("20")));
        all.add(fault("503, Retry-After 20", fault -> fault.status(503).retryAfter("20")));
        for (int status : new int[] {408, 500, 503, 504}) {
            all.add(fault(status + " after effect", fault -> fault.statusAfterEffect(status)));
        }
        all.add(fault("redirect", fault -> fault.status(302).header("Location", "/login")));
        all.add(fault("body cut short", fault -> fault.body("{\"id\":", "application/json")));
        all.add(fault("body of another shape", fault -> fault.body("[]", "application/json")));
        all.add(fault("body without members", fault -> fault.body("{}", "application/json")));
        all.add(fault("HTML instead of JSON", fault -> fault.body("<html></html>", "text/html")));
        all.add(fault("HTML, without effect", fault -> fault.status(200).body("<html></html>", "text/html")));
        all.add(fault("gzip bomb", fault -> fault.gzipBomb(64L * 1024 * 1024)));
        all.add(fault("slow answer", fault -> fault.stall(Duration.ofSeconds(20))));
        all.add(fault("no answer, without effect", fault -> fault.drop().stall(Duration.ofHours(1))));
        all.add(fault("no answer, with effect", fault -> fault.dropAfterEffect().stall(Duration.ofHours(1))));
        all.add(new FaultCase(
                "stale answer",
                Moments.LOOKS,
                (faultRun, number) ->
                        faultRun.fake().fail(Fault.on("GET", ".*").nth(number).stale(1))));
        all.add(fault("tokens revoked", Fault::revokeTokens));
        all.add(new FaultCase(
                "process dies before a request",
                Moments.REQUESTS,
                (faultRun, number) -> faultRun.power().atExchange(number, false)));
        all.add(new FaultCase(
                "process dies before an answer",
                Moments.REQUESTS,
                (faultRun, number) -> faultRun.power().atExchange(number, true)));
        all.add(new FaultCase(
                "process dies after a record",
                Moments.RECORDS,
                (faultRun, number) -> faultRun.power().afterEvent(number)));
        all.add(new FaultCase(
                "interrupted before a request",
                Moments.REQUESTS,
                (faultRun, number) -> faultRun.interruptAt(number, false)));
        all.add(new FaultCase(
                "interrupted before an answer",
                Moments.REQUESTS,
                (faultRun, number) -> faultRun.interruptAt(number, true)));
        all.add(new FaultCase("cancelled at a record", Moments.RECORDS, FaultRun::cancelAt));
        return all;
    }

    /** Returns the faults of the statements and commits of a database. */
    static List<FaultCase> ofDatabase() {
        return List.of(
                mishap("process dies before a statement", Mishap.DIES_BEFORE),
                mishap("process dies after a statement", Mishap.DIES_AFTER),
                mishap("connection cut before a statement", Mishap.CUT_BEFORE),
                mishap("connection cut, committed", Mishap.CUT_BEFORE_ANSWER),
                mishap("connection cut, not committed", Mishap.CUT_BEFORE_COMMIT),
                mishap("database full for a while", Mishap.FULL_FOR_A_WHILE),
                mishap("database full for long", Mishap.FULL_FOR_LONG));
    }

    private static FaultCase mishap(String name, Mishap mishap) {
        return new FaultCase(
                name,
                Moments.EXECUTIONS,
                (faultRun, number) -> faultRun.database().at(number, mishap));
    }

    private static FaultCase fault(String name, UnaryOperator<Fault> how) {
        return new FaultCase(
                name,
                Moments.REQUESTS,
                (faultRun, number) ->
                        faultRun.fake().fail(how.apply(Fault.on("*", ".*").nth(number))));
    }
}
