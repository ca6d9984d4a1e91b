package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.FileTransport;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A way to a platform that notes what changes there, and the judge of what a report says about it. */
final class Witness extends Detour {

    /** What a report says to the caller, in three words. */
    enum End {
        SUCCEEDED,
        UNDONE,
        PERSON_NEEDED
    }

    private final ReleaseExample<?> example;
    private final FakeCognigy fake;
    private final FileTransport way;
    private final RunMemory memory;
    private final List<String> effects = new ArrayList<>();
    private final List<String> unannounced = new ArrayList<>();

    Witness(ReleaseExample<?> example, FakeCognigy fake, FileTransport way, RunMemory memory) {
        this.example = example;
        this.fake = fake;
        this.way = way;
        this.memory = memory;
    }

    /** The requests that changed something on the platform, in order. */
    List<String> effects() {
        return effects;
    }

    /** Those that did it more than once. */
    List<String> repeated() {
        Set<String> once = new HashSet<>();
        return effects.stream().filter(effect -> !once.add(effect)).toList();
    }

    @Override
    protected FileTransport onwards() {
        return way;
    }

    @Override
    protected Response pass(Request request, Passage rest) throws IOException, InterruptedException {
        // A link to a file is one more way to read it, and a token is a leave to read.
        boolean isLook =
                request.method().equals("GET") || request.uri().getPath().matches(".*/(downloadlink|token)");
        String before = isLook ? "" : fake.toJson();
        try {
            return rest.take();
        } finally {
            if (!isLook && !before.equals(fake.toJson())) {
                String body = new String(request.body(), StandardCharsets.UTF_8);
                String effect = request.method() + " " + request.uri() + " " + body;
                effects.add(effect);
                if (isOfAnIntent(request) && !isIntentLast()) {
                    unannounced.add(effect);
                }
            }
        }
    }

    /** Returns whether a request changes the target. */
    static boolean isOfAnIntent(Request request) {
        return !request.uri().getPath().matches(".*/(cancel|webhooks)");
    }

    /** A request that changes the target is sent straight after its intent is on record. */
    private boolean isIntentLast() {
        List<String> runs = memory.runIds();
        List<String> lines = runs.isEmpty() ? List.of() : memory.lines(runs.get(0));
        return !lines.isEmpty() && lines.get(lines.size() - 1).contains("\"event\":\"mutation_intended\"");
    }

    static End end(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded) {
            return End.SUCCEEDED;
        }
        return outcome instanceof Outcome.Unknown || outcome instanceof Outcome.RollbackFailed
                ? End.PERSON_NEEDED
                : End.UNDONE;
    }

    /** What is not as it has to be. */
    List<String> problems(Report report) {
        return problems(report, Optional.empty());
    }

    /** @param otherwise what may be in the target instead of what was there before */
    List<String> problems(Report report, Optional<String> otherwise) {
        List<String> problems = new ArrayList<>();
        Outcome outcome = report.outcome();
        FakeCognigy end = atRest();
        String live = "but there is " + example.live().apply(end);
        switch (end(outcome)) {
            case SUCCEEDED -> {
                if (!example.isAsDeployed(end)) {
                    problems.add("said to have succeeded, " + live);
                }
            }
            case UNDONE -> {
                boolean isOther =
                        otherwise.isPresent() && example.live().apply(end).equals(List.of(otherwise.get()));
                boolean isSaidToLast =
                        example.lasting().filter(outcome.because()::contains).isPresent();
                boolean isAsSaid = isSaidToLast ? example.isAsDeployed(end) : example.isAsBefore(end);
                if (!isAsSaid && !isOther) {
                    problems.add("said to be as it was, " + live);
                }
            }
            case PERSON_NEEDED -> {
                String nextStep = outcome instanceof Outcome.Unknown unknown
                        ? unknown.nextStep()
                        : ((Outcome.RollbackFailed) outcome).nextStep();
                if (!names(report, nextStep)) {
                    problems.add("does not say where to look: " + nextStep);
                }
            }
        }
        if (!repeated().isEmpty()) {
            problems.add("sent twice with effect: " + repeated());
        }
        if (!fake.violations().isEmpty()) {
            problems.add("not as documented: " + fake.violations());
        }
        if (!unannounced.isEmpty()) {
            problems.add("sent without an intent as the last record: " + unannounced);
        }
        memory.problem(report.runId()).ifPresent(problems::add);
        return problems;
    }

    /** Whether a person reads where to look: the target, or an operation. */
    private static boolean names(Report report, String nextStep) {
        return Stream.concat(
                        report.events().stream()
                                .flatMap(event -> event instanceof Event.RunStarted started
                                        ? Stream.of(started.target())
                                        : Stream.empty()),
                        report.mutations().stream().flatMap(mutation -> mutation.operationId().stream()))
                .anyMatch(nextStep::contains);
    }

    /** The platform when whatever is under way there has come to its end: a report has to be true of that, too. */
    private FakeCognigy atRest() {
        FakeCognigy later = FakeCognigy.fromJson(fake.toJson()).acceptAnyCredentials();
        CognigyClient reader = later.client();
        JsonNode state = state();
        for (int poll = 0; poll < 8; poll++) {
            state.path("deployments")
                    .forEach(job ->
                            reader.operations().deployment(text(job, "id")).poll());
            state.path("rollouts")
                    .forEach(job ->
                            reader.operations().configuration(text(job, "id")).poll());
            state.path("flows")
                    .path("deployed")
                    .forEach(flow -> reader.flows().status(text(flow, "id"), text(flow, "environmentId")));
        }
        return later;
    }

    private JsonNode state() {
        try {
            return Json.MAPPER.readTree(fake.toJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText();
    }
}
