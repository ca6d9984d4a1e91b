package io.cognigydeploy.client.micrometer;

import io.cognigydeploy.client.CallListener;
import io.cognigydeploy.client.CognigyException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;

/**
 * Metrics of every attempt: {@code CognigyClient.builder().listener(new CallMetrics(registry))}.
 *
 * <ul>
 *   <li>{@code cognigy.client.attempts}, a timer, by {@code call} (method and path template), {@code status}, {@code
 *       outcome} ({@code success} or the possible effect of the attempt) and {@code next} (the reason for another
 *       attempt, or for none)
 *   <li>{@code cognigy.client.held}, a timer of the waits for the rate budget, by {@code call}
 * </ul>
 *
 * <p>No tag contains an id, so the number of tags is bounded.
 */
public final class CallMetrics implements CallListener {

    private final MeterRegistry registry;

    /**
     * Registers the meters.
     *
     * @param registry the registry, which remains open when the client is closed
     */
    public CallMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onAttempt(Attempt attempt) {
        String status =
                attempt.status().isPresent() ? Integer.toString(attempt.status().getAsInt()) : "none";
        String outcome = attempt.failure()
                .map(CognigyException::outcome)
                .map(Enum::name)
                .orElse("success")
                .toLowerCase(Locale.ROOT);
        // By the builder: later versions of Micrometer have overloads of registry.timer that earlier ones lack.
        Timer.builder("cognigy.client.attempts")
                .tag("call", attempt.call())
                .tag("status", status)
                .tag("outcome", outcome)
                .tag("next", attempt.next().name().toLowerCase(Locale.ROOT))
                .register(registry)
                .record(attempt.took());
        if (!attempt.held().isZero()) {
            Timer.builder("cognigy.client.held")
                    .tag("call", attempt.call())
                    .register(registry)
                    .record(attempt.held());
        }
    }
}
