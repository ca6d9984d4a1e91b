package io.cognigydeploy.core.event;

import io.cognigydeploy.client.Printable;
import java.time.Instant;

/**
 * An event with the run that it belongs to, as listeners and audit logs receive it.
 *
 * @param runId the id under which the run can be resumed
 * @param kind the kind of deployment, such as {@code bot-version}
 * @param target the target of the run, such as the id of an environment
 * @param sequence the event's number in the run's journal; the plan is 1, so the first event is 2. Each event has the
 *     next number, except the one that reports a cut of the journal: it also counts the records that are known to be
 *     missing
 */
public record RunEvent(String runId, String kind, String target, long sequence, Event event) {

    /** Returns when it happened, by the wall clock. */
    public Instant at() {
        return event.at();
    }

    /** Returns the run's id and the event in one line. */
    public String describe() {
        return "run " + runId + ": " + Printable.shown(event.describe());
    }
}
