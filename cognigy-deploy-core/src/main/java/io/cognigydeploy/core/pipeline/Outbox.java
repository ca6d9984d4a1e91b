package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.record.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The delivery of a run's report to all notifiers. Deliveries are journaled, so a later process sends only the missing
 * ones.
 */
record Outbox(Platform platform, RunPolicy policy, EventRecorder recorder) {

    /** The delays after each failure before the next try: the schedule of Standard Webhooks, three days in all. */
    private static final List<Duration> TRIED_AGAIN_AFTER = Stream.of(
                    "PT5S", "PT5M", "PT30M", "PT2H", "PT5H", "PT10H", "PT14H", "PT20H", "PT24H")
            .map(Duration::parse)
            .toList();

    /** Delivers the report to every notifier that has not received this end of the run. */
    void deliver(Report report) {
        deliver(report, receiver -> true);
    }

    /** Delivers like {@link #deliver(Report)}, except where the next try is not due yet or there were enough tries. */
    void deliverDue(Report report) {
        deliver(report, this::isDue);
    }

    private void deliver(Report report, Predicate<String> which) {
        recordAuditLogs();
        Map<String, Integer> namesakes = new HashMap<>();
        for (Notifier notifier : policy.notifiers()) {
            // Two webhooks on one host have the same name, and each needs its own delivery.
            int number = namesakes.merge(notifier.name(), 1, Integer::sum);
            String receiver = number == 1 ? notifier.name() : notifier.name() + " (" + number + ")";
            if (!isDelivered(receiver) && which.test(receiver)) {
                recorder.emitAnyway(delivered(notifier, receiver, report));
            }
        }
        // No later event would bring a log up to date that missed the last delivery.
        recordAuditLogs();
    }

    /** Records which audit logs are behind, and which have caught up since; each change once. */
    private void recordAuditLogs() {
        List<String> behind = recorder.behind();
        Set<String> knownToBe = recorder.state().lostRecords();
        for (AuditSink sink : policy.audits()) {
            boolean isBehind = behind.contains(sink.name());
            if (isBehind && !knownToBe.contains(sink.name())) {
                recorder.emitAnyway(new Event.RecordLost(now(), sink.name(), "it did not take every record"));
            } else if (!isBehind && knownToBe.contains(sink.name())) {
                recorder.emitAnyway(new Event.RecordDelivered(now(), sink.name()));
            }
        }
    }

    private boolean isDelivered(String receiver) {
        return recorder.state().sinceFinished().stream()
                .anyMatch(e -> e instanceof Event.RecordDelivered done
                        && done.receiver().equals(receiver));
    }

    private boolean isDue(String receiver) {
        List<Instant> failures = failures(receiver);
        int tries = failures.size();
        return tries == 0
                || (tries <= TRIED_AGAIN_AFTER.size()
                        && !now().isBefore(failures.get(tries - 1).plus(TRIED_AGAIN_AFTER.get(tries - 1))));
    }

    private List<Instant> failures(String receiver) {
        return recorder.state().sinceFinished().stream()
                .filter(e ->
                        e instanceof Event.RecordLost lost && lost.receiver().equals(receiver))
                .map(Event::at)
                .toList();
    }

    /** Delivers to one receiver. An interrupt, which is often why the run has ended, must not prevent the delivery. */
    private Event delivered(Notifier notifier, String receiver, Report report) {
        return Runner.toTheEnd(() -> {
            try {
                notifier.deliver(report, platform);
                return new Event.RecordDelivered(now(), receiver);
            } catch (CallInterruptedException | VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                int tries = failures(receiver).size() + 1;
                String end = tries > TRIED_AGAIN_AFTER.size() ? "; given up after " + tries + " tries" : "";
                return new Event.RecordLost(
                        now(), receiver, Objects.requireNonNullElse(e.getMessage(), e.toString()) + end);
            }
        });
    }

    private Instant now() {
        return platform.time().now();
    }
}
