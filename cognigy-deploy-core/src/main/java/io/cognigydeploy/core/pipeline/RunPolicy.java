package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunWork;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.text.LoggedThrowable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.immutables.value.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of a run that do not depend on the deployment.
 *
 * @param waitForTarget the longest wait for another run to leave the target; zero: no wait
 * @param concurrency the largest number of independent changes that are under way at once
 * @param options the words from which the same pipeline can be made again
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
        List<String> options,
        List<AuditSink> audits,
        List<EventListener> listeners,
        List<Notifier> notifiers) {

    private static final Logger log = LoggerFactory.getLogger(RunPolicy.class);

    /** Reports the beginning of some work to the listeners, and its end when the result is closed. */
    EventListener.Scope enter(RunWork work, Secrets secrets) {
        if (listeners.isEmpty()) {
            return EventListener.Scope.NONE;
        }
        Deque<EventListener.Scope> entered = new ArrayDeque<>();
        for (EventListener listener : listeners) {
            undisturbed(secrets, () -> entered.push(listener.enter(work)));
        }
        return () -> entered.forEach(scope -> undisturbed(secrets, scope::close));
    }

    /** Calls a listener. An exception that it throws is logged and ignored. */
    private static void undisturbed(Secrets secrets, Runnable call) {
        try {
            call.run();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            log.warn("A listener threw", LoggedThrowable.of(e, secrets));
        }
    }

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
