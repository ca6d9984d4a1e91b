package io.cognigydeploy.core.testing;

import static io.cognigydeploy.core.testing.StoreOnTrial.KIND;
import static io.cognigydeploy.core.testing.StoreOnTrial.START;
import static io.cognigydeploy.core.testing.StoreOnTrial.atOnce;
import static io.cognigydeploy.core.testing.StoreOnTrial.must;
import static io.cognigydeploy.core.testing.StoreOnTrial.mustBe;
import static io.cognigydeploy.core.testing.StoreOnTrial.refused;
import static io.cognigydeploy.core.testing.StoreOnTrial.runId;

import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.ApprovalRefusedException;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The clauses about the approvals of plans. */
final class ApprovalClauses {

    static final List<StoreClause> ALL = List.of(
            new StoreClause("A request is pending until it is decided", ApprovalClauses::decided),
            new StoreClause("A request for the same plan stays as it is", ApprovalClauses::askedTwice),
            new StoreClause(
                    "A request for another plan replaces the one before, with its decision",
                    ApprovalClauses::otherPlan),
            new StoreClause("A request that has expired is neither pending nor decided", ApprovalClauses::expired),
            new StoreClause("The first decision stands", ApprovalClauses::firstStands),
            new StoreClause("Of many decisions at once, one stands", ApprovalClauses::race),
            new StoreClause(
                    "A decision about another plan, or without a request, is refused", ApprovalClauses::refusals),
            new StoreClause("Requests are listed with the oldest first", ApprovalClauses::oldestFirst));

    private static final Duration VALID = Duration.ofHours(1);

    private ApprovalClauses() {}

    /** Returns the request of a run, asked so many minutes after the start. */
    static ApprovalRequest request(int number, String fingerprint, int minutes) {
        Instant asked = START.plus(Duration.ofMinutes(minutes));
        return new ApprovalRequest(
                runId(number),
                "env-1",
                "a release für \uD83D\uDE00",
                List.of("deploy version 2", "remove 'it' \\ \"all\""),
                fingerprint,
                asked,
                asked.plus(VALID));
    }

    static ApprovalDecision decision(String by, String fingerprint) {
        return new ApprovalDecision(fingerprint, true, by, "läuft \u0001 \uD83D\uDE00", START);
    }

    private static void decided(StoreOnTrial trial) {
        String run = trial.run(1, KIND, "env-1");
        ApprovalRequest request = request(1, "plan", 0);
        mustBe("the request that is there now", request, trial.store().ask(request));
        mustBe(
                "the decision before it is made",
                Optional.empty(),
                trial.elsewhere().decision(run));
        mustBe("the requests", List.of(request), trial.elsewhere().pending(START));
        var rejected = new ApprovalDecision("plan", false, "anna", "", START.plusSeconds(1));
        trial.elsewhere().decide(run, rejected);
        mustBe("the decision", Optional.of(rejected), trial.store().decision(run));
        mustBe("the requests after the decision", List.of(), trial.store().pending(START));
        mustBe("the number of records", 1, trial.store().records(run).size());
        mustBe("the documents", List.of(), trial.store().documents(run));
    }

    private static void askedTwice(StoreOnTrial trial) {
        String run = trial.run(1, KIND, "env-1");
        trial.store().ask(request(1, "plan", 0));
        mustBe(
                "the request that is there now",
                request(1, "plan", 0),
                trial.elsewhere().ask(request(1, "plan", 30)));
        mustBe("the requests", List.of(request(1, "plan", 0)), trial.store().pending(START));
        trial.store().decide(run, decision("anna", "plan"));
        trial.store().ask(request(1, "plan", 40));
        mustBe(
                "the decision",
                Optional.of(decision("anna", "plan")),
                trial.store().decision(run));
        mustBe("the requests after the decision", List.of(), trial.store().pending(START));
    }

    private static void otherPlan(StoreOnTrial trial) {
        String run = trial.run(1, KIND, "env-1");
        trial.store().ask(request(1, "plan", 0));
        trial.store().decide(run, decision("anna", "plan"));
        ApprovalRequest later = request(1, "other plan", 10);
        trial.store().ask(later);
        mustBe(
                "the decision about the later plan",
                Optional.empty(),
                trial.store().decision(run));
        mustBe("the requests", List.of(later), trial.elsewhere().pending(START));
        refused(
                ApprovalRefusedException.class,
                "a decision about the earlier plan",
                () -> trial.store().decide(run, decision("ben", "plan")));
        trial.store().decide(run, decision("ben", "other plan"));
        mustBe(
                "the decision",
                Optional.of(decision("ben", "other plan")),
                trial.elsewhere().decision(run));
    }

    private static void expired(StoreOnTrial trial) {
        String run = trial.run(1, KIND, "env-1");
        ApprovalRequest request = request(1, "plan", 0);
        trial.store().ask(request);
        mustBe(
                "the requests just before the end",
                List.of(request),
                trial.store().pending(request.expires().minusMillis(1)));
        mustBe("the requests at the end", List.of(), trial.store().pending(request.expires()));
        refused(
                ApprovalRefusedException.class,
                "a decision at the end",
                () -> trial.store().decide(run, new ApprovalDecision("plan", true, "anna", "", request.expires())));
        mustBe("the decision", Optional.empty(), trial.store().decision(run));
        var inTime =
                new ApprovalDecision("plan", true, "anna", "", request.expires().minusMillis(1));
        trial.store().decide(run, inTime);
        mustBe("the decision", Optional.of(inTime), trial.store().decision(run));
    }

    private static void firstStands(StoreOnTrial trial) {
        String run = trial.run(1, KIND, "env-1");
        trial.store().ask(request(1, "plan", 0));
        trial.store().decide(run, decision("anna", "plan"));
        var second = new ApprovalDecision("plan", false, "ben", "no", START.plusSeconds(1));
        for (RunStore store : List.of(trial.store(), trial.elsewhere())) {
            ApprovalRefusedException refusal =
                    refused(ApprovalRefusedException.class, "a second decision", () -> store.decide(run, second));
            must(
                    String.valueOf(refusal.getMessage()).contains("anna"),
                    "the refusal must name who decided, but was " + refusal.getMessage());
        }
        mustBe(
                "the decision",
                Optional.of(decision("anna", "plan")),
                trial.store().decision(run));
    }

    private static void race(StoreOnTrial trial) throws Exception {
        String run = trial.run(1, KIND, "env-1");
        trial.store().ask(request(1, "plan", 0));
        List<Callable<Optional<ApprovalDecision>>> deciders = new ArrayList<>();
        for (int number = 1; number <= 6; number++) {
            RunStore store = number % 2 == 0 ? trial.elsewhere() : trial.store();
            var mine = new ApprovalDecision("plan", number % 3 == 0, "person " + number, "", START);
            deciders.add(() -> {
                try {
                    store.decide(run, mine);
                    return Optional.of(mine);
                } catch (ApprovalRefusedException e) {
                    return Optional.empty();
                }
            });
        }
        List<ApprovalDecision> taken =
                atOnce(deciders).stream().flatMap(Optional::stream).toList();
        mustBe("the number of decisions that were taken", 1, taken.size());
        mustBe("the decision", Optional.of(taken.get(0)), trial.elsewhere().decision(run));
    }

    private static void refusals(StoreOnTrial trial) {
        String run = trial.run(1, KIND, "env-1");
        refused(
                ApprovalRefusedException.class,
                "a decision without a request",
                () -> trial.store().decide(run, decision("anna", "plan")));
        trial.store().ask(request(1, "plan", 0));
        refused(
                ApprovalRefusedException.class,
                "a decision about another plan",
                () -> trial.store().decide(run, decision("anna", "other plan")));
        mustBe("the decision", Optional.empty(), trial.store().decision(run));
        mustBe("the number of requests", 1, trial.store().pending(START).size());
    }

    private static void oldestFirst(StoreOnTrial trial) {
        for (int number = 1; number <= 4; number++) {
            String unused = trial.run(number, KIND, "env-" + number);
        }
        trial.store().ask(request(3, "plan", 1));
        trial.store().ask(request(1, "plan", 3));
        trial.store().ask(request(2, "plan", 2));
        trial.store().ask(request(4, "plan", 4));
        trial.store().decide(runId(4), decision("anna", "plan"));
        mustBe(
                "the runs of the requests",
                List.of(runId(3), runId(2), runId(1)),
                trial.elsewhere().pending(START).stream()
                        .map(ApprovalRequest::runId)
                        .toList());
    }
}
