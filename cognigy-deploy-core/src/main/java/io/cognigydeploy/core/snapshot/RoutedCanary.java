package io.cognigydeploy.core.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;

/**
 * A canary of a snapshot at an endpoint of its own. A {@link TrafficRouter} sends a rising share of the users there, and it is
 * judged by the options as any canary. Immutable and safe for use by many threads.
 *
 * @param endpoint the name or id of the endpoint; it gets no users but those of the router
 * @param options the judge, the shares and the time limit; {@link WatchOptions#defaults()} by default
 * @param interval the pause between looks; a minute by default
 * @param delay how long after its beginning a conversation is read; 2 minutes by default
 * @param reads the most conversations that are read at a look; 100 by default
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RoutedCanary(String endpoint, WatchOptions options, Duration interval, Duration delay, int reads) {

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if the endpoint is blank, the interval is not positive, the delay is negative, no
     *     conversation is read, a share is 100 percent, or the judge has metrics of one's own
     */
    public RoutedCanary {
        Argument.text("endpoint", endpoint);
        Argument.positive("interval", interval);
        if (delay.isNegative()) {
            throw Argument.refused("delay", "zero or positive", delay);
        }
        if (reads < 1) {
            throw Argument.refused("reads", "positive", reads);
        }
        if (options.ramp().shares().contains(100.0)) {
            throw Argument.refused("shares", "below 100 percent", options.ramp().shares());
        }
        if (!options.judge().named().isEmpty()) {
            throw Argument.refused(
                    "named",
                    "empty, because no source is read here",
                    options.judge().named());
        }
    }

    /** Returns a canary at an endpoint, with the default of each rule. */
    public static RoutedCanary at(String endpoint) {
        return new RoutedCanary(endpoint, WatchOptions.defaults(), Duration.ofMinutes(1), Duration.ofMinutes(2), 100);
    }

    /** Returns this canary with other options. */
    public RoutedCanary judgedBy(WatchOptions others) {
        return new RoutedCanary(endpoint, Argument.given("others", others), interval, delay, reads);
    }

    /** Returns this canary with another pause between looks. */
    public RoutedCanary every(Duration pause) {
        return new RoutedCanary(endpoint, options, Argument.positive("pause", pause), delay, reads);
    }

    /** Returns this canary with another time for a conversation to appear. */
    public RoutedCanary appearingWithin(Duration time) {
        return new RoutedCanary(endpoint, options, interval, Argument.given("time", time), reads);
    }

    /** Returns this canary with another number of conversations that a look reads at the most. */
    public RoutedCanary reading(int conversations) {
        return new RoutedCanary(endpoint, options, interval, delay, conversations);
    }
}
