package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.model.TrafficShare;

/**
 * A router in front of the platform, which sends a share of the users to another endpoint, each by chance. The platform itself
 * has no such thing; a gateway or a balancer of one's own can be one.
 *
 * <p>A release reads the share before and after it sets one. Any exception of {@link #send} leaves open whether the share was
 * set, so the share is read; it is set again only if it is still the earlier one. Users should be sent to the same endpoint for
 * the whole of a conversation, and to the canary again once they were sent there.
 *
 * <p>Called by one thread at a time for each run.
 */
public interface TrafficRouter {

    /**
     * Returns the share of the users that is sent to an endpoint.
     *
     * @param endpoint the name of the endpoint
     */
    TrafficShare share(String endpoint);

    /**
     * Sends this share of the users to an endpoint, and the others where they were sent before. Setting a share that is set
     * already changes nothing.
     *
     * @param endpoint the name of the endpoint
     */
    void send(String endpoint, TrafficShare share);
}
