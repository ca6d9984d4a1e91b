package io.cognigydeploy.core;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Sees to it that everybody is told how a run ended. What was delivered is in the journal, so whoever comes later, in
 * whatever process, delivers what was not.
 */
record Outbox(CognigyClient cognigy, RunPolicy policy, Recorder recorder) {

    /** Hands the report to everybody who is to be told of this end and has not been. */
    void deliver(Report report) {
        for (AuditSink sink : recorder.deaf()) {
            recorder.emitAnyway(new Event.RecordLost(now(), sink.name(), "it did not take every record"));
        }
        Map<String, Integer> namesakes = new HashMap<>();
        for (Notifier notifier : policy.notifiers()) {
            // Two webhooks on one host have one name, and each has to be told.
            int number = namesakes.merge(notifier.name(), 1, Integer::sum);
            String receiver = number == 1 ? notifier.name() : notifier.name() + " (" + number + ")";
            if (!isTold(receiver)) {
                recorder.emitAnyway(told(notifier, receiver, report));
            }
        }
    }

    private boolean isTold(String receiver) {
        return recorder.state().sinceFinished().stream()
                .anyMatch(e -> e instanceof Event.RecordDelivered done
                        && done.receiver().equals(receiver));
    }

    /** Tells one receiver. An interrupt, which is often why the run has ended, must not keep it from being told. */
    private Event told(Notifier notifier, String receiver, Report report) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    notifier.deliver(report, cognigy);
                    return new Event.RecordDelivered(now(), receiver);
                } catch (CallInterruptedException e) {
                    interrupted = true;
                    Thread.interrupted();
                } catch (RuntimeException e) {
                    return new Event.RecordLost(now(), receiver, String.valueOf(e.getMessage()));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Instant now() {
        return cognigy.time().now();
    }
}
