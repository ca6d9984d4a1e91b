package io.cognigydeploy.core.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run in a list of runs.
 *
 * @param fingerprint the fingerprint of its plan
 * @param begun when its first record was written
 * @param actor the person or system behind it; absent before its first event
 * @param platform the platform that it works on; absent before its first event
 * @param deployment the deployment in one line; absent before its first event
 * @param outcome its end, if it has ended and was not resumed since
 * @param undelivered the receivers that did not accept its records, and have not since
 * @param reported whether its report was written after its last end, so that each of its deliveries was tried
 * @param problem the reason why its records cannot be read, if they cannot; all else is then unknown
 */
public record RunSummary(
        String runId,
        String kind,
        String target,
        String fingerprint,
        Instant begun,
        Optional<String> actor,
        Optional<String> platform,
        Optional<String> deployment,
        RunStatus status,
        Optional<Outcome> outcome,
        List<String> undelivered,
        boolean reported,
        Optional<String> problem) {

    public RunSummary {
        undelivered = List.copyOf(undelivered);
    }

    /** Returns the summary of a run that has only its plan. */
    static RunSummary of(ObjectNode plan, Instant begun) {
        return new RunSummary(
                plan.path("runId").asText(),
                plan.path("kind").asText(),
                plan.path("target").asText(),
                plan.path("fingerprint").asText(),
                begun,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RunStatus.UNDER_WAY,
                Optional.empty(),
                List.of(),
                false,
                Optional.empty());
    }

    /** Returns the summary of a run whose records cannot be read. */
    static RunSummary damaged(String runId, String problem) {
        return new RunSummary(
                runId,
                "",
                "",
                "",
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RunStatus.DAMAGED,
                Optional.empty(),
                List.of(),
                false,
                Optional.of(problem));
    }

    /** Returns the summary after one more record. */
    RunSummary after(ObjectNode entry) {
        return switch (entry.path("event").asText()) {
            case "run_started", "run_resumed", "run_finished", "record_lost", "record_delivered" -> after(event(entry));
            default -> this;
        };
    }

    /** Returns the event of a record that is not the first of its run. */
    static Event event(ObjectNode entry) {
        try {
            return Json.MAPPER.treeToValue(entry, Event.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is not an event of a run: " + e.getOriginalMessage(), e);
        }
    }

    private RunSummary after(Event event) {
        if (event instanceof Event.RunStarted e) {
            return new RunSummary(
                    runId,
                    kind,
                    target,
                    fingerprint,
                    begun,
                    Optional.of(e.actor()),
                    e.platform(),
                    Optional.of(e.description()),
                    status,
                    outcome,
                    undelivered,
                    reported,
                    problem);
        } else if (event instanceof Event.RunResumed) {
            return with(RunStatus.UNDER_WAY, Optional.empty(), undelivered, false);
        } else if (event instanceof Event.RunFinished e) {
            RunStatus end = e.outcome() instanceof Outcome.Unknown ? RunStatus.UNKNOWN : RunStatus.ENDED;
            return with(end, Optional.of(e.outcome()), undelivered, false);
        }
        List<String> lost = new ArrayList<>(undelivered);
        if (event instanceof Event.RecordLost e) {
            lost.remove(e.receiver());
            lost.add(e.receiver());
        } else if (event instanceof Event.RecordDelivered e) {
            lost.remove(e.receiver());
        }
        return with(status, outcome, lost, reported);
    }

    /** Returns the summary after the report was written. */
    RunSummary afterReport() {
        return with(status, outcome, undelivered, status != RunStatus.UNDER_WAY);
    }

    private RunSummary with(RunStatus then, Optional<Outcome> end, List<String> lost, boolean written) {
        return new RunSummary(
                runId,
                kind,
                target,
                fingerprint,
                begun,
                actor,
                platform,
                deployment,
                then,
                end,
                lost,
                written,
                problem);
    }

    /** Returns the summary that {@link #json} has written. */
    static RunSummary ofJson(String runId, String json) {
        try {
            return Json.MAPPER.readValue(json, RunSummary.class);
        } catch (JsonProcessingException e) {
            return damaged(runId, "Its summary cannot be read: " + e.getOriginalMessage());
        }
    }

    /** Returns the summary as one line of JSON. */
    String json() {
        return Json.tree(this).toString();
    }

    /** Returns whether the run has ended with a known outcome, and every delivery of it was accepted. */
    public boolean isClosed() {
        return status == RunStatus.ENDED && reported && undelivered.isEmpty();
    }
}
