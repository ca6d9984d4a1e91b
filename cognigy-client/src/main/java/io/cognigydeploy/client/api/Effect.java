package io.cognigydeploy.client.api;

/** What sending a request may change, and with that what may be done when its answer is lost. */
public enum Effect {

    /** Changes nothing. Sent again after any failure that may pass. */
    NONE,

    /** Changes something, and sending it twice is the same as once. Sent again after any failure that may pass. */
    IDEMPOTENT,

    /**
     * Changes something each time. Sent again only if it certainly did not arrive or was certainly refused; after an
     * unknown outcome the caller must look at the platform.
     */
    ONCE
}
