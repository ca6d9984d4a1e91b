package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.record.Notifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.immutables.value.Value;

/**
 * The settings of a run that do not depend on the deployment.
 *
 * @param waitForTarget the longest wait for another run to leave the target; zero: no wait
 * @param concurrency the largest number of independent changes that are under way at once
 * @param poll returns the polling of an operation, from its kind's usual polling
 */
@Value.Builder
record RunPolicy(
        String actor,
        Duration waitForTarget,
        Optional<Duration> deadline,
        UnaryOperator<PollOptions> poll,
        Duration settle,
        OnConflict onConflict,
        int concurrency,
        List<AuditSink> audits,
        List<EventListener> listeners,
        List<Notifier> notifiers) {

    /** Begins a policy with the defaults. */
    static RunPolicyBuilder builder() {
        return new RunPolicyBuilder()
                .actor(System.getProperty("user.name", "unknown"))
                .waitForTarget(Duration.ZERO)
                .poll(UnaryOperator.identity())
                .settle(Duration.ofSeconds(10))
                .onConflict(OnConflict.WAIT)
                .concurrency(4);
    }
}
