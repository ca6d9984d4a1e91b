package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Told every attempt at every call, for logs and metrics. It runs on the thread of the call, so it should be quick; what
 * it throws is logged and dropped.
 */
@FunctionalInterface
public interface CallListener {

    void onAttempt(Attempt attempt);

    /** Why there will be another attempt, or none. */
    enum Next {
        /** It succeeded. */
        DONE,
        /** Sent again after a wait of our own choosing. */
        BACKOFF,
        /** Sent again when the platform asked for it. */
        RETRY_AFTER,
        /** Sent again at once, with another token. */
        NEW_TOKEN,
        /** Sending it again would not help, or could do harm, or was done often enough. */
        FINAL,
        /** The wait would have been too long for the call's time limit, or that is over. */
        NO_TIME,
        /** Too much was sent again lately. */
        NO_RETRY_BUDGET
    }

    /**
     * One attempt at a call. The fetching of a token is a call of its own.
     *
     * @param call method and path template; never an id, never a secret
     * @param effect what the call may change
     * @param number from 1; the same for an attempt and its repetition with another token
     * @param status the HTTP status, if there was an answer
     * @param failure what came of it, if not a success; its {@code outcome()} says what the attempt may have done
     * @param held how long it waited for the rate budget
     * @param took how long the rest of it took
     * @param next what follows
     * @param nextIn after which wait; zero where nothing follows
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
