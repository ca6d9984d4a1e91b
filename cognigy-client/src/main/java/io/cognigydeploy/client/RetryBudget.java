package io.cognigydeploy.client;

import java.net.http.HttpTimeoutException;

/**
 * Budget for all retries of a client, so that retries do not make an outage worse. Every retry costs, every success
 * earns. The figures are those of the AWS SDKs' standard mode. A retry after a time-out costs more, because the
 * platform spent its whole time on the attempt before.
 */
final class RetryBudget {

    static final int DEFAULT = 500;
    static final int FOR_A_FIRST_SUCCESS = 1;
    private static final int RETRY = 5;
    private static final int RETRY_AFTER_TIMEOUT = 14;

    private final int most;
    private int left;

    RetryBudget(int most) {
        this.most = most;
        this.left = most;
    }

    static int price(CognigyException failure) {
        return failure.getCause() instanceof HttpTimeoutException ? RETRY_AFTER_TIMEOUT : RETRY;
    }

    /** Takes the price of a retry from the budget if the budget has that much. */
    synchronized boolean take(int price) {
        if (left < price) {
            return false;
        }
        left -= price;
        return true;
    }

    synchronized void give(int earned) {
        left = (int) Math.min(most, (long) left + earned);
    }

    synchronized int left() {
        return left;
    }
}
