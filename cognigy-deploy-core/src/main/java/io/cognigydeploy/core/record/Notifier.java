package io.cognigydeploy.core.record;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;

/** Told the report when a run has ended, whichever way. Its failure is told in the report and changes nothing else. */
public interface Notifier {

    /** What reports call it. No secrets. */
    String name();

    /**
     * Tells the receiver.
     *
     * @throws CognigyException if it did not take the report
     */
    void deliver(Report report, CognigyClient cognigy);
}
