package io.cognigydeploy.core;

import io.cognigydeploy.client.PollOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Everything about a run that does not depend on what is deployed.
 *
 * @param poll how an operation is waited for, made of how its kind usually is
 */
record RunPolicy(
        String actor,
        UnaryOperator<PollOptions> poll,
        Duration settle,
        InProgress inProgress,
        List<AuditSink> audits,
        List<EventListener> listeners,
        List<Notifier> notifiers) {}
