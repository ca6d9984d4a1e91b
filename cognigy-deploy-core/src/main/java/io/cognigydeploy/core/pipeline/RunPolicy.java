package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.store.Disk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Everything about a run that does not depend on what is deployed.
 *
 * @param waitForTarget how long to wait for another run to leave the target; zero: not at all
 * @param poll how an operation is waited for, made of how its kind usually is
 */
record RunPolicy(
        String actor,
        Duration waitForTarget,
        Optional<Duration> deadline,
        UnaryOperator<PollOptions> poll,
        Duration settle,
        OnConflict onConflict,
        List<AuditSink> audits,
        List<EventListener> listeners,
        List<Notifier> notifiers,
        Disk disk) {}
