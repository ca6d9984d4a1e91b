package io.cognigydeploy.client.micrometer;

import io.cognigydeploy.client.CallListener;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Metrics of every attempt: {@code CognigyClient.builder().listener(new CallMetrics(registry))}.
 *
 * <ul>
 *   <li>{@code cognigy.client.attempts}, a timer, by {@code call} (method and path template), {@code status}, {@code
 *       outcome} ({@code success} or the possible effect of the attempt) and {@code next} (the reason for another
 *       attempt, or for none)
 *   <li>{@code cognigy.client.held}, a timer of the waits for the rate budget, by {@code call}
 *   <li>{@code cognigy.client.retries}, a counter of the attempts that another one followed, by {@code call} and {@code
 *       reason}
 *   <li>{@code cognigy.client.budget.remaining}, a gauge of the requests that the rate budget would let go at once, by
 *       {@code platform}, the host; only after {@link #budgetOf(CognigyClient)}
 * </ul>
 *
 * <p>No tag contains an id, so the number of tags is bounded. Safe for use by many threads.
 */
public final class CallMetrics implements CallListener {

    private static final Set<Next> AGAIN = EnumSet.of(Next.BACKOFF, Next.RETRY_AFTER, Next.NEW_TOKEN);

    private final MeterRegistry registry;

    /**
     * Registers the meters.
     *
     * @param registry the registry, which remains open when the client is closed
     */
    public CallMetrics(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry must be given, but was null.");
    }

    /** Registers the gauge of a client's rate budget. The registry does not keep the client from being collected. */
    public CallMetrics budgetOf(CognigyClient client) {
        return budget(client, client.baseUrl(), CognigyClient::remainingRequests);
    }

    /** Registers the gauge of an installation's rate budget, like {@link #budgetOf(CognigyClient)}. */
    public CallMetrics budgetOf(CognigyInstallation installation) {
        return budget(installation, installation.baseUrl(), CognigyInstallation::remainingRequests);
    }

    private <C> CallMetrics budget(C client, URI platform, Function<C, OptionalLong> remaining) {
        // Without a rate budget there is no value, which is NaN for a gauge.
        Gauge.builder("cognigy.client.budget.remaining", client, each -> {
                    OptionalLong requests = remaining.apply(each);
                    return requests.isPresent() ? requests.getAsLong() : Double.NaN;
                })
                .baseUnit("requests")
                .tag("platform", platform.getHost())
                .register(registry);
        return this;
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
        if (AGAIN.contains(attempt.next())) {
            Counter.builder("cognigy.client.retries")
                    .tag("call", attempt.call())
                    .tag("reason", attempt.next().name().toLowerCase(Locale.ROOT))
                    .register(registry)
                    .increment();
        }
        if (!attempt.held().isZero()) {
            Timer.builder("cognigy.client.held")
                    .tag("call", attempt.call())
                    .register(registry)
                    .record(attempt.held());
        }
    }
}
