package io.cognigydeploy.client.micrometer;

import io.cognigydeploy.client.CallListener;
import io.cognigydeploy.client.CognigyException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/**
 * Counts and times every attempt: {@code CognigyClient.builder().listener(new CallMetrics(registry))}.
 *
 * <ul>
 *   <li>{@code cognigy.client.attempts}, a timer, by {@code call} (method and path template), {@code status}, {@code
 *       outcome} ({@code success} or what the attempt may have done) and {@code next} (what followed)
 *   <li>{@code cognigy.client.held}, a timer of the waits for the rate budget, by {@code call}
 * </ul>
 *
 * <p>No tag has an id in it, so their number is bounded.
 */
public final class CallMetrics implements CallListener {

    private final MeterRegistry registry;

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
        Tags tags = Tags.of(
                "call",
                attempt.call(),
                "status",
                status,
                "outcome",
                outcome,
                "next",
                attempt.next().name().toLowerCase(Locale.ROOT));
        registry.timer("cognigy.client.attempts", tags).record(attempt.took());
        if (!attempt.held().isZero()) {
            registry.timer("cognigy.client.held", "call", attempt.call()).record(attempt.held());
        }
    }
}
