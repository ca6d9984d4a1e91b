package io.cognigydeploy.testing;

/**
 * The true quality of the conversations with one arm of a canary. The platform's metrics are drawn from it,
 * conversation by conversation.
 *
 * @param errorRate from 0 to 1
 * @param satisfaction from 0 to 5
 * @param perMinute how many conversations the bot has on all arms, of which this arm gets its share; two arms with other
 *     numbers stand for a split that does not give what was asked for
 */
public record Traffic(double errorRate, double satisfaction, double latencyMs, double perMinute) {

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException if a figure is outside its range or not finite
     */
    public Traffic {
        boolean isPossible = errorRate >= 0
                && errorRate <= 1
                && satisfaction >= 0
                && satisfaction <= 5
                && latencyMs >= 0
                && perMinute >= 0
                && latencyMs + perMinute < Double.POSITIVE_INFINITY;
        if (!isPossible) {
            throw new IllegalArgumentException("There is no such traffic: errors " + errorRate + ", satisfaction "
                    + satisfaction + ", latency " + latencyMs + " ms, " + perMinute + " a minute");
        }
    }

    /** Returns good traffic: 60 conversations a minute, one error in a hundred, satisfaction 4.5, 250 ms. */
    public static Traffic good() {
        return new Traffic(0.01, 4.5, 250, 60);
    }

    /** Returns the same traffic with another share of conversations that end with an error, from 0 to 1. */
    public Traffic errorRate(double rate) {
        return new Traffic(rate, satisfaction, latencyMs, perMinute);
    }

    /** Returns the same traffic with another mean satisfaction, from 0 to 5. */
    public Traffic satisfaction(double score) {
        return new Traffic(errorRate, score, latencyMs, perMinute);
    }

    /** Returns the same traffic with another mean latency, in milliseconds. */
    public Traffic latencyMs(double mean) {
        return new Traffic(errorRate, satisfaction, mean, perMinute);
    }

    /** Returns the same traffic with another number of conversations a minute. */
    public Traffic perMinute(double conversations) {
        return new Traffic(errorRate, satisfaction, latencyMs, conversations);
    }
}
