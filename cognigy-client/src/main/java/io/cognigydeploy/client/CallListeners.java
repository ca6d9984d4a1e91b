package io.cognigydeploy.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of a client. An exception that a listener throws is logged and ignored. */
final class CallListeners {

    private static final Logger log = LoggerFactory.getLogger(CallListeners.class);

    private final List<CallListener> listeners;

    CallListeners(List<CallListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void report(
            CallSpec call,
            CallDeadline deadline,
            @Nullable CognigyException failure,
            CallListener.Next next,
            Duration nextIn) {
        if (listeners.isEmpty()) {
            return;
        }
        CallListener.Attempt attempt = new CallListener.Attempt(
                call.name(),
                call.effect(),
                deadline.attempt(),
                deadline.status(),
                Optional.ofNullable(failure),
                deadline.held(),
                deadline.took(),
                next,
                nextIn);
        for (CallListener listener : listeners) {
            try {
                listener.onAttempt(attempt);
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                log.warn("A listener failed: {}", e.toString());
            }
        }
    }
}
