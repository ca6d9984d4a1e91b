package io.cognigydeploy.core;

import io.cognigydeploy.client.PollOptions;
import java.time.Duration;
import java.util.List;

/** Everything about a run that does not depend on what is deployed. */
record RunPolicy(
        String actor,
        PollOptions poll,
        Duration settle,
        InProgress inProgress,
        List<AuditSink> audits,
        List<EventListener> listeners,
        List<Notifier> notifiers) {}
