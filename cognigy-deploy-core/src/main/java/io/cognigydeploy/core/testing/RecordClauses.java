package io.cognigydeploy.core.testing;

import static io.cognigydeploy.core.testing.StoreOnTrial.atOnce;
import static io.cognigydeploy.core.testing.StoreOnTrial.must;
import static io.cognigydeploy.core.testing.StoreOnTrial.mustBe;
import static io.cognigydeploy.core.testing.StoreOnTrial.note;
import static io.cognigydeploy.core.testing.StoreOnTrial.plan;
import static io.cognigydeploy.core.testing.StoreOnTrial.refused;
import static io.cognigydeploy.core.testing.StoreOnTrial.runId;
import static io.cognigydeploy.core.testing.StoreOnTrial.time;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** The clauses about the records and the documents of a run. */
final class RecordClauses {

    static final List<StoreClause> ALL = List.of(
            new StoreClause("A run that was begun has its plan", RecordClauses::begun),
            new StoreClause("Records have the order in which they were added", RecordClauses::order),
            new StoreClause("A record is visible to others when it is added", RecordClauses::visible),
            new StoreClause("A record is kept as it was given", RecordClauses::content),
            new StoreClause("A large record is kept, and one that is too large is refused", RecordClauses::large),
            new StoreClause("A record without a canonical form is refused, and nothing is added", RecordClauses::unfit),
            new StoreClause("A run that is not there is refused", RecordClauses::unknown),
            new StoreClause("A second run of the same id is refused", RecordClauses::second),
            new StoreClause("A log that is closed takes nothing more", RecordClauses::closed),
            new StoreClause(
                    "An interrupted thread can do everything, and stays interrupted", RecordClauses::interrupted),
            new StoreClause("Records of many threads are all there once", RecordClauses::threads),
            new StoreClause("Runs of many threads do not disturb each other", RecordClauses::runs),
            new StoreClause("Documents are kept as they were written", RecordClauses::documents),
            new StoreClause("A document that cannot be made leaves the earlier one", RecordClauses::brokenDocument),
            new StoreClause("A reader finds a document whole while it is replaced", RecordClauses::replaced),
            new StoreClause("A name of a document that is not well formed is refused", RecordClauses::names));

    /** A record may have 16 MiB. */
    private static final int LARGE = 15 << 20;

    private static final int TOO_LARGE = 17 << 20;

    private RecordClauses() {}

    /** The work with the log of a new run. */
    @FunctionalInterface
    private interface LogWork {

        void with(RunLog log) throws Exception;
    }

    /** Begins run 1, works with its log, and closes it. */
    private static void withLog(StoreOnTrial trial, LogWork work) throws Exception {
        try (Lease lease = trial.store().lease("env-1", runId(1), time(1));
                RunLog log = trial.store().begin(lease, plan(runId(1), StoreOnTrial.KIND, "env-1"))) {
            work.with(log);
        }
    }

    private static void mustHave(RunStore store, List<ObjectNode> expected) {
        List<ObjectNode> found = store.records(runId(1));
        mustBe("the number of records", expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            must(
                    Arrays.equals(CanonicalJson.bytes(expected.get(i)), CanonicalJson.bytes(found.get(i))),
                    "record " + (i + 1) + " must be as it was given, but was not");
        }
    }

    private static List<ObjectNode> planAnd(List<ObjectNode> notes) {
        List<ObjectNode> all = new ArrayList<>(notes);
        all.add(0, plan(runId(1), StoreOnTrial.KIND, "env-1"));
        return all;
    }

    private static void begun(StoreOnTrial trial) throws Exception {
        withLog(trial, log -> {
            mustBe("the records before those of this log", List.of(), log.records());
            mustBe("what is kept aside", List.of(), log.keptAside());
        });
        mustHave(trial.elsewhere(), planAnd(List.of()));
    }

    private static void order(StoreOnTrial trial) throws Exception {
        List<ObjectNode> notes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            notes.add(note("number " + i));
        }
        withLog(trial, log -> {
            for (int i = 0; i < 15; i++) {
                if (i % 3 == 0) {
                    log.appendForced(notes.get(i));
                } else {
                    log.append(notes.get(i));
                }
            }
        });
        RunStore later = trial.elsewhere();
        try (Lease lease = later.lease("env-1", runId(1), time(2));
                RunLog log = later.open(lease)) {
            mustBe("the records of a log that was opened", planAnd(notes.subList(0, 15)), log.records());
            notes.subList(15, 30).forEach(log::append);
            mustBe("the records of a log that was added to", 16, log.records().size());
        }
        mustHave(trial.store(), planAnd(notes));
    }

    private static void visible(StoreOnTrial trial) throws Exception {
        RunStore other = trial.elsewhere();
        withLog(trial, log -> {
            log.append(note("one"));
            mustBe("the number of records", 2, other.records(runId(1)).size());
            log.appendForced(note("two"));
            mustBe("the number of records", 3, trial.store().records(runId(1)).size());
        });
    }

    private static void content(StoreOnTrial trial) throws Exception {
        StringBuilder controls = new StringBuilder();
        for (char each = 0; each < 0x100; each++) {
            controls.append(each);
        }
        ObjectNode strange = note(controls + "\u2028\u2029\uFEFF\uFFFF Grüße 日本 \uD83D\uDE00 \" \\ / \\u0000 $1 ''");
        strange.put("", "")
                .put("name\n\u0000 with ' everything \uD83D\uDE00", "")
                .putNull("nothing");
        strange.put("most", 1L << 53)
                .put("least", -0.1e-6)
                .put("decimal", new BigDecimal("100.250"))
                .put("yes", true);
        strange.putObject("object").putArray("array").addArray().addObject();
        ObjectNode deep = note("deep");
        ObjectNode inner = deep;
        for (int depth = 0; depth < 50; depth++) {
            inner = inner.putObject("deeper");
        }
        List<ObjectNode> given = List.of(strange, deep, Json.MAPPER.createObjectNode());
        withLog(trial, log -> {
            for (ObjectNode each : given) {
                ObjectNode changed = each.deepCopy();
                log.append(changed);
                changed.put("changed", "later");
            }
        });
        mustHave(trial.elsewhere(), planAnd(given));
    }

    private static void large(StoreOnTrial trial) throws Exception {
        ObjectNode large = note("ä".repeat(LARGE / 2));
        withLog(trial, log -> {
            log.appendForced(large);
            refused(
                    IllegalArgumentException.class,
                    "a record that is too large",
                    () -> log.appendForced(note("x".repeat(TOO_LARGE))));
            log.appendForced(note("small"));
        });
        mustHave(trial.elsewhere(), planAnd(List.of(large, note("small"))));
    }

    private static void unfit(StoreOnTrial trial) throws Exception {
        withLog(trial, log -> {
            for (ObjectNode each : List.of(note("half a character: \uD83D"), note("").put("number", Double.NaN))) {
                refused(IllegalArgumentException.class, "a record without a canonical form", () -> log.append(each));
                refused(
                        IllegalArgumentException.class,
                        "a record without a canonical form",
                        () -> log.appendForced(each));
            }
            log.append(note("fit"));
        });
        mustHave(trial.elsewhere(), planAnd(List.of(note("fit"))));
        try (Lease lease = trial.store().lease("env-2", runId(2), time(2))) {
            refused(
                    IllegalArgumentException.class,
                    "a plan without a canonical form",
                    () -> trial.store()
                            .begin(
                                    lease,
                                    plan(runId(2), StoreOnTrial.KIND, "env-2").put("half", "\uD83D"))
                            .close());
        }
        refused(
                ResumeRefusedException.class,
                "the run of that plan",
                () -> trial.store().records(runId(2)));
    }

    private static void unknown(StoreOnTrial trial) {
        trial.run(1, StoreOnTrial.KIND, "env-1");
        RunStore store = trial.store();
        for (String id : List.of(runId(2), runId(1) + "0", "", " ", "../" + runId(1), "a/b", "x".repeat(300))) {
            refused(ResumeRefusedException.class, "records of \"" + id + "\"", () -> store.records(id));
            refused(ResumeRefusedException.class, "a document of \"" + id + "\"", () -> store.document(id, "a.json"));
            refused(ResumeRefusedException.class, "documents of \"" + id + "\"", () -> store.documents(id));
            refused(
                    ResumeRefusedException.class,
                    "a decision about \"" + id + "\"",
                    () -> store.decide(id, ApprovalClauses.decision("anna", "plan")));
        }
        refused(
                ResumeRefusedException.class,
                "a request of a run that is not there",
                () -> store.ask(ApprovalClauses.request(2, "plan", 0)));
        mustBe("the decision about a run that is not there", Optional.empty(), store.decision(runId(2)));
        try (Lease lease = store.lease("env-2", runId(2), time(2))) {
            refused(
                    ResumeRefusedException.class,
                    "opening a run that is not there",
                    () -> store.open(lease).close());
        }
    }

    private static void second(StoreOnTrial trial) throws Exception {
        withLog(trial, log -> log.append(note("first")));
        for (RunStore store : List.of(trial.store(), trial.elsewhere())) {
            for (String target : List.of("env-1", "env-2")) {
                try (Lease lease = store.lease(target, runId(1), time(2))) {
                    refused(
                            UncheckedIOException.class,
                            "a second run of the same id",
                            () -> store.begin(lease, plan(runId(1), "other", target))
                                    .close());
                }
            }
        }
        mustHave(trial.elsewhere(), planAnd(List.of(note("first"))));
        mustBe(
                "the kind of the first run",
                StoreOnTrial.KIND,
                trial.summary(runId(1)).kind());
    }

    private static void closed(StoreOnTrial trial) throws Exception {
        try (Lease lease = trial.store().lease("env-1", runId(1), time(1))) {
            RunLog log = trial.store().begin(lease, plan(runId(1), StoreOnTrial.KIND, "env-1"));
            log.close();
            log.close();
            refused(IllegalStateException.class, "a record after the end", () -> log.append(note("late")));
            refused(IllegalStateException.class, "a record after the end", () -> log.appendForced(note("late")));
            RunLog again = trial.store().open(lease);
            again.append(note("later"));
            again.close();
        }
        mustHave(trial.elsewhere(), planAnd(List.of(note("later"))));
    }

    private static void interrupted(StoreOnTrial trial) {
        RunStore store = trial.store();
        Thread.currentThread().interrupt();
        try (Lease lease = store.lease("env-1", runId(1), time(1));
                RunLog log = store.begin(lease, plan(runId(1), StoreOnTrial.KIND, "env-1"))) {
            log.append(note("one"));
            log.appendForced(note("two"));
            log.write(Map.of("a.txt", out -> out.write('a')));
        }
        mustBe("the number of records", 3, store.records(runId(1)).size());
        mustBe("the documents", List.of("a.txt"), store.documents(runId(1)));
        must(store.document(runId(1), "a.txt").isPresent(), "the document must be there, but was not");
        mustBe("the number of runs", 1, store.runs(RunQuery.newest()).size());
        store.ask(ApprovalClauses.request(1, "plan", 0));
        mustBe("the number of requests", 1, store.pending(StoreOnTrial.START).size());
        ApprovalDecision decision = ApprovalClauses.decision("anna", "plan");
        store.decide(runId(1), decision);
        mustBe("the decision", Optional.of(decision), store.decision(runId(1)));
        mustBe("the removed runs", List.of(), store.prune(RunQuery.all()));
        must(Thread.interrupted(), "the thread must stay interrupted, but did not");
    }

    private static void threads(StoreOnTrial trial) throws Exception {
        Set<ObjectNode> all = new HashSet<>();
        withLog(trial, log -> {
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                List<ObjectNode> notes = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    notes.add(note("thread " + thread + ", number " + i));
                }
                all.addAll(notes);
                writers.add(() -> {
                    for (ObjectNode each : notes) {
                        log.appendForced(each);
                    }
                    return true;
                });
            }
            must(atOnce(writers).size() == 6, "all threads must end");
        });
        List<ObjectNode> found = trial.elsewhere().records(runId(1));
        mustBe("the number of records", all.size() + 1, found.size());
        mustBe("the records", all, new HashSet<>(found.subList(1, found.size())));
    }

    private static void runs(StoreOnTrial trial) throws Exception {
        List<Callable<String>> runs = new ArrayList<>();
        for (int number = 1; number <= 6; number++) {
            int each = number;
            runs.add(() -> trial.run(
                    each,
                    StoreOnTrial.KIND,
                    "env-" + each,
                    StoreOnTrial.started(runId(each)),
                    StoreOnTrial.finished(StoreOnTrial.SUCCESS)));
        }
        for (String run : atOnce(runs)) {
            mustBe("the number of records", 3, trial.elsewhere().records(run).size());
        }
        mustBe("the number of runs", 6, trial.store().runs(RunQuery.all()).size());
    }

    private static void documents(StoreOnTrial trial) throws Exception {
        byte[] binary = new byte[100_000];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) (i * 31);
        }
        trial.run(2, StoreOnTrial.KIND, "env-2");
        withLog(trial, log -> {
            mustBe("the documents of a new run", List.of(), trial.store().documents(runId(1)));
            Map<String, RunLog.Document> documents = new LinkedHashMap<>();
            documents.put("report.json", out -> out.write("first".getBytes(StandardCharsets.UTF_8)));
            documents.put("binary.zip", out -> out.write(binary));
            documents.put("empty.txt", out -> {});
            log.write(documents);
            log.write(Map.of("report.json", out -> out.write("2".getBytes(StandardCharsets.UTF_8))));
        });
        RunStore store = trial.elsewhere();
        mustBe("the documents", List.of("binary.zip", "empty.txt", "report.json"), store.documents(runId(1)));
        must(
                Arrays.equals(binary, store.document(runId(1), "binary.zip").orElse(new byte[0])),
                "a binary document must be as it was written, but was not");
        mustBe("an empty document", Optional.of(""), text(store, "empty.txt"));
        mustBe("a document that was replaced", Optional.of("2"), text(store, "report.json"));
        mustBe("a document that is not there", Optional.empty(), text(store, "other.json"));
        mustBe("the documents of another run", List.of(), store.documents(runId(2)));
        mustBe("the number of records", 1, store.records(runId(1)).size());
    }

    private static Optional<String> text(RunStore store, String name) {
        return store.document(runId(1), name).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static void brokenDocument(StoreOnTrial trial) throws Exception {
        withLog(trial, log -> {
            log.write(Map.of("report.json", out -> out.write("whole".getBytes(StandardCharsets.UTF_8))));
            refused(
                    UncheckedIOException.class,
                    "a document that cannot be made",
                    () -> log.write(Map.of("report.json", out -> {
                        out.write("half".getBytes(StandardCharsets.UTF_8));
                        throw new IOException("on purpose");
                    })));
            log.append(note("after"));
        });
        mustBe("the document", Optional.of("whole"), text(trial.elsewhere(), "report.json"));
        mustBe("the documents", List.of("report.json"), trial.elsewhere().documents(runId(1)));
        mustBe("the number of records", 2, trial.elsewhere().records(runId(1)).size());
    }

    private static void replaced(StoreOnTrial trial) throws Exception {
        List<String> contents = List.of("a".repeat(200_000), "b".repeat(100_000));
        RunStore reader = trial.elsewhere();
        withLog(trial, log -> {
            log.write(Map.of("report.json", out -> out.write(contents.get(0).getBytes(StandardCharsets.UTF_8))));
            Callable<Boolean> writing = () -> {
                for (int i = 1; i <= 10; i++) {
                    String content = contents.get(i % 2);
                    log.write(Map.of("report.json", out -> out.write(content.getBytes(StandardCharsets.UTF_8))));
                }
                return true;
            };
            Callable<Boolean> reading = () -> {
                for (int i = 1; i <= 10; i++) {
                    if (!text(reader, "report.json").filter(contents::contains).isPresent()) {
                        return false;
                    }
                }
                return true;
            };
            must(!atOnce(List.of(writing, reading)).contains(false), "a reader must find it whole, but did not");
        });
    }

    private static void names(StoreOnTrial trial) throws Exception {
        withLog(trial, log -> {
            for (String name : List.of("", " ", "../a.txt", "a/b.txt", "a\\b", ".hidden", "x".repeat(200))) {
                refused(
                        IllegalArgumentException.class,
                        "the name \"" + name + "\"",
                        () -> log.write(Map.of(name, out -> out.write(1))));
                refused(
                        IllegalArgumentException.class,
                        "the name \"" + name + "\"",
                        () -> trial.store().document(runId(1), name));
            }
        });
        mustBe("the documents", List.of(), trial.store().documents(runId(1)));
    }
}
