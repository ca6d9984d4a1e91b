package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Listener of every attempt at every call, for logs and metrics. It runs on the thread of the call and should be quick.
 * An exception that it throws is logged and ignored.
 */
@FunctionalInterface
public interface CallListener {

    /** Receives one attempt, after its end. */
    void onAttempt(Attempt attempt);

    /** Reason for another attempt, or for none. */
    enum Next {
        /** The attempt succeeded. */
        DONE,
        /** Sent again after a wait that the retry options choose. */
        BACKOFF,
        /** Sent again after the wait that the platform's {@code Retry-After} asks for. */
        RETRY_AFTER,
        /** Sent again at once, with another token. */
        NEW_TOKEN,
        /** Not sent again: that would not help, could do harm, or was done as often as the retry options allow. */
        FINAL,
        /** Not sent again: the wait would end after the time limit of the call, or that limit has passed. */
        NO_TIME,
        /** Not sent again: the retry budget is used up. */
        NO_RETRY_BUDGET
    }

    /**
     * One attempt at a call. A request for a token is a call of its own.
     *
     * @param call method and path template; never an id, never a secret
     * @param effect the changes that the call may make
     * @param number from 1; the same for an attempt and its repetition with another token
     * @param status the HTTP status, if there was an answer
     * @param failure the failure, if the attempt did not succeed; its {@code outcome()} classifies the attempt's
     *     possible effect
     * @param held time spent waiting for the rate budget
     * @param took duration of the attempt without {@code held}
     * @param next the reason for another attempt, or for none
     * @param nextIn the wait before the next attempt; zero if there is none
     */
    record Attempt(
            String call,
            Effect effect,
            int number,
            OptionalInt status,
            Optional<CognigyException> failure,
            Duration held,
            Duration took,
            Next next,
            Duration nextIn) {}
}
