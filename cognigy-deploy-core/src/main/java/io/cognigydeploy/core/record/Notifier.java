package io.cognigydeploy.core.record;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Platform;

/**
 * A receiver of the report of each run that has ended, whichever way. A failed delivery is in the report and changes
 * nothing else.
 */
public interface Notifier {

    /** Returns its name in reports, without secrets. */
    String name();

    /**
     * Delivers the report.
     *
     * @throws CognigyException if the receiver did not accept the report
     */
    void deliver(Report report, Platform platform);
}
